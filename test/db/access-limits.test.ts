import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Reach, TakeBack, type Who, asPerson, makeReach } from './reach.ts';

let database: TestDatabase;
let r: Reach;
beforeAll(async () => {
  database = await freshDatabase();
  r = await makeReach(database);
});
afterAll(() => database.drop());

const as = (who: Who, statement: RawBuilder<unknown>) => asPerson(database, r.people[who], statement);

/** Sees the customer at an instant that is the transaction's own, in which `write` happened before. */
async function seesAfter(who: Who, write: RawBuilder<unknown>, table = 'customers'): Promise<boolean> {
  let sees = false;
  await database.admin
    .transaction()
    .execute(async (tx) => {
      await write.execute(tx);
      await sql`set local role handover_api`.execute(tx);
      await sql`select set_config('app.me', ${r.people[who]}, true)`.execute(tx);
      const key = table === 'customers' ? sql`id` : sql`customer_id`;
      const { rows } = await sql`select 1 from ${sql.table(table)} where ${key} = ${r.customerId}`.execute(tx);
      sees = rows.length > 0;
      throw new TakeBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakeBack)) throw error;
    });
  return sees;
}
const grant = (from: string, to: string, on: 'customer_id' | 'handover_id' = 'customer_id') => sql`
  insert into grants (grantee_id, ${sql.ref(on)}, level, reason, starts_at, ends_at)
  values (${r.people.stranger}, ${on === 'customer_id' ? r.customerId : r.handoverId}, 'view', 'x', now() + ${from}::interval, now() + ${to}::interval)`;

describe('what was said about a customer of a case', () => {
  test('asked by another receiver of the case: is not seen, unlike by the one who gets the customer', async () => {
    const joins = sql`insert into handover_people (handover_id, person_id, role, position) values (${r.handoverId}, ${r.people.stranger}, 'receiver', 9)`;
    expect(await seesAfter('stranger', joins, 'handover_inbox')).toBe(false);
    expect(await seesAfter('colleague', joins, 'handover_inbox')).toBe(true);
  });
});

describe('a grant', () => {
  test.each([
    ['from this instant on', '0', '1 hour', true],
    ['from the next microsecond on', '1 microsecond', '1 hour', false],
    ['up to the next microsecond', '-1 hour', '1 microsecond', true],
    ['up to this instant', '-1 hour', '0', false],
  ])('that holds %s (from now %s to %s): opens the customer: %s', async (_, from, to, sees) => {
    expect(await seesAfter('stranger', grant(from, to))).toBe(sees);
    expect(await seesAfter('stranger', grant(from, to), 'contacts')).toBe(sees);
    expect(await seesAfter('stranger', grant(from, to, 'handover_id'))).toBe(sees);
  });

  test('of somebody who has left: opens nothing', async () => {
    const leave = sql`with gone as (update employees set state = 'left' where id = ${r.people.viewer} returning 1) select 1`;
    expect(await seesAfter('viewer', sql`select 1`)).toBe(true);
    expect(await seesAfter('viewer', leave)).toBe(false);
  });

  test('moving the owner: moves the sight of the customer and of what hangs on it in the same statement', async () => {
    const move = sql`update customers set owner_id = ${r.people.stranger} where id = ${r.customerId}`;
    expect(await seesAfter('stranger', move)).toBe(true);
    expect(await seesAfter('stranger', move, 'contacts')).toBe(true);
    expect(await seesAfter('owner', move)).toBe(false);
    expect(await seesAfter('owner', move, 'contracts')).toBe(false);
  });
});

describe('the API’s role, turned against the product', () => {
  test.each<[string, Who, () => RawBuilder<unknown>]>([
    ['gives a customer away', 'owner', () => sql`update customers set owner_id = ${r.people.stranger}`],
    ['gives a customer away as HR', 'hr', () => sql`update customers set owner_id = ${r.people.stranger}`],
    ['assigns a task anew', 'owner', () => sql`update tasks set assignee_id = ${r.people.stranger}`],
    ['moves a record to a customer out of reach', 'editor', () => sql`update notes set customer_id = ${r.secondId}`],
    [
      'makes a person of HR',
      'stranger',
      () => sql`insert into employees (number, name, email, roles) values ('y', 'y', 'y@x', '{hr}')`,
    ],
    [
      'dates an audit entry back',
      'owner',
      () => sql`
      insert into audit_entries (actor_id, actor_kind, action, handover_id, at) values (${r.people.owner}, 'person', 'x', ${r.handoverId}, '2020-01-01')`,
    ],
    [
      'numbers an audit entry',
      'owner',
      () => sql`
      insert into audit_entries (id, actor_id, actor_kind, action, handover_id) overriding system value values (-1, ${r.people.owner}, 'person', 'x', ${r.handoverId})`,
    ],
    [
      'turns a comment into an explanation',
      'owner',
      () => sql`update handover_inbox set kind = 'explanation', customer_id = ${r.secondId} where kind = 'text'`,
    ],
    [
      'moves an explanation to another customer',
      'owner',
      () => sql`update handover_inbox set customer_id = ${r.secondId} where kind = 'explanation'`,
    ],
    [
      'starts a case as transferred',
      'hr',
      () => sql`
      insert into handovers (kind, reason, giver_id, supervisor_id, started_by, assignment, scope, whole_book, late_receiver_id, policy_key, policy_version, transferred_at)
      values ('departure', 'x', ${r.people.owner}, ${r.people.manager}, ${r.people.hr}, 'fixed', '{}', false, ${r.people.colleague}, 'standard', 1, now())`,
    ],
    ['switches a trigger off', 'hr', () => sql`set local session_replication_role = 'replica'`],
    ['switches row-level security off', 'hr', () => sql`alter table customers no force row level security`],
    ['becomes the owner of the schema', 'hr', () => sql`set local role handover_owner`],
    ['reads the search text past the function', 'hr', () => sql`select * from customer_search`],
    ['writes the search text by the function of the trigger', 'hr', () => sql`select app.index_customers('{}')`],
  ])('%s: is refused', async (_, who, statement) => {
    expect(await as(who, statement())).toBe('refused');
  });

  test('raises its own role: finds nobody to raise', async () => {
    expect(await as('stranger', sql`update employees set roles = '{hr}' where id = ${r.people.stranger}`)).toBe(0);
  });

  test('shadows the grants by a temporary table: gains nothing', async () => {
    await database.api.transaction().execute(async (tx) => {
      await sql`select set_config('app.me', ${r.people.stranger}, true)`.execute(tx);
      await sql`create temporary table grants on commit drop as
          select ${r.people.stranger}::uuid as grantee_id, ${r.customerId}::uuid as customer_id, null::uuid as handover_id, 'edit'::text as level,
                 null::timestamptz as revoked_at, now() - interval '1 day' as starts_at, now() + interval '1 day' as ends_at`.execute(
        tx,
      );
      await sql`set local search_path = pg_temp, public`.execute(tx);
      const { rows } = await sql`select * from app.granted_customers('{edit}')`.execute(tx);
      expect(rows).toEqual([]);
      expect((await sql`select 1 from customers where id = ${r.customerId}`.execute(tx)).rows).toEqual([]);
    });
  });

  test('columns that say who holds a record, which it is and since when: are nobody’s to change', async () => {
    const { rows } = await sql<{ name: string }>`
      select attrelid::regclass || '.' || attname as name from pg_attribute join pg_class c on c.oid = attrelid
       where relkind = 'r' and relnamespace = 'public'::regnamespace and attnum > 0 and has_column_privilege('handover_api', attrelid, attnum, 'update')
         and attname in ('id', 'source', 'source_id', 'owner_id', 'assignee_id', 'created_at', 'author_id', 'actor_id', 'handover_id')
       order by 1`.execute(database.admin);
    expect(rows.map((row) => row.name)).toEqual([
      // Whoever wrote a note in the old system may be corrected by the next import of it.
      'communications.author_id',
      // Who sees to an action or a risk is for the parties to say; it gives access to nothing.
      'corrective_actions.owner_id',
      'meeting_actions.owner_id',
      'notes.author_id',
      'risks.owner_id',
    ]);
  });
});
