import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTrace } from '../../src/contract/trace.ts';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine, waitingFor } from '../support/engine.ts';
import { type Line, follow, log } from '../support/log.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
const lines: Line[] = [];
beforeAll(async () => {
  follow((line) => lines.push(line));
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway, log });
});
afterAll(async () => {
  follow(undefined);
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const traceId = () => randomBytes(16).toString('hex');
const of = (id: string, wanted: Record<string, unknown>) => () =>
  lines.some((line) => line.traceId === id && Object.entries(wanted).every(([name, value]) => line[name] === value));

test('a start and a decision, each in a trace: API, workflow and activities log its id, and the request’s', async () => {
  const c = await makeCompany(database.admin, { customers: 1, receivers: 1 });
  const [started, approved] = [traceId(), traceId()];
  const headers = (id: string) => ({
    traceparent: `00-${id}-00f067aa0ba902b7-01`,
    tracestate: 'vendor=a:b,other=1',
    'x-request-id': `req-${id}`,
    'idempotency-key': id,
  });
  const body = {
    kind: 'departure',
    reason: '离职',
    giver: c.giver.number,
    receivers: c.receivers.map((r) => r.number),
    assignment: 'fixed',
    scope: 'book',
  };
  const answer = await api.ask('POST', 'handovers', body, { as: c.hr, headers: headers(started) });
  expect(answer.status).toBe(202);
  expect(answer.headers.get('traceparent')).toMatch(new RegExp(`^00-${started}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  expect(answer.headers.get('x-request-id')).toBe(`req-${started}`);

  const { planHash } = await waitingFor(engine, answer.body.id, 'approval');
  const decision = { decision: 'approved', planHash };
  const path = `handovers/${answer.body.id}/approvals`;
  expect((await api.ask('POST', path, decision, { as: c.supervisor, headers: headers(approved) })).status).toBe(200);
  await waitingFor(engine, answer.body.id, 'materials');

  const correlationId = `req-${approved}`;
  await expect.poll(of(started, { msg: 'request completed' })).toBe(true);
  await expect
    .poll(of(approved, { msg: 'request completed', route: '/api/v1/handovers/{handoverId}/approvals' }))
    .toBe(true);
  await expect
    .poll(of(approved, { msg: 'update', name: 'approvePlan', sdkComponent: 'workflow', correlationId }))
    .toBe(true);
  await expect.poll(of(started, { msg: 'Activity completed', workflowType: 'handover' })).toBe(true);
  // What the decision led to is its trace, not that of the start.
  await expect.poll(of(approved, { msg: 'Activity completed', workflowType: 'handover', correlationId })).toBe(true);
});

test('an error in the log: told with its causes, without the row that PostgreSQL quotes', () => {
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(a@b.example) already exists.',
  });
  const at = lines.length;
  log.warn({ error: new Error('not written', { cause }) }, 'Activity failed');
  expect(lines.slice(at)).toEqual([
    expect.objectContaining({
      msg: 'Activity failed',
      error: {
        name: 'Error',
        message: 'not written',
        stack: expect.stringContaining('trace.test'),
        cause: { name: 'Error', message: 'duplicate key', code: '23505', stack: expect.any(String) },
      },
    }),
  ]);
});

test('a trace that is not valid: begins anew, and nothing of it is repeated', async () => {
  for (const traceparent of ['x', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `00-${traceId()}-${'0'.repeat(16)}-01`]) {
    const { headers } = await api.ask('GET', '/livez', undefined, { headers: { traceparent } });
    expect(headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(headers.get('traceparent')?.slice(3, 35)).not.toBe(traceparent.slice(3, 35));
  }
});

const ID = '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7';
test.each([
  [`00-${ID}-01`, `00-${ID}-01`],
  [`00-${ID}-01-more`, undefined],
  [`01-${ID}-01-more`, `00-${ID}-01`],
  [`ff-${ID}-01`, undefined],
  [`00-${ID.toUpperCase()}-01`, undefined],
  [`00-${ID}`, undefined],
])('traceparent %s: read as %s', (said, wanted) => {
  expect(readTrace(said, undefined)?.traceparent).toBe(wanted);
});

test.each([
  ['a=1,b@v=2', true],
  ['a=1,,b=2', true],
  ['a', false],
  ['A=1', false],
  ['a=\n1', false],
  [`a=${'x'.repeat(512)}`, false],
  [Array.from({ length: 33 }, (_, i) => `k${i}=1`).join(), false],
])('tracestate %s: kept: %s', (said, kept) => {
  expect(readTrace(`00-${ID}-01`, said)?.tracestate).toBe(kept ? said : undefined);
});
