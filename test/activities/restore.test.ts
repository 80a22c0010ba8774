import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MovedBack } from '../../src/contract/messages.ts';
import { withPerson } from '../../src/db/connect.ts';
import { activateSuccessor } from '../../src/db/writes/successors.ts';
import { previewOfRestore } from '../../src/http/restore-preview.ts';
import { type Case, type Stage, attempt, effect, setStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.stop());

const TABLES = { customer: 'customers', task: 'tasks', opportunity: 'opportunities', contact: 'contacts' } as const;
type Type = keyof typeof TABLES;
const TYPES = Object.keys(TABLES) as Type[];
interface Row {
  type: Type;
  id: string;
  customer: string | null;
  holder: string | null;
  /** what is not who holds it and when it was written */
  fields: Record<string, unknown>;
}
type Rows = Map<string, Row>;

/** Every record of the company's book, as it is. */
async function look(c: Case): Promise<Rows> {
  const people = [c.company.giver.id, c.company.stranger.id, ...c.company.receivers.map((r) => r.id)];
  const found: Rows = new Map();
  for (const type of TYPES) {
    const { rows } = await sql<{ row: Record<string, string | null> }>`
      select to_jsonb(r) as row from ${sql.table(TABLES[type])} r
       where ${type === 'customer' ? sql`id` : sql`customer_id`} = any (${c.company.customerIds}::uuid[])
          or ${type === 'customer' ? sql`owner_id` : sql`assignee_id`} = any (${people}::uuid[])`.execute(
      stage.database.admin,
    );
    for (const { row } of rows) {
      const { id, owner_id, assignee_id, customer_id, updated_at, version, ...fields } = row;
      void [updated_at, version];
      const customer = type === 'customer' ? (id ?? null) : (customer_id ?? null);
      const holder = (type === 'customer' ? owner_id : assignee_id) ?? null;
      found.set(id ?? '', { type, id: id ?? '', customer, holder, fields });
    }
  }
  return found;
}

/** Ids of the customers that somebody sees through the API's role. */
async function sight(c: Case): Promise<string[][]> {
  const { giver, stranger, receivers } = c.company;
  return Promise.all(
    [giver, stranger, ...receivers].map(({ id }) =>
      withPerson(stage.database.api, id, async (tx) => {
        const rows = await tx.selectFrom('customers').select('id').orderBy('id').execute();
        return rows.map((row) => row.id);
      }),
    ),
  );
}

async function move(c: Case): Promise<void> {
  const plan = {
    giverId: c.input.giver.id,
    receiverIds: c.input.receivers.map((r) => r.id),
    assignment: 'in_turn',
  } as const;
  await attempt(c, 1, () => stage.activities.planBook(effect(c, 'plan'), plan));
  await stage.refresh(c);
  await attempt(c, 1, () => stage.activities.transferBook(effect(c, 'transfer', { step: 'followUp' }), c.planHash));
}

async function transferred(): Promise<Case> {
  const c = await stage.makeCase();
  await move(c);
  return c;
}

/** What receivers do meanwhile; `nth` chooses among the records of the kind that they do it with. */
const WORK = {
  stage: (id: string) =>
    sql`update customers set stage = case stage when 'growing' then 'declining' else 'growing' end, version = version + 1 where id = ${id}`,
  address: (id: string) =>
    sql`update customers set address = coalesce(address, '') || '新', phone = '021-5550-0199' where id = ${id}`,
  thereAndBack: (id: string) => sql`update customers set complexity = 6 - complexity where id = ${id}`,
  task: (id: string) => sql`update tasks set state = 'done' where customer_id = ${id}`,
  title: (id: string) => sql`update tasks set title = title || '!', due_on = '2027-01-31' where customer_id = ${id}`,
  contact: (id: string) =>
    sql`update contacts set birthday = '1990-02-03', email = 'a@demo.example' where customer_id = ${id}`,
  opportunity: (id: string) =>
    sql`update opportunities set stage = 'won', closed_on = '2026-12-01', amount = 12.50 where customer_id = ${id} and stage <> 'won'`,
  newTask: (id: string) => sql`insert into tasks (customer_id, title) values (${id}, '新任务')`,
  newOpportunity: (id: string) =>
    sql`insert into opportunities (customer_id, title, stage) values (${id}, '新商机', 'engaging')`,
} as const;
type Work = keyof typeof WORK | 'handOn' | 'reassign' | 'lateCustomer';

async function work(c: Case, what: Work, nth: number): Promise<void> {
  const id = c.company.customerIds[nth % c.company.customerIds.length] ?? '';
  const { admin, api } = stage.database;
  const { stranger } = c.company;
  if (what === 'handOn') {
    await sql`update customers set owner_id = ${stranger.id} where id = ${id}`.execute(admin);
  } else if (what === 'lateCustomer') {
    await sql`insert into customers (name, owner_id) values ('后到的客户', ${c.company.giver.id})`.execute(admin);
  } else if (what === 'reassign') {
    await sql`update tasks set assignee_id = ${stranger.id} where customer_id = ${id} and assignee_id is not null`.execute(
      admin,
    );
  } else {
    const { owner_id } = await admin
      .selectFrom('customers')
      .select('owner_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await withPerson(api, owner_id ?? '', (tx) => WORK[what](id).execute(tx));
  }
}

interface Asked {
  scope: 'all' | 'listed' | 'receiver' | 'tier' | 'tasks' | 'customers';
  onConflict: 'keep' | 'takeBack';
  some: number;
}

function requestOf(c: Case, { scope, onConflict, some }: Asked) {
  const customerIds = c.company.customerIds.filter((_, i) => (some >> i) % 2 === 1);
  const filters = {
    receiver: { receiver: c.company.receivers[some % 2]?.id },
    tier: { tier: some % 2 === 0 ? 'standard' : 'strict' },
    tasks: { recordTypes: ['task'] },
    customers: { recordTypes: ['customer'] },
  };
  return scope === 'all'
    ? { onConflict }
    : scope === 'listed'
      ? { customerIds: customerIds.length > 0 ? customerIds : c.company.customerIds.slice(0, 1), onConflict }
      : { filter: filters[scope], onConflict };
}

/** Whether the plan's item is asked for. */
async function itemsIn(c: Case, request: ReturnType<typeof requestOf>): Promise<Set<string>> {
  const items = await stage.database.admin
    .selectFrom('handover_items')
    .selectAll()
    .where('handover_id', '=', c.input.handoverId)
    .execute();
  const tier = new Map(items.map((i) => [i.record_id, i.tier]));
  const filter: { receiver?: string | undefined; tier?: string; recordTypes?: string[] } = request.filter ?? {};
  return new Set(
    items
      .filter(
        (i) =>
          (request.filter === undefined || i.why !== 'late') &&
          (request.customerIds?.includes(i.customer_id ?? '') ?? true) &&
          (filter.receiver ?? i.receiver_id) === i.receiver_id &&
          (filter.recordTypes?.includes(i.record_type) ?? true) &&
          (filter.tier === undefined || tier.get(i.customer_id ?? '') === filter.tier),
      )
      .map((i) => i.record_id),
  );
}

async function conflictsOf(c: Case) {
  const rows = await stage.database.admin
    .selectFrom('restore_conflicts')
    .select(['record_id', 'kind', 'fields', 'decision'])
    .where('handover_id', '=', c.input.handoverId)
    .execute();
  return rows.map((r) => `${r.record_id} ${r.kind} ${r.fields.join()} ${r.decision}`).sort();
}

async function restoreOf(c: Case, request: ReturnType<typeof requestOf>, killAfter?: number): Promise<MovedBack> {
  const { onConflict, ...body } = request;
  const person = c.input.supervisor.id;
  const scope = body.customerIds ? 'listed' : body.filter ? 'filtered' : 'all';
  const { id } = await stage.database.admin
    .insertInto('handover_inbox')
    .values({ handover_id: c.input.handoverId, kind: 'text', round: 1, author_id: person, body: JSON.stringify(body) })
    .returning('id')
    .executeTakeFirstOrThrow();
  const run = (nth: number, onHeartbeat?: () => void) =>
    attempt(
      c,
      nth,
      () =>
        stage.activities.moveBack(effect(c, 'followUp'), {
          personId: person,
          scope,
          onConflict,
          as: 'restored',
          entryId: id,
        }),
      onHeartbeat,
    );
  if (killAfter !== undefined) {
    let beats = 0;
    await run(1, () => {
      beats += 1;
      if (beats > killAfter) throw new Error('killed');
    }).catch(() => {});
  }
  return run(2);
}

const anything = fc.record({
  work: fc.array(
    fc.record({
      what: fc.constantFrom<Work>(
        ...(Object.keys(WORK) as (keyof typeof WORK)[]),
        'handOn',
        'reassign',
        'lateCustomer',
      ),
      nth: fc.nat(5),
    }),
    { maxLength: 10 },
  ),
  asked: fc.record<Asked>({
    scope: fc.constantFrom('all', 'listed', 'receiver', 'tier', 'tasks', 'customers'),
    onConflict: fc.constantFrom('keep', 'takeBack'),
    some: fc.nat(63),
  }),
  killAfter: fc.option(fc.nat(12), { nil: undefined }),
});

test('any restore, after any work of the receivers, killed anywhere: puts back what was asked for, as the preview said, and keeps or takes back the rest', async () => {
  await fc.assert(
    fc.asyncProperty(anything, async ({ work: done, asked, killAfter }) => {
      const c = await stage.makeCase();
      const before = await look(c);
      const seenBefore = await sight(c);
      await move(c);
      for (const { what, nth } of done) await work(c, what, nth);
      const worked = await look(c);
      const request = requestOf(c, asked);
      const items = await itemsIn(c, request);
      const allItems = await itemsIn(c, { onConflict: 'keep' });
      const keeps = asked.onConflict === 'keep';

      const stranger = c.company.stranger.id;
      const comesBack = (row: Row) => items.has(row.id) && (row.holder !== stranger || !keeps);
      const belongs = (row: Row) => {
        if (allItems.has(row.id)) return comesBack(row);
        const customer = worked.get(row.customer ?? '');
        return customer !== undefined && comesBack(customer);
      };
      const expected: Rows = new Map();
      const conflicts: string[] = [];
      let [restored, open, putBack] = [0, 0, 0];
      for (const row of worked.values()) {
        const old = before.get(row.id);
        if (items.has(row.id) && row.holder === stranger) {
          conflicts.push(`${row.id} holderChanged  ${keeps ? null : 'takeBack'}`);
          if (keeps) open += 1;
        }
        if (comesBack(row)) restored += 1;
        const changed =
          old && belongs(row)
            ? Object.keys(row.fields)
                .filter((f) => JSON.stringify(row.fields[f]) !== JSON.stringify(old.fields[f]))
                .sort()
            : [];
        if (changed.length > 0) {
          conflicts.push(`${row.id} changed ${changed.join()} ${keeps ? null : 'takeBack'}`);
          if (keeps) open += 1;
          else putBack += 1;
        }
        expected.set(row.id, {
          ...row,
          holder: comesBack(row) ? (old ? old.holder : c.company.giver.id) : row.holder,
          fields: !keeps && old && changed.length > 0 ? old.fields : row.fields,
        });
      }

      const preview = await withPerson(stage.database.api, c.company.supervisor.id, (tx) =>
        previewOfRestore(tx, c.input.handoverId, request, { locale: 'en', timeZone: 'UTC' }),
      );
      expect(preview).toMatchObject({ restored, conflicts: open, putBack });
      expect(await restoreOf(c, request, killAfter)).toEqual({ restored, conflicts: open, putBack });
      expect(await look(c)).toEqual(expected);
      expect(await conflictsOf(c)).toEqual(conflicts.sort());
      const { rows: rules } = await sql<{ ended: boolean }>`
        select ended_at is not null as ended from successors where handover_id = ${c.input.handoverId}`.execute(
        stage.database.admin,
      );
      for (const { ended } of rules) expect(ended).toBe(asked.scope === 'all');
      const { grants } = await stage.database.admin
        .selectFrom('grants')
        .select((e) => e.fn.countAll<number>().as('grants'))
        .where('handover_id', '=', c.input.handoverId)
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow();
      expect(grants).toBe(asked.scope === 'all' ? 0 : 1);
      const late = done.some(({ what }) => what === 'lateCustomer');
      if (asked.scope === 'all' && !keeps && !late) expect(await sight(c)).toEqual(seenBefore);

      const again = await restoreOf(c, request);
      expect(again.restored).toBe(0);
      expect(await look(c)).toEqual(expected);
      expect(await conflictsOf(c)).toEqual(conflicts.sort());
    }),
    { numRuns: process.env.HANDOVER_TEST_LONG ? 200 : 12 },
  );
}, 900_000);

describe('a conflict that was kept', () => {
  async function conflict(c: Case, kind: string): Promise<string> {
    const { id } = await stage.database.admin
      .selectFrom('restore_conflicts')
      .select('id')
      .where('handover_id', '=', c.input.handoverId)
      .where('kind', '=', kind)
      .where('decision', 'is', null)
      .executeTakeFirstOrThrow();
    return id;
  }
  async function decide(c: Case, conflictId: string, decision: 'keep' | 'takeBack'): Promise<MovedBack> {
    const person = c.input.supervisor.id;
    const { id } = await stage.database.admin
      .insertInto('handover_inbox')
      .values({
        handover_id: c.input.handoverId,
        kind: 'text',
        round: 1,
        author_id: person,
        body: JSON.stringify({ conflictId, decision }),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const run = (nth: number) =>
      attempt(c, nth, () =>
        stage.activities.moveBack(effect(c, 'followUp'), {
          personId: person,
          scope: 'conflict',
          as: 'restored',
          entryId: id,
        }),
      );
    const first = await run(1);
    expect(await run(2)).toEqual(first);
    return first;
  }
  const customer = (c: Case, nth = 0) =>
    stage.database.admin
      .selectFrom('customers')
      .select(['owner_id', 'stage'])
      .where('id', '=', c.company.customerIds[nth] ?? '')
      .executeTakeFirstOrThrow();

  test('of a changed field, taken back: has the value from before; decided once more: is refused', async () => {
    const c = await transferred();
    await work(c, 'stage', 0);
    await restoreOf(c, { onConflict: 'keep' });
    expect((await customer(c)).stage).toBe('growing');
    const id = await conflict(c, 'changed');
    expect(await decide(c, id, 'takeBack')).toMatchObject({ restored: 0, conflicts: 0, putBack: 1 });
    expect(await customer(c)).toEqual({ owner_id: c.input.giver.id, stage: 'stable' });
    await expect(decide(c, id, 'keep')).rejects.toMatchObject({ type: 'alreadyAnswered' });
  });

  test('of a changed field, which the giver has changed again: is not taken back', async () => {
    const c = await transferred();
    await work(c, 'stage', 0);
    await restoreOf(c, { onConflict: 'keep' });
    await work(c, 'stage', 0);
    await expect(decide(c, await conflict(c, 'changed'), 'takeBack')).rejects.toMatchObject({
      type: 'conflictOutdated',
    });
    expect((await customer(c)).stage).toBe('declining');
    expect(await decide(c, await conflict(c, 'changed'), 'keep')).toMatchObject({ restored: 0 });
  });

  test('of a customer that was handed on and changed, taken back: is the giver’s, and the change is a conflict of its own', async () => {
    const c = await transferred();
    await work(c, 'stage', 0);
    await work(c, 'handOn', 0);
    await restoreOf(c, { onConflict: 'keep' });
    expect(await decide(c, await conflict(c, 'holderChanged'), 'takeBack')).toMatchObject({
      restored: 1,
      conflicts: 1,
    });
    expect(await customer(c)).toEqual({ owner_id: c.input.giver.id, stage: 'growing' });
    expect(await decide(c, await conflict(c, 'changed'), 'keep')).toMatchObject({ restored: 0, conflicts: 0 });
  });

  test('of a customer that another open case has moved on: stays there, whatever is asked', async () => {
    const c = await transferred();
    const owner = (await customer(c)).owner_id ?? '';
    const other = await stage.makeCase();
    await sql`update handovers set state = 'running', giver_id = ${owner} where id = ${other.input.handoverId}`.execute(
      stage.database.admin,
    );
    await sql`insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, tier)
      values (${other.input.handoverId}, 'customer', ${c.company.customerIds[0]}, ${c.company.customerIds[0]}, ${c.company.stranger.id}, 'fixed', 'standard')`.execute(
      stage.database.admin,
    );
    await work(c, 'handOn', 0);
    expect(await restoreOf(c, { onConflict: 'takeBack' })).toMatchObject({ conflicts: 1 });
    expect((await customer(c)).owner_id).toBe(c.company.stranger.id);
    await expect(decide(c, await conflict(c, 'holderChanged'), 'takeBack')).rejects.toMatchObject({
      type: 'conflictElsewhere',
    });
  });
});

describe('the log of changes', () => {
  const logged = async (c: Case) => {
    const { n } = await stage.database.admin
      .selectFrom('record_changes')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('handover_id', '=', c.input.handoverId)
      .executeTakeFirstOrThrow();
    return n;
  };
  test('before the transfer, by the transfer itself, and after the restore: holds nothing of it', async () => {
    const c = await stage.makeCase();
    await work(c, 'stage', 0);
    expect(await logged(c)).toBe(0);
    const moved = await transferred();
    expect(await logged(moved)).toBe(0);
    await work(moved, 'stage', 0);
    expect(await logged(moved)).toBe(1);
    await restoreOf(moved, { onConflict: 'keep' });
    await work(moved, 'stage', 0);
    expect(await logged(moved)).toBe(1);
  });
  test('erased for a customer, or pruned when the case is closed: is gone', async () => {
    const c = await transferred();
    await work(c, 'stage', 0);
    await work(c, 'stage', 1);
    await sql`select app.erase_changes(${c.company.customerIds[0]})`.execute(stage.database.worker);
    expect(await logged(c)).toBe(1);
    await sql`select app.prune_changes()`.execute(stage.database.worker);
    expect(await logged(c)).toBe(1);
    await attempt(c, 1, () =>
      stage.activities.closeHandover(effect(c, 'close', { state: 'closed' }), { outcome: 'closed', notUndone: [] }),
    );
    expect(await logged(c)).toBe(0);
  });
});

test('a rule of succession that the transfer ended, because its giver receives again: is in force again after everything went back', async () => {
  const c = await stage.makeCase();
  const { admin } = stage.database;
  const receiver = c.input.receivers[0]?.id ?? '';
  const earlier = await stage.makeCase();
  const [, late] = c.input.receivers;
  await sql`insert into successors (handover_id, giver_id, late_receiver_id, whole_book, record_types)
    values (${earlier.input.handoverId}, ${receiver}, ${late?.id}, true, '{customer}')`.execute(admin);
  const ended = async () => {
    const row = await admin
      .selectFrom('successors')
      .select('ended_at')
      .where('handover_id', '=', earlier.input.handoverId)
      .executeTakeFirstOrThrow();
    return row.ended_at !== null;
  };
  await move(c);
  expect(await ended()).toBe(true);
  await restoreOf(c, { filter: { recordTypes: ['customer'] }, onConflict: 'keep' });
  expect(await ended()).toBe(true);
  await restoreOf(c, { onConflict: 'keep' });
  expect(await ended()).toBe(false);
});

test('a transfer that stopped halfway, taken back and made anew: leaves no log and no conflict, and its rule of succession holds again', async () => {
  const c = await transferred();
  const { admin, worker } = stage.database;
  const { handoverId } = c.input;
  await admin.updateTable('handovers').set({ transferred_at: null }).where('id', '=', handoverId).execute();
  await work(c, 'stage', 0);
  await work(c, 'handOn', 1);
  expect(await restoreOf(c, { onConflict: 'keep' })).toMatchObject({ conflicts: 1 });
  const left = await admin.selectFrom('record_changes').select('id').where('handover_id', '=', handoverId).execute();
  expect([left, await conflictsOf(c)]).toEqual([[], []]);
  const rule = () =>
    admin.selectFrom('successors').select('ended_at').where('handover_id', '=', handoverId).executeTakeFirstOrThrow();
  expect((await rule()).ended_at).not.toBeNull();
  await worker.transaction().execute((tx) => activateSuccessor(tx, handoverId, ['customer'], null));
  expect((await rule()).ended_at).toBeNull();
});
