import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInScheduleId, handoverWorkflowId } from '../../src/contract/names.ts';
import { temporalCli } from '../../src/embedded/index.ts';
import { loadManifest } from '../../src/imports/mappings.ts';
import { type TestApi, startTestApi, until } from '../http/api.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, keep, startEngine } from '../support/engine.ts';
import { sharedData } from '../support/shared-data.ts';

const run = promisify(execFile);
const HR = { number: 'HR' };

interface World {
  database: TestDatabase;
  engine: Engine;
  api: TestApi;
}

/** A company that consists of one real data set and somebody from HR, imported over HTTP. */
async function imported(dataset: string, folder: string): Promise<World> {
  const database = await freshDatabase();
  await database.admin
    .insertInto('employees')
    .values({ number: HR.number, name: '人事', email: 'hr@demo.example', roles: ['hr'] })
    .execute();
  const engine = await startEngine(database, 'dev');
  const api = await startTestApi({
    db: database.api,
    gateway: engine.gateway,
    outbox: engine.outbox,
    temporalAddress: engine.address,
  });
  for (const { file, mapping } of loadManifest(dataset)?.files ?? []) {
    const answer = await api.ask(
      'POST',
      `imports?dataset=${dataset}&mapping=${encodeURIComponent(mapping)}`,
      undefined,
      {
        as: HR,
        raw: await readFile(join(folder, file), 'utf8'),
        headers: { 'content-type': 'text/csv' },
      },
    );
    expect([answer.status, answer.body.refused]).toEqual([200, 0]);
  }
  return { database, engine, api };
}

async function end({ database, engine, api }: World): Promise<void> {
  await api.stop();
  await engine.stop();
  await database.drop();
}

/** From the start to the follow-up, every person by their own token; the last signature by `temporal workflow signal`. */
async function handOver({ api }: World, giver: string, receivers: string[], supervisor: string): Promise<string> {
  const started = await api.post(HR, 'handovers', {
    kind: 'departure',
    reason: 'leaves the company',
    giver,
    receivers,
    supervisor,
    assignment: 'in_turn',
    scope: 'book',
  });
  expect(started.status).toBe(202);
  const id = String(started.body.id);
  const waiting = (wait: string) =>
    until(
      () => api.get(HR, `handovers/${id}`),
      ({ body }) => body.waitingFor === wait,
    );
  const done = (answer: { status: number; body: unknown }) =>
    expect([answer.status, answer.body]).toEqual([200, expect.anything()]);

  const planned = await waiting('approval');
  done(
    await api.post({ number: supervisor }, `handovers/${id}/approvals`, {
      decision: 'approved',
      planHash: planned.body.planHash,
    }),
  );
  await waiting('materials');
  done(await api.post({ number: giver }, `handovers/${id}/materials/confirmation`, {}));
  await waiting('minutes');
  done(
    await api.post({ number: supervisor }, `handovers/${id}/meeting/minutes`, {
      minutes: 'done',
      attendees: [],
      actions: [],
    }),
  );
  await waiting('verification');
  let toCheck = 0;
  for (const number of receivers) {
    const customers: object[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await api.get(
        { number },
        `handovers/${id}/materials?toVerify=true&limit=100${cursor ? `&cursor=${cursor}` : ''}`,
      );
      for (const { customer, receiver } of page.body.items)
        if (receiver.number === number) customers.push({ customerId: customer.id, ok: true });
      cursor = page.body.next;
    }
    toCheck += customers.length;
    if (customers.length > 0) done(await api.post({ number }, `handovers/${id}/verifications`, { customers }));
  }
  if (toCheck === 0) done(await api.post({ number: supervisor }, `handovers/${id}/verifications/confirmation`, {}));

  const { planHash } = (await waiting('signOff')).body;
  for (const number of [giver, ...receivers])
    done(await api.post({ number }, `handovers/${id}/sign-offs`, { decision: 'signed', planHash }));
  // The command that the API prints, as it is: only the program's place is put in.
  const { command } = (await api.post({ number: supervisor }, `handovers/${id}/sign-offs/token`, {})).body;
  await run('sh', ['-c', `"$TEMPORAL" ${String(command).replace(/^temporal /, '')}`], {
    env: { ...process.env, TEMPORAL: await temporalCli() },
  });
  await waiting('reviewDate');
  return id;
}

async function rows<T>({ database }: World, query: string): Promise<T[]> {
  return (await sql.raw<T>(query).execute(database.admin)).rows;
}

/** Every customer has exactly one owner at every instant: starts in order, and the latest is the owner. */
const DISAGREEING = `select c.id from customers c
  join lateral (select owner_id from ownership_starts s where s.customer_id = c.id order by since desc limit 1) s on true
 where c.owner_id is distinct from s.owner_id`;

const CHINOOK = sharedData('chinook');
describe.skipIf(!CHINOOK)('handover, Jane Peacock of Chinook leaves', () => {
  let world: World;
  beforeAll(async () => {
    world = await imported('chinook', CHINOOK ?? '');
  });
  afterAll(() => end(world));

  it('her customers go in turn to Margaret Park and Steve Johnson, with everything that hangs on them', async () => {
    const before = await rows<{ id: string; customer_id: string }>(
      world,
      'select id, customer_id from orders order by id',
    );
    const id = await handOver(world, 'CH-3', ['CH-4', 'CH-5'], 'CH-2');
    const history = await world.engine.client.workflow.getHandle(handoverWorkflowId(id)).describe();
    expect(history.status.name).toBe('RUNNING');

    const owned = await rows<{ name: string; n: number }>(
      world,
      'select e.name, count(*) as n from customers c join employees e on e.id = c.owner_id group by 1 order by 1',
    );
    expect(owned).toEqual([
      { name: 'Margaret Park', n: 31 },
      { name: 'Steve Johnson', n: 28 },
    ]);
    expect(await rows(world, 'select id, customer_id from orders order by id')).toEqual(before);
    expect(await rows(world, DISAGREEING)).toEqual([]);
    expect(await rows(world, `select customer_id from ownership_starts where handover_id = '${id}'`)).toHaveLength(21);
    const reviews = await world.api.get(HR, `handovers/${id}/reviews`);
    expect(reviews.body.items.map((r: { dayOffset: number }) => r.dayOffset)).toEqual([7, 30, 60, 90]);
    const signatures = await rows<{ via: string }>(
      world,
      `select via from sign_offs where handover_id = '${id}' order by signed_at`,
    );
    expect(signatures.map((s) => s.via)).toEqual(['http', 'http', 'http', 'token']);
    const schedule = world.engine.client.schedule.getHandle(checkInScheduleId(id));
    await expect
      .poll(
        () =>
          schedule.describe().then(
            (s) => s.scheduleId,
            () => '',
          ),
        { timeout: 10_000 },
      )
      .toBe(checkInScheduleId(id));
    await schedule.trigger();
    const asked = () => rows(world, `select 1 from check_ins where handover_id = '${id}'`);
    await expect.poll(asked, { timeout: 10_000 }).toHaveLength(1);
    await keep(world.engine, id, 'chinook');
  });
});

const SALES = sharedData('crm-sales-opportunities');
describe.skipIf(!SALES)('handover, a sales agent without customers of their own leaves', () => {
  let world: World;
  beforeAll(async () => {
    world = await imported('crm-sales-opportunities', SALES ?? '');
  });
  afterAll(() => end(world));

  it('the opportunities go to two colleagues, closed ones keep their original seller', async () => {
    const people = await rows<{ number: string; manager: string; id: string; name: string }>(
      world,
      `select e.number, m.number as manager, e.id, e.name from employees e join employees m on m.id = e.manager_id
        where m.id = (select manager_id from employees where name = 'Moses Frase') order by e.name`,
    );
    const giver = people.find((p) => p.name === 'Moses Frase');
    const [first, second] = people.filter((p) => p.name !== 'Moses Frase');
    if (!giver || !first || !second) throw new Error('the data set has changed');
    const book = `select count(*) as n, count(*) filter (where customer_id is null) as alone, count(*) filter (where closed_on is not null) as closed
                    from opportunities where assignee_id = `;
    const [before] = await rows<{ n: number; alone: number; closed: number }>(world, `${book}'${giver.id}'`);
    const sold = `select count(*) as n from opportunities where seller_id = '${giver.id}'`;
    const [soldBefore] = await rows<{ n: number }>(world, sold);
    expect(before?.n).toBeGreaterThan(100);
    expect(before?.alone).toBeGreaterThan(0);

    const id = await handOver(world, giver.number, [first.number, second.number], giver.manager);
    expect(await rows(world, `${book}'${giver.id}'`)).toEqual([{ n: 0, alone: 0, closed: 0 }]);
    expect(await rows(world, sold)).toEqual([soldBefore]);
    expect(await rows(world, 'select id from customers where owner_id is not null')).toEqual([]);
    const items = await world.api.get(HR, `handovers/${id}/items?state=moved&limit=1`);
    expect(items.body.items[0]).toMatchObject({ type: 'opportunity', state: 'moved' });
  });
});
