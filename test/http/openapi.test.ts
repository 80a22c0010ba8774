import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../src/http/openapi.ts';
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
