import { readFileSync } from 'node:fs';
import { createInstance } from 'i18next';
import { expect, test } from 'vitest';
import { RESOURCES, sentence } from '../../src/i18n/index.ts';
import { leftOpen, plural, plurals } from '../../src/i18n/plural.ts';
import { MAIL_KEYS, builtInMail, writeMail } from '../../src/render/mail-template.ts';

type Sentences = Record<string, string>;
const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../console/src/${file}`, import.meta.url), 'utf8')) as Sentences;
/** All that the product says in English; in Chinese no word changes beside a number. */
const SAID: Record<string, Sentences> = {
  ...RESOURCES.en,
  console: read('i18n/en.json'),
  tour: read('tour/words/en.json'),
};

/** Names of values that do not say how many. Whatever is not among them does, so that a new name is a count until it stands here. */
const NO_COUNTS = new Set(
  [
    // texts: names, codes, addresses, what somebody wrote
    `about action address agenda allowed amount assignment available away before below body boss calendar case change channel check checks
     choices code column columns constraint correlationId cursor customer dataset decision department detail employee encoding expected field
     fields figures file finding formats giver handover handovers hash holder host how id into issuer jws key kind known label language
     leaver level lines link location manifest mapping member met missed missing name names namespace near online op option organiser owner
     part path people person place planHash policy queue reason receiver receivers repair reply reviewId role root rows rule schema scope
     scopes secret setting sheet state step subject suggested table target template tiers title type unknown url value wait what who why`,
    // days, instants, and what may be either end of a range
    `answerBy at date day due dueAt dueOn effectiveAt ends endsAt expiresAt from lastDay sealedAt since started starts startsAt to until year`,
    // which one
    `after entry firstLine head index line major needed number page position round signOff version`,
    // how much
    `completeness effect likelihood mark megabytes minCompleteness ms percent satisfaction score seconds weight`,
  ].flatMap((names) => names.trim().split(/\s+/)),
);

/** What may follow a number of which nothing in the sentence takes the form. */
const UNCHANGING: [words: RegExp, why: string][] = [
  [/^of\b/, 'so many of so many: the word stands behind the second number'],
  [/^(in all|at most|more|still to come)\b/, 'no word that is counted'],
  [/^(s|min)\b/, 'a unit'],
  [/^(chosen|loaded|named|FOUND)\b/, 'a participle'],
  [/^(confirmed|revoked|lapsed|moved|skipped|pruned|refused|updated|changed)\b/, 'a participle'],
  [/^(arrived|changed|went|taken|would|should|not)\b/, 'a verb that has one form'],
  [/^(new|gone|late|strict|standard|light|in the way)(?=[,;.:]|$)/, 'an adjective that nothing follows'],
];

const PLACE = /\{\{\s*(\w+)\s*\}\}(?: (\p{L}[^{]*))?/gu;
const FORMS = /\{\{(\w+) \| plural: '([^']*)', '([^']*)'\}\}/g;
const baseOf = (key: string) => key.replace(/_(one|other)$/, '');
const namesIn = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name = '']) => name);
const formedIn = (key: string, text: string) =>
  new Set([...text.matchAll(FORMS)].map(([, name = '']) => name).concat(key === baseOf(key) ? [] : ['count']));
const ALL = Object.entries(SAID).flatMap(([ns, texts]) =>
  Object.entries(texts).map(([key, text]) => ({ ns, key, text, formed: formedIn(key, text) })),
);
const COUNTING = ALL.filter(({ text, formed }) =>
  namesIn(text).some((name) => formed.has(name) || !NO_COUNTS.has(name)),
);

const i18n = createInstance().use(plurals);
await i18n.init({
  resources: { en: SAID },
  lng: 'en',
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false, formatSeparator: '|' },
});
/** A sentence with every number in it the same, and x for the rest. */
const rendered = ({ ns, key, text, formed }: (typeof ALL)[number], n: number) =>
  i18n.t(baseOf(key), {
    ns,
    ...Object.fromEntries(
      namesIn(text).map((name) => [name, formed.has(name) || !NO_COUNTS.has(name) ? n : 'x'] as const),
    ),
  });

/** Nouns beside one thing and beside several, from the forms of all sentences. */
const NOUNS = ALL.flatMap(({ ns, key, text }) => [
  ...[...text.matchAll(FORMS)].map(([, , one = '', other = '']) => [one, other]),
  ...(key.endsWith('_one') ? [[text, SAID[ns]?.[`${baseOf(key)}_other`] ?? '']] : []),
]).flatMap(([one = '', other = '']) => {
  const [single = [], several = []] = [one, other].map((words) => words.match(/\p{Ll}+/gu) ?? []);
  // Of verbs, the form beside one is the longer.
  return single.flatMap((word, at): [string, string][] => {
    const pair = several[at] ?? '';
    return pair !== word && /(s|people)$/.test(pair) && pair.length >= word.length ? [[word, pair]] : [];
  });
});

/** What a number has beside it in the wrong form: its noun, after at most one adjective, or the verb of which both are the subject. */
function wrong(sentence: string, n: 1 | 2): string[] {
  const [right, other] = n === 1 ? [0, 1] : [1, 0];
  const verbs = n === 1 ? 'are|were|have|do|wait' : 'is|was|has|does|waits';
  const listed = (of: number) => [...new Set(NOUNS.map((pair) => pair[of]))].join('|');
  const number = String.raw`(?<![\d.])${n} (?:(?!of\b)\p{L}+ )?`;
  return [
    String.raw`${number}(?:${listed(other)})\b`,
    String.raw`(?<!\b(?:of|to|with|covers|after) )${number}(?:${listed(right)}) (?:${verbs})\b`,
    String.raw`(?<![\d.])${n} of [^.,;:]*(?<!should) (?:${n === 1 ? 'are|were|have|do' : 'is|was|has|does'})\b`,
  ].flatMap((pattern) => sentence.match(new RegExp(pattern, 'gu')) ?? []);
}

test('every English sentence with a count: takes the form of its words from it, or has none to take', () => {
  expect(COUNTING.length).toBeGreaterThan(200);
  const without = COUNTING.flatMap(({ ns, key, text, formed }) =>
    [...text.matchAll(PLACE)].flatMap(([, name = '', after = '']) =>
      formed.has(name) || NO_COUNTS.has(name) || after === '' || UNCHANGING.some(([words]) => words.test(after))
        ? []
        : [`${ns} ${key}: {{${name}}} ${after}`],
    ),
  );
  expect(without).toEqual([]);
});

test('every English sentence with a count, told of 1 and of 2: has no word of the other number beside it', () => {
  expect(NOUNS).toContainEqual(['customer', 'customers']);
  expect(wrong('1 customers wait, and 1 record are of 1 customers', 1)).toHaveLength(3);
  expect(wrong('2 new record wait, 2 records is late, and 2 of them has left', 2)).toHaveLength(3);
  const found = COUNTING.flatMap((sentence) =>
    ([1, 2] as const).flatMap((n) =>
      wrong(rendered(sentence, n), n).map((what) => `${sentence.ns} ${sentence.key}: ${what}`),
    ),
  );
  expect(found).toEqual([]);
});

test('every sentence, whose forms are read in it: is whole, whatever the number', () => {
  for (const sentence of ALL.filter(({ text }) => text.includes('plural')))
    for (const told of [rendered(sentence, 1), rendered(sentence, 2), leftOpen(sentence.text, () => '…')])
      expect(told, sentence.key).not.toMatch(/\{\{|\||plural|undefined/);
});

test('every mail as it comes with the product, taken for a template of the company: reads as the product sends it', () => {
  for (const key of MAIL_KEYS)
    for (const n of [1, 2]) {
      const text = builtInMail(key, 'en');
      const values = Object.fromEntries(namesIn(`${text.subject}${text.body}`).map((name) => [name, n]));
      const { subject, body } = writeMail(key, text, values);
      const sent = (part: string) => sentence('en', 'mail', `${key}.${part}`, values).trim();
      expect({ subject, body }).toEqual({ subject: sent('subject'), body: sent('body') });
    }
});

test.each([
  [1, 'customer'],
  ['1', 'customer'],
  [0, 'customers'],
  [2, 'customers'],
  ['1,001', 'customers'],
  ['‹count›', 'customers'],
])('the form of a word beside %s: %s', (n, form) => {
  expect(plural(n, 'customer', 'customers')).toBe(form);
});
