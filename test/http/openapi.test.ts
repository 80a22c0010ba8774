import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../src/http/openapi.ts';
import zhDescriptions from '../../src/i18n/zh-CN/openapi.json' with { type: 'json' };
import { SCIM_PREFIX } from '../../src/http/scim/names.ts';
import { ROUTES } from '../../src/http/routes/index.ts';

test.each(['en', 'zh-CN'] as const)('the OpenAPI document, in %s: is valid 3.1 and has every route', async (locale) => {
  const document = openApiDocument(ROUTES, 'http://127.0.0.1', locale);
  const validator = new Validator();
  const result = await validator.validate(JSON.parse(JSON.stringify(document)));
  expect(result).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const addresses = Object.entries(document.paths ?? {}).filter(([address]) => !address.startsWith(SCIM_PREFIX));
  expect(addresses.flatMap(([, path]) => Object.keys(path ?? {}))).toHaveLength(ROUTES.length + 4);
});

test('what a person reads of the document: is Chinese in the Chinese one, and not in the English one', () => {
  const [chinese, english] = (['zh-CN', 'en'] as const).map((locale) =>
    textsIn(openApiDocument(ROUTES, 'http://127.0.0.1', locale, { logins: true })),
  );
  expect(chinese?.length).toBeGreaterThan(3_000);
  expect(chinese?.length).toBe(english?.length);
  expect([...new Set(chinese)].filter((text) => !HAN.test(text))).toEqual([]);
  expect([...new Set(english)].filter((text) => HAN.test(text))).toEqual([]);
});

test('the Chinese descriptions: none is of a sentence that the document no longer has', () => {
  const all = textsIn(openApiDocument(ROUTES, 'http://127.0.0.1', 'en', { logins: true }));
  const unused = Object.keys(zhDescriptions).filter((en) => {
    const [before = '', after] = en.split(/\{\{\w+\}\}/);
    return !all.some((text) => (after === undefined ? text === en : text.startsWith(before) && text.endsWith(after)));
  });
  expect(unused).toEqual([]);
});

const HAN = /[\u4e00-\u9fff]/;
/** Every description, summary and title, but for those in examples, and for properties that are called so. */
function textsIn(value: unknown, areNames = false): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (areNames) return textsIn(inner);
    if (['description', 'summary', 'title'].includes(key) && typeof inner === 'string') return [inner];
    return key === 'example' || key === 'examples' ? [] : textsIn(inner, key === 'properties');
  });
}

test('the table of routes, its names: each is once, said in both languages', () => {
  const names = ROUTES.map((route) => route.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { summary, operationId } of ROUTES) {
    expect(summary.zh, operationId).toMatch(/[\u4e00-\u9fff]/);
    expect(summary.en, operationId).toMatch(/^[\x20-\x7e]+$/);
  }
});

test('the table of routes, what starts or signs: demands an Idempotency-Key', () => {
  const required = ROUTES.filter((route) => route.idempotency === 'required').map((route) => route.operationId);
  expect(required.sort()).toEqual(['acceptProposal', 'signOff', 'startDeparture', 'startHandover', 'waiveSignature']);
});
