import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/connect.ts';
import { type Case, type Stage, attempt, effect, setStage } from './stage.ts';

let stage: Stage;
let c: Case;
let giver: string;
let first: string;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.stop());
beforeEach(async () => {
  c = await handedOver();
  giver = c.company.giver.id;
  first = c.company.receivers[0]?.id ?? '';
});

/** A case whose book has moved. */
async function handedOver(of: Parameters<Stage['makeCase']>[0] = {}): Promise<Case> {
  const made = await planned(of);
  await attempt(made, 1, () => stage.activities.transferBook(effect(made, 'transfer'), made.planHash));
  return made;
}
async function planned(of: Parameters<Stage['makeCase']>[0] = {}): Promise<Case> {
  const made = await stage.makeCase(of);
  await attempt(made, 1, () =>
    stage.activities.planBook(effect(made, 'plan'), {
      giverId: made.input.giver.id,
      receiverIds: made.input.receivers.map((r) => r.id),
      assignment: 'in_turn',
    }),
  );
  await stage.refresh(made);
  return made;
}

type Table = 'customers' | 'tasks' | 'opportunities' | 'approvals' | 'notes';
const holderOf = async (table: Table, id: string): Promise<string | null> => {
  const holder = table === 'customers' ? 'owner_id' : 'assignee_id';
  const { rows } = await sql<{ holder: string | null }>`
    select ${sql.ref(holder)} as holder from ${sql.table(table)} where id = ${id}`.execute(stage.database.admin);
  return rows[0]?.holder ?? null;
};
const ownerOf = (customerId = '') => holderOf('customers', customerId);
/** what the case says about a record */
async function itemOf(recordId: string, of = c) {
  return stage.database.admin
    .selectFrom('handover_items as i')
    .innerJoin('handover_exceptions as e', (join) =>
      join
        .onRef('e.handover_id', '=', 'i.handover_id')
        .onRef('e.record_id', '=', 'i.record_id')
        .onRef('e.record_type', '=', 'i.record_type'),
    )
    .select(['i.receiver_id', 'i.why', 'e.state', 'e.reason'])
    .where('i.handover_id', '=', of.input.handoverId)
    .where('i.record_id', '=', recordId)
    .executeTakeFirst();
}
const late = (receiver: string | null) => ({
  receiver_id: receiver,
  why: 'late',
  state: 'late',
  reason: 'arrivedLate',
});
const one = async (
  statement: ReturnType<typeof sql<{ id: string }>>,
  by: Database = stage.database.admin,
): Promise<string> => (await statement.execute(by)).rows[0]?.id ?? '';
const taskFor = (person: string, customerId: string | null, state = 'doing') =>
  sql<{
    id: string;
  }>`insert into tasks (title, assignee_id, customer_id, state) values ('回电', ${person}, ${customerId}, ${state}) returning id`;

describe('what comes for a giver who has a successor', () => {
  test('a customer that an import brings: belongs to the late receiver once the statement ends, with both starts on record', async () => {
    const statement = sql<{
      id: string;
    }>`insert into customers (name, owner_id) values ('迟到客户', ${giver}) returning id`;
    const id = await one(statement, stage.database.worker);
    expect(await ownerOf(id)).toBe(first);
    expect(await itemOf(id)).toEqual(late(first));
    const starts = await stage.database.admin
      .selectFrom('ownership_starts')
      .select(['owner_id', 'handover_id'])
      .where('customer_id', '=', id)
      .orderBy('since')
      .execute();
    expect(starts).toEqual([
      { owner_id: giver, handover_id: null },
      { owner_id: first, handover_id: c.input.handoverId },
    ]);
  });

  test.each(['admin', 'worker', 'owner'] as const)(
    'a task for them, written by the role %s: goes with its customer',
    async (role) => {
      for (const customerId of c.company.customerIds) {
        const id = await one(taskFor(giver, customerId), stage.database[role]);
        const owner = await ownerOf(customerId);
        expect(await holderOf('tasks', id)).toBe(owner);
        expect(await itemOf(id)).toEqual(late(owner));
      }
    },
  );

  test('many at once, among them others: only theirs are touched', async () => {
    const stranger = c.company.stranger.id;
    const { rows } = await sql<{ id: string; at: number }>`
      insert into tasks (title, assignee_id, customer_id)
      select 'T' || at, case when at % 3 = 0 then ${giver}::uuid else ${stranger}::uuid end, (${c.company.customerIds}::uuid[])[1 + at % 6]
        from generate_series(1, 300) at returning id, substr(title, 2)::int as at`.execute(stage.database.worker);
    const holders = await sql<{ at: number; kept: boolean; right: boolean }>`
      select substr(t.title, 2)::int as at, t.assignee_id = ${stranger} as kept, t.assignee_id = k.owner_id as right
        from tasks t join customers k on k.id = t.customer_id where t.id = any (${rows.map((r) => r.id)}::uuid[])`.execute(
      stage.database.admin,
    );
    expect(holders.rows).toHaveLength(300);
    for (const { at, kept, right } of holders.rows) expect(at % 3 === 0 ? right : kept).toBe(true);
  });

  test('something that is reassigned to them', async () => {
    const [customerId = ''] = c.company.customerIds;
    const id = await one(taskFor(c.company.stranger.id, customerId));
    await sql`update tasks set assignee_id = ${giver} where id = ${id}`.execute(stage.database.admin);
    expect(await holderOf('tasks', id)).toBe(await ownerOf(customerId));
    const [other = ''] = c.company.customerIds.slice(1);
    await sql`update customers set owner_id = ${giver} where id = ${other}`.execute(stage.database.admin);
    expect(await ownerOf(other)).toBe(
      (
        await stage.database.admin
          .selectFrom('handover_items')
          .select('receiver_id')
          .where('record_id', '=', other)
          .executeTakeFirst()
      )?.receiver_id,
    );
  });

  test('what belongs to no customer: goes to the late receiver', async () => {
    const id = await one(taskFor(giver, null));
    expect(await holderOf('tasks', id)).toBe(first);
    expect(await itemOf(id)).toEqual(late(first));
  });

  test('closed business stays with whom it names', async () => {
    const [customerId = ''] = c.company.customerIds;
    const task = await one(taskFor(giver, customerId, 'done'));
    const won = await one(
      sql`insert into opportunities (title, stage, closed_on, assignee_id, seller_id, customer_id) values ('旧单', 'won', current_date, ${giver}, ${giver}, ${customerId}) returning id`,
    );
    expect([await holderOf('tasks', task), await holderOf('opportunities', won)]).toEqual([giver, giver]);
    expect(await itemOf(task)).toBeUndefined();
  });

  test('a customer that was restored: what comes for it stays with the giver', async () => {
    const { supervisor, customerIds } = c.company;
    const request = { personId: supervisor.id, scope: 'listed', as: 'restored', entryId: c.listEntry } as const;
    await attempt(c, 1, () => stage.activities.moveBack(effect(c, 'followUp'), request));
    const [restored = '', moved = ''] = customerIds;
    expect(await ownerOf(restored)).toBe(giver);
    expect(await holderOf('tasks', await one(taskFor(giver, restored)))).toBe(giver);
    expect(await holderOf('tasks', await one(taskFor(giver, moved)))).not.toBe(giver);
  });

  test('the rule has ended: it stays with the giver', async () => {
    await sql`update successors set ends_at = now() - interval '1 minute' where handover_id = ${c.input.handoverId}`.execute(
      stage.database.admin,
    );
    expect(await holderOf('tasks', await one(taskFor(giver, null)))).toBe(giver);
  });

  test('only a part of the book moved: the rest of what comes stays', async () => {
    const part = await planned();
    const { company } = part;
    await stage.database.admin
      .updateTable('handovers')
      .set({ state: 'cancelled' })
      .where('id', '=', part.input.handoverId)
      .execute();
    const partly = await handedOver({ company, customerIds: company.customerIds.slice(0, 2) });
    const [moved = '', , kept = ''] = company.customerIds;
    const ids = [moved, kept].map((customerId) => one(taskFor(company.giver.id, customerId)));
    const [along = '', stays = ''] = await Promise.all(ids);
    expect(await itemOf(along, partly)).toMatchObject({ state: 'late' });
    expect(await holderOf('tasks', stays)).toBe(company.giver.id);
    expect(await holderOf('tasks', await one(taskFor(company.giver.id, null)))).toBe(company.giver.id);
  });
});

describe('successors of successors', () => {
  /** the case in which the first receiver in turn hands everything to `to` */
  const handsOn = (to: string) =>
    handedOver({
      company: {
        ...c.company,
        giver: c.company.receivers[0] ?? c.company.giver,
        receivers: [{ id: to, number: 'to' }],
        customerIds: [],
      },
    });

  test('the receiver leaves, too: what comes for the first giver reaches the last one, as an item of the first case', async () => {
    const { stranger } = c.company;
    await handsOn(stranger.id);
    const id = await one(taskFor(giver, null));
    expect(await holderOf('tasks', id)).toBe(stranger.id);
    expect(await itemOf(id)).toEqual(late(stranger.id));
    const [planned = ''] = c.company.customerIds;
    const owner = await ownerOf(planned);
    expect(await holderOf('tasks', await one(taskFor(giver, planned)))).toBe(owner);
  });

  test('everything goes back to the first giver: they are no longer replaced, and nothing goes round', async () => {
    await handsOn(giver);
    const rules = await stage.database.admin
      .selectFrom('successors')
      .selectAll()
      .where('giver_id', 'in', [giver, first])
      .execute();
    expect(rules.map((rule) => [rule.giver_id, rule.ended_at !== null]).sort()).toEqual(
      [
        [giver, true],
        [first, false],
      ].sort(),
    );
    expect(await holderOf('tasks', await one(taskFor(giver, null)))).toBe(giver);
    expect(await holderOf('tasks', await one(taskFor(first, null)))).toBe(giver);
  });

  test('a circle that somebody made by hand: ends with the last one before it closes', async () => {
    await handsOn(giver);
    await sql`update successors set ended_at = null where giver_id = ${giver}`.execute(stage.database.admin);
    expect(await holderOf('tasks', await one(taskFor(giver, null)))).toBe(first);
    expect(await holderOf('tasks', await one(taskFor(first, null)))).toBe(giver);
  });
});

describe('races with the transfer', () => {
  test('somebody who is still inserting when it begins: is waited for, and the sweep takes what they made', async () => {
    const racing = await planned();
    const { giver: from, receivers } = racing.company;
    let task = '';
    let open: () => void = () => {};
    const inserted = new Promise<void>((resolve) => (open = resolve));
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const inserting = stage.database.admin.transaction().execute(async (tx) => {
      task = await one(taskFor(from.id, null), tx);
      open();
      await held;
    });
    await inserted;
    const moving = attempt(racing, 1, () => stage.activities.transferBook(effect(racing, 'transfer'), racing.planHash));
    await expect.poll(waiting, { timeout: 20_000 }).toBe(true);
    release();
    await inserting;
    expect(await moving).toMatchObject({ late: 1 });
    expect(await holderOf('tasks', task)).toBe(receivers[0]?.id);
  });

  /** somebody waits for the row of an employee */
  async function waiting(): Promise<boolean> {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%employees%for update%'`.execute(
      stage.database.admin,
    );
    return (rows[0]?.n ?? 0) > 0;
  }
});

test('every late arrival is vouched for by an entry with the digest of exactly its rows', async () => {
  await one(taskFor(giver, null));
  await sql`insert into notes (body, assignee_id, customer_id) select 'N', ${giver}, k from unnest(${c.company.customerIds}::uuid[]) k`.execute(
    stage.database.admin,
  );
  const { rows } = await sql<{ type: string; right: boolean; count: number }>`
    select a.params ->> 'type' as type, (a.params ->> 'count')::int as count,
           a.params ->> 'digest' = (
             select encode(sha256(string_agg(convert_to(concat_ws('|', i.record_id, coalesce(i.customer_id::text, ''), i.receiver_id) || e'\n', 'UTF8'), ''::bytea order by i.record_id)), 'hex')
               from handover_items i join handover_exceptions e using (handover_id, record_type, record_id)
              where i.handover_id = a.handover_id and i.why = 'late' and i.record_type = a.params ->> 'type' and app.instant(e.at) = a.params ->> 'at') as right
      from audit_entries a where a.action = 'items.late' and a.handover_id = ${c.input.handoverId} order by a.id`.execute(
    stage.database.admin,
  );
  expect(rows).toEqual([
    { type: 'task', count: 1, right: true },
    { type: 'note', count: 6, right: true },
  ]);
});
