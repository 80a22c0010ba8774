import { expect, test } from 'vitest';
import { openApiDocument } from '../../src/http/openapi.ts';
import { answersOf } from '../../src/http/route.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { faultsBy } from '../support/document.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- a JSON document, walked by name
type Json = any;

const document: Json = JSON.parse(JSON.stringify(openApiDocument(ROUTES, 'http://127.0.0.1', 'en')));
const route = (operationId: string) => ROUTES.find((row) => row.operationId === operationId);
const operations = Object.values<Json>(document.paths)
  .flatMap((path) => Object.values<Json>(path))
  .filter((operation) => route(operation.operationId));

// The formats are held against zod's own below.
const faults = faultsBy(document);
const step = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Every example of the document, with the schema of what it is an example of, and where that stands. */
function examples(): [Json, unknown, string][] {
  const found: [Json, unknown, string][] = [];
  walk(document, '', (media, pointer) => {
    if (media.schema === undefined) return;
    if (media.example !== undefined) found.push([media.schema, media.example, pointer]);
    for (const { $ref } of Object.values<Json>(media.examples ?? {}))
      if ($ref) found.push([media.schema, document.components.examples[$ref.split('/').at(-1)].value, pointer]);
  });
  return found;
}
function walk(value: Json, pointer: string, visit: (value: Json, pointer: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  visit(value, pointer);
  for (const [key, inner] of Object.entries(value))
    if (key !== 'example' && key !== 'examples') walk(inner, `${pointer}/${encodeURIComponent(step(key))}`, visit);
}

test('the examples of the document: are what their schemas say', () => {
  const all = examples();
  expect(all.length).toBeGreaterThan(operations.length * 4);
  expect(all.flatMap((one) => faults(...one))).toEqual([]);
});

test('the examples of bodies, parameters and answers: would be taken, and could be given', () => {
  const wrong: string[] = [];
  for (const operation of operations) {
    const row = route(operation.operationId);
    const sent = operation.requestBody?.content['application/json']?.example;
    const body = row?.takes.body;
    if (sent !== undefined && body && 'safeParse' in body && !(body as Json).safeParse(sent).success)
      wrong.push(`${operation.operationId} takes ${(body as Json).safeParse(sent).error}`);
    for (const { status, gives } of row ? answersOf(row) : []) {
      const given = operation.responses[`${status}`]?.content['application/json']?.example;
      if (given !== undefined && !gives.safeParse(given).success)
        wrong.push(`${operation.operationId} gives ${gives.safeParse(given).error}`);
    }
    for (const parameter of operation.parameters ?? [])
      if (parameter.in !== 'header' && parameter.example === undefined)
        wrong.push(`${operation.operationId} ${parameter.name}`);
  }
  expect(wrong).toEqual([]);
});

test('every operation: has an example of its body and of its answer', () => {
  for (const operation of operations) {
    const row = route(operation.operationId);
    const media = operation.requestBody?.content['application/json'];
    if (media) expect(media.example, operation.operationId).toBeDefined();
    for (const { status } of row ? answersOf(row) : []) {
      const answer = operation.responses[`${status}`].content['application/json'];
      if (answer) expect(answer.example, operation.operationId).toBeDefined();
    }
  }
});
