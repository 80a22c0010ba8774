import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import * as answers from '../../src/contract/answers.ts';
import { FAILURES, Refusal, isFailureType } from '../../src/contract/failures.ts';
import {
  SEARCH_ATTRIBUTES,
  TASK_QUEUE,
  checkInScheduleId,
  handoverIdOf,
  handoverWorkflowId,
} from '../../src/contract/names.ts';
import * as schemas from '../../src/contract/schemas.ts';
import { verificationsRequest } from '../../src/contract/verification-schemas.ts';
import { attribute } from '../../src/contract/search-attributes.ts';
import { RESOURCES } from '../../src/i18n/index.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const OTHER = '01890a5d-ac96-774b-bcce-b302099a8058';
const HASH = 'a'.repeat(64);
/** `SCREAMING_CASE` as the client spells types, `PascalCase` as the namespace does */
const spelt = (type: string) =>
  type
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const schemasOf = (module: Record<string, unknown>) =>
  Object.entries(module).flatMap(([name, value]): [string, z.ZodType][] =>
    value instanceof z.ZodType ? [[name, value]] : [],
  );
const record = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object of a schema that names its fields, at any depth, with the path to it. */
function* objectsIn(node: unknown, path = ''): Generator<[string, Record<string, unknown>]> {
  if (Array.isArray(node)) for (const [i, inner] of node.entries()) yield* objectsIn(inner, `${path}/${i}`);
  if (!record(node)) return;
  if (record(node.properties)) yield [path, node];
  for (const [key, inner] of Object.entries(node)) yield* objectsIn(inner, `${path}/${key}`);
}
const open = (schema: z.ZodType, io: 'input' | 'output') =>
  [...objectsIn(z.toJSONSchema(schema, { io, unrepresentable: 'any' }))]
    .filter(([, node]) => node.additionalProperties !== false)
    .map(([path]) => path);

describe('names', () => {
  test('any handover, to its workflow and back: is the same', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(handoverIdOf(handoverWorkflowId(id))).toBe(id);
      }),
    );
  });

  test.each(['checkin:x', 'handoverReview:x', 'departure:x', '', 'handover'])(
    'the workflow %j, of another kind: is no handover',
    (workflowId) => expect(handoverIdOf(workflowId)).toBeUndefined(),
  );

  test('what others hold on to: stays as published', () => {
    expect([TASK_QUEUE, handoverWorkflowId('x'), checkInScheduleId('x')]).toEqual([
      'handovers',
      'handover:x',
      'checkin:x',
    ]);
  });

  test('search attributes, for code and for the namespace: are the same names and types', () => {
    const typed = Object.values(attribute).map(({ name, type }) => [name, spelt(type)]);
    expect(Object.fromEntries(typed)).toEqual(SEARCH_ATTRIBUTES);
  });
});

describe('failures', () => {
  test.each(Object.entries(FAILURES))(
    '%s: a status of HTTP, retried only when it is ours, told in both languages',
    (type, failure) => {
      expect(failure.status).toBeGreaterThanOrEqual(400);
      expect(failure.status).toBeLessThan(600);
      expect(failure.retryable).toBe(failure.status >= 500);
      for (const locale of ['en', 'zh-CN'] as const) expect(RESOURCES[locale].problems).toHaveProperty(type);
    },
  );

  test('a name that is none, even one that every object has: is no failure', () => {
    for (const no of ['toString', 'constructor', '__proto__', '', undefined, 7]) expect(isFailureType(no)).toBe(false);
    expect(isFailureType(new Refusal('notNow').type)).toBe(true);
  });
});

describe('schemas', () => {
  test.each(schemasOf(schemas))('the request %s, at any depth: refuses fields that it does not know', (_, schema) =>
    expect(open(schema, 'input')).toEqual([]),
  );

  // A problem may grow members (RFC 9457, 3.2).
  test.each(schemasOf(answers).filter(([name]) => name !== 'problem'))(
    'the answer %s, at any depth: has no fields beyond the documented',
    (_, schema) => expect(open(schema, 'output')).toEqual([]),
  );

  test('a field too many: is named', () => {
    const read = schemas.extendRequest.safeParse({ dueAt: '2026-12-01T00:00:00Z', dueat: 1 });
    expect(read.error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['dueat'] }]);
  });

  const start = { kind: 'departure', reason: 'x', giver: 'A', receivers: ['B'], assignment: 'fixed', scope: 'book' };
  test.each<[string, z.ZodType, unknown, boolean]>([
    ['a start, as short as it may be', schemas.startRequest, start, true],
    ['a start with the same receiver twice', schemas.startRequest, { ...start, receivers: ['B', 'B'] }, false],
    ['a start without receivers', schemas.startRequest, { ...start, receivers: [] }, false],
    ['a start for a reason of blanks', schemas.startRequest, { ...start, reason: ' \n' }, false],
    [
      'a start for the same customer twice',
      schemas.startRequest,
      { ...start, scope: { customerIds: [ID, ID] } },
      false,
    ],
    ['a start for two customers', schemas.startRequest, { ...start, scope: { customerIds: [ID, OTHER] } }, true],
    ['a start at a time without offset', schemas.startRequest, { ...start, effectiveAt: '2026-12-01T00:00:00' }, false],
    ['a signature', schemas.signOffRequest, { decision: 'signed', planHash: HASH }, true],
    ['a signature over half a hash', schemas.signOffRequest, { decision: 'signed', planHash: HASH.slice(32) }, false],
    [
      'a signature that sends back',
      schemas.signOffRequest,
      { decision: 'signed', planHash: HASH, sendBackTo: 'plan' },
      false,
    ],
    [
      'a rejection that sends back',
      schemas.signOffRequest,
      { decision: 'rejected', planHash: HASH, sendBackTo: 'plan', comment: '资料不全' },
      true,
    ],
    ['a rejection without a reason', schemas.signOffRequest, { decision: 'rejected', planHash: HASH }, false],
    [
      'a customer checked twice at once',
      verificationsRequest,
      {
        customers: [
          { customerId: ID, ok: true },
          { customerId: ID, ok: false },
        ],
      },
      false,
    ],
    ['a meeting page that runs a script', schemas.meetingRequest, meeting({ onlineUrl: 'javascript:alert(1)' }), false],
    ['a meeting page', schemas.meetingRequest, meeting({ onlineUrl: 'https://meet.example/1' }), true],
    ['a mark of six', schemas.reviewAnswerRequest, { satisfaction: 6 }, false],
    ['a page of 201', schemas.timelineQuery, { limit: '201' }, false],
    ['a cursor that is SQL', schemas.itemsQuery, { cursor: `customer:' or 1=1` }, false],
  ])('%s: %#', (_, schema, value, taken) => expect(schema.safeParse(value).success).toBe(taken));
});

function meeting(more: object) {
  return { startsAt: '2026-12-01T02:00:00Z', endsAt: '2026-12-01T03:00:00+08:00', ...more };
}
