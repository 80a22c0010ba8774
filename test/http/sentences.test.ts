import { expect, test } from 'vitest';
import { FAILURES } from '../../src/contract/failures.ts';
import { WAITS } from '../../src/contract/policy.ts';
import { PARTS } from '../../src/contract/roles.ts';
import { ITEM_STATES } from '../../src/contract/schemas.ts';
import { FLAGS, KINDS, STATES, STEPS } from '../../src/contract/steps.ts';
import { told } from '../../src/http/told.ts';
import { RESOURCES, localeOf, sentence } from '../../src/i18n/index.ts';

const namespaces = Object.keys(RESOURCES.en);
const sentencesOf = (locale: 'en' | 'zh-CN', ns: string): [string, string][] =>
  Object.entries(RESOURCES[locale]).flatMap(([name, texts]) => (name === ns ? Object.entries(texts) : []));
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => String(m[1])).sort();

test.each(namespaces)('the sentences of %s, in both languages: the same keys and the same parameters', (ns) => {
  const [en, zh] = [sentencesOf('en', ns), sentencesOf('zh-CN', ns)];
  expect(zh.map(([key]) => key).sort()).toEqual(en.map(([key]) => key).sort());
  const inChinese = new Map(zh);
  for (const [key, text] of en) {
    expect([...new Set(placeholders(inChinese.get(key) ?? ''))], key).toEqual([...new Set(placeholders(text))]);
    expect(text, key).not.toMatch(/[\u4e00-\u9fff]/);
  }
});

test('every failure, told to a person: has a sentence', () => {
  for (const type of Object.keys(FAILURES)) expect(sentence('en', 'problems', type), type).not.toBe(type);
});

test('every code that people see, in lists and forms: has a label', () => {
  const codes = [
    ...FLAGS.map((flag) => `flag.${flag}`),
    ...STEPS.map((step) => `step.${step}`),
    ...STATES.map((state) => `state.${state}`),
    ...KINDS.map((kind) => `kind.${kind}`),
    ...WAITS.map((wait) => `wait.${wait}`),
    ...PARTS.map((part) => `role.${part}`),
    ...ITEM_STATES.map((state) => `item.${state}`),
  ];
  for (const code of codes) expect(sentence('zh-CN', 'labels', code), code).not.toBe(code);
});

test('entries of the log, told: their codes and instants in the reader’s language and zone', () => {
  const sent = { action: 'introduction.sent', params: { channel: 'letter', sending: 1 } };
  const given = { action: 'grant.given', params: { level: 'view', endsAt: '2027-02-18T14:36:48.449+00:00' } };
  const extended = { action: 'due.extended', params: { dueAt: '2027-02-18T14:36:48.449Z' } };
  const page = { items: [sent, given, extended], next: null } as unknown as Parameters<typeof told>[0];
  const sentences = (locale: 'en' | 'zh-CN', timeZone: string) =>
    told(page, { locale, timeZone }).items.map((entry) => entry.sentence);
  expect(sentences('zh-CN', 'Asia/Shanghai')).toEqual([
    '已致函一个客户（信函）。',
    '已授予访问权限，级别 查看，至 2027年2月18日 22:36 止。',
    '期限已延至 2027年2月18日 22:36。',
  ]);
  expect(sentences('en', 'Europe/London')).toEqual([
    'A customer was written to (letter).',
    'Access was granted at the level view until 18 Feb 2027, 14:36.',
    'The deadline was extended to 18 Feb 2027, 14:36.',
  ]);
});

test('a language, in any spelling: is one of the two', () => {
  expect(['zh', 'zh-Hans-CN', 'ZH-tw'].map(localeOf)).toEqual(['zh-CN', 'zh-CN', 'zh-CN']);
  expect([undefined, 'fr', 'en-GB'].map(localeOf)).toEqual(['en', 'en', 'en']);
});
