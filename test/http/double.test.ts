import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import { makeCompany, makePolicy } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine, startHandover, waitingFor } from '../support/engine.ts';
import { people } from '../support/people.ts';
import { type TestApi, startTestApi } from './api.ts';

const LONG = process.env.HANDOVER_TEST_LONG === '1';
const TIMES = LONG ? 10_000 : 500;
const PATIENCE_MS = 300_000;
const AT_ONCE = 200;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
});
afterAll(async () => {
  agent.destroy();
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

/** The same request, so many times, two hundred at once. @returns how often each answer came, by status and body */
async function again(as: { number: string }, path: string, body: object): Promise<Map<string, number>> {
  const headers = {
    authorization: `Bearer ${await api.tokenFor(as.number)}`,
    'content-type': 'application/json',
    'idempotency-key': `"${randomUUID()}"`,
  };
  const answers = new Map<string, number>();
  let sent = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while ((sent += 1) <= TIMES) {
        const answer = await post(`${api.url}/api/v1/${path}`, headers, JSON.stringify(body));
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const told = [...answers].map(([answer, times]) => `${times} × ${answer.slice(0, 60)}`).join('; ');
  if (LONG) console.log(`${path}: ${TIMES} in ${seconds.toFixed(1)} s: ${told}`);
  return answers;
}

function post(url: string, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const out = request(url, { agent, method: 'POST', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        const { code = '' } = JSON.parse(text) as { code?: string };
        // An answer that was kept comes with its members in another order.
        resolve(answer.statusCode === 409 ? `409 ${code}` : `${answer.statusCode} ${sorted(text)}`);
      });
    });
    out.on('error', reject).end(body);
  });
}

const sorted = (json: string) =>
  JSON.stringify(JSON.parse(json), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** One answer, and "it is under way" for whoever came before it was there. */
function oneOf(answers: Map<string, number>, status: number): unknown {
  const good = [...answers.keys()].filter((answer) => answer.startsWith(`${status} {`));
  expect(
    [...answers.keys()].filter((answer) => !good.includes(answer) && answer !== '409 idempotencyKeyInFlight'),
  ).toEqual([]);
  expect(good).toHaveLength(1);
  expect([...answers.values()].reduce((a, b) => a + b)).toBe(TIMES);
  return JSON.parse(good[0]?.slice(4) ?? '');
}

test(
  `a start, sent ${TIMES} times with one key: is one handover, one workflow, one answer`,
  { timeout: PATIENCE_MS },
  async () => {
    const c = await makeCompany(database.admin, { customers: 2, receivers: 1 });
    const answers = await again(c.hr, 'handovers', {
      kind: 'departure',
      reason: '离职',
      giver: c.giver.number,
      receivers: c.receivers.map((r) => r.number),
      assignment: 'fixed',
      scope: 'book',
    });
    const { id } = oneOf(answers, 202) as { id: string };
    const cases = await database.admin
      .selectFrom('handovers')
      .select('id')
      .where('giver_id', '=', c.giver.id)
      .execute();
    expect(cases).toEqual([{ id }]);
    const entries = await database.admin
      .selectFrom('audit_entries')
      .select('id')
      .where('handover_id', '=', id)
      .where('action', '=', 'handover.requested')
      .execute();
    expect(entries).toHaveLength(1);
    const { status } = await engine.client.workflow.getHandle(handoverWorkflowId(id)).describe();
    expect(status.name).toBe('RUNNING');
  },
);

test(
  `a signature, sent ${TIMES} times with one key: is one signature, one update, one answer`,
  { timeout: PATIENCE_MS },
  async () => {
    const c = await makeCompany(database.admin, { customers: 2, receivers: 1 });
    const policy = await makePolicy(database.admin, (p) => (p.transition.checkInEveryDays = 0));
    const input = await startHandover(database, engine, c, { policy });
    const act = people(database, engine, input);
    const at = (wait: Parameters<typeof waitingFor>[2]) => waitingFor(engine, input.handoverId, wait);
    await act.approve(await at('approval'));
    await at('materials');
    await act.confirmMaterials();
    await at('minutes');
    await act.recordMinutes();
    await at('verification');
    await act.verify();
    const { planHash } = await at('signOff');

    const answers = await again(c.giver, `handovers/${input.handoverId}/sign-offs`, { decision: 'signed', planHash });
    oneOf(answers, 200);
    const signed = await database.admin
      .selectFrom('sign_offs')
      .select('decision')
      .where('handover_id', '=', input.handoverId)
      .execute();
    expect(signed).toEqual([{ decision: 'signed' }]);
    const { events = [] } = await engine.client.workflow.getHandle(handoverWorkflowId(input.handoverId)).fetchHistory();
    const updates = (events ?? []).filter(
      (e) => e.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name === 'signOff',
    );
    expect(updates).toHaveLength(1);
  },
);
