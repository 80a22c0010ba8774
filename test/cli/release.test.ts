import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_SAFETY } from '../../src/contract/policy.ts';
import { type TestApi, startTestApi, until } from '../http/api.ts';
import { makeCompany, makePolicy } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine, startHandover, waitingFor } from '../support/engine.ts';
import { people } from '../support/people.ts';
import { handover } from './cli.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

test('a transfer that stopped, released by the command line: not by the approver; then the book moves and those invited to its appointments hear of it', async () => {
  const c = await makeCompany(database.admin, { receivers: 1 });
  await database.admin
    .insertInto('calendar_events')
    .values({
      customer_id: c.customerIds[0] ?? '',
      title: '年度回顾',
      starts_at: new Date(Date.now() + 86_400_000),
      ends_at: new Date(Date.now() + 90_000_000),
      attendees: ['buyer@customer.example'],
    })
    .execute();
  const policy = await makePolicy(database.admin, (p) => (p.safety = { ...DEFAULT_SAFETY, maxCustomers: 5 }));
  const input = await startHandover(database, engine, c, { policy });
  const id = input.handoverId;
  const act = people(database, engine, input);
  await act.approve(await waitingFor(engine, id, 'approval'));
  await waitingFor(engine, id, 'materials');
  await act.confirmMaterials();
  await waitingFor(engine, id, 'minutes');
  await act.recordMinutes();
  await waitingFor(engine, id, 'verification');
  await act.verify();
  const signing = await waitingFor(engine, id, 'signOff');
  for (const signer of act.signers) await act.sign(signing, signer);
  await waitingFor(engine, id, 'safety');

  const say = (person: { number: string }, ...args: string[]) =>
    handover(['release', input.label, ...args, '--as', person.number], { HANDOVER_URL: api.url });
  const approver = await say(c.supervisor);
  expect(approver.code).not.toBe(0);
  expect(approver.err).toContain('cannot also release');
  expect((await say(c.giver)).code).not.toBe(0);
  expect(await say(c.boss, '--comment', 'looked at')).toMatchObject({ code: 0, err: '' });

  const moved = await until(
    () => api.get(c.hr, `handovers/${id}`),
    ({ body }) => body.step === 'followUp',
  );
  expect(moved.body.state).toBe('running');
  const told = async () => (await engine.outbox.list()).filter((mail) => mail.to.includes('buyer@customer.example'));
  await expect.poll(async () => (await told()).length, { timeout: 20_000, interval: 50 }).toBe(1);
  const timeline = await api.get(c.hr, `handovers/${id}/timeline?limit=200`);
  const actions = timeline.body.items.map((entry: { action: string }) => entry.action);
  expect(actions).toEqual(expect.arrayContaining(['transfer.halted', 'transfer.released', 'transfer.started']));
});
