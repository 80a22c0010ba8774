import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApi, startTestApi } from '../http/api.ts';
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

test('a discrepancy and a waiver by the command line: found, answered, agreed; then HR does without the giver’s signature', async () => {
  const c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
  const policy = await makePolicy(database.admin, (p) => {
    p.verification = { strictShare: 1, standardShare: 1, minimum: 1, discrepancyDays: 3 };
  });
  const input = await startHandover(database, engine, c, { policy });
  const id = input.handoverId;
  const act = people(database, engine, input);
  await act.approve(await waitingFor(engine, id, 'approval'));
  await waitingFor(engine, id, 'materials');
  await act.confirmMaterials();
  await waitingFor(engine, id, 'minutes');
  await act.recordMinutes();
  await waitingFor(engine, id, 'verification');

  const [receiver] = c.receivers;
  if (!receiver) throw new Error('a receiver');
  const say = (person: { number: string }, ...args: string[]) =>
    handover([...args, '--as', person.number], { HANDOVER_URL: api.url });
  const ok = { code: 0, err: '' };
  expect(await say(receiver, 'verify', input.label, '--all', '--wrong', '--comment', '地址不对')).toMatchObject(ok);
  const listed = await say(receiver, 'discrepancies', 'list', input.label, '--json');
  const found: { items: { id: string }[] } = JSON.parse(listed.out);
  expect(found.items).toHaveLength(2);
  expect((await say(receiver, 'discrepancies', 'forget', input.label)).code).not.toBe(0);
  for (const { id: one } of found.items) {
    expect((await say(receiver, 'discrepancies', 'accept', input.label, one, '--comment', 'x')).code).not.toBe(0);
    const answered = await say(c.giver, 'discrepancies', 'answer', input.label, one, '--comment', '已更正');
    expect(answered).toMatchObject(ok);
    expect(answered.out).toContain('已更正');
    expect(await say(receiver, 'discrepancies', 'agree', input.label, one)).toMatchObject(ok);
  }
  await waitingFor(engine, id, 'signOff');
  const waive = ['waive-signature', input.label, '--role', 'giver', '--reason', '已离职'];
  expect((await say(c.supervisor, ...waive)).code).not.toBe(0);
  expect(await say(c.hr, ...waive)).toMatchObject(ok);
  const { signatures } = (await api.get(c.hr, `handovers/${id}`)).body;
  expect(signatures.map((s: { decision: string }) => s.decision)).toEqual(['waived']);
}, 120_000);
