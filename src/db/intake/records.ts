import { type RawBuilder, sql } from 'kysely';
import { DatabaseError } from 'pg';
import { type FailureType, Refusal } from '../../contract/failures.ts';
import { CUSTOMER_FIELDS, type RecordKind } from '../../contract/record-schemas.ts';
import type { Tx } from '../connect.ts';
import { employeesByRef } from '../reads/people.ts';
import { parentMustBeSeen } from '../reads/records.ts';

/** Records of customers as people keep them. Who may is decided by the policies and the rights on columns of the database. */

type Fields = RecordKind['fields'];
type Values = Record<string, unknown>;

/** What of a table a statement writes. */
interface Target {
  table: string;
  fields: Fields;
  rules: Record<string, string>;
  caller: RecordKind['caller'];
  /** `customers` counts its versions for those who kept them */
  counts: boolean;
  /** has a column for the time of the last change */
  stamped: boolean;
  /** which rows can be changed at all, of a table called t */
  standing: RawBuilder<boolean>;
  audit: { made: string; changed: string; type: string };
}
const targetOf = (kind: RecordKind): Target => ({
  ...kind,
  counts: false,
  stamped: kind.assigned,
  standing: sql<boolean>`true`,
  audit: { made: 'record.created', changed: 'record.changed', type: kind.type },
});
const CUSTOMERS: Target = {
  table: 'customers',
  fields: CUSTOMER_FIELDS,
  rules: { customers_check: '/parentId' },
  caller: [],
  counts: true,
  stamped: true,
  standing: sql<boolean>`t.merged_into is null`,
  audit: { made: 'customer.created', changed: 'customer.changed', type: 'customer' },
};

/**
 * Makes a record; with the same id again, nothing. What is made for somebody who has a successor reaches that one by the trigger.
 * @param me who makes it
 * @throws Refusal notFound (the customer is not theirs to see), notForYou, personNotFound, referenceNotFound, valuesDisagree
 */
export async function createRecord(
  tx: Tx,
  kind: RecordKind,
  values: Values,
  { id, me }: { id: string; me: string },
): Promise<void> {
  const parentId = values[kind.parent.field] ?? null;
  if (typeof parentId === 'string') await parentMustBeSeen(tx, kind, parentId, `/${kind.parent.field}`);
  const assignee = await personNamed(tx, values.assignee, '/assignee');
  await insert(tx, targetOf(kind), values, me, {
    id,
    [kind.parent.column]: parentId,
    // What hangs on nothing is somebody's: the caller's, when nobody is named.
    ...(kind.assigned && { assignee_id: assignee ?? (parentId === null ? me : null) }),
  });
  if (kind.assigned) await mustBePresent(tx, kind.table, id, values.assignee, 'assignee');
}

/** @throws Refusal notForYou, personNotFound, referenceNotFound, valuesDisagree */
export async function createCustomer(tx: Tx, values: Values, { id, me }: { id: string; me: string }) {
  await parentCustomerMustBeSeen(tx, values);
  const owner = values.owner === undefined ? me : ((await personNamed(tx, values.owner, '/owner')) ?? null);
  await insert(tx, CUSTOMERS, values, me, { id, owner_id: owner });
  await mustBePresent(tx, 'customers', id, values.owner, 'owner');
}

async function insert(tx: Tx, target: Target, values: Values, me: string, more: Values): Promise<void> {
  const columns = { ...(await columnsOf(tx, target.fields, values)), ...more };
  for (const { column, when } of target.caller)
    if (columns[column] === undefined && (when?.(values) ?? true)) columns[column] = me;
  const names = Object.keys(columns);
  const { rows } = await told(target, () =>
    sql<{ id: string }>`
      insert into ${sql.table(target.table)} (${sql.join(names.map((name) => sql.ref(name)))})
      values (${sql.join(Object.values(columns))}) on conflict (id) do nothing returning id`.execute(tx),
  );
  if (rows.length > 0) await note(tx, target.audit.made, target.audit.type, String(more.id), Object.keys(values));
}

/**
 * Changes what is named of a record; null clears.
 * @param etag the version that the person saw; null: whatever is there
 * @throws Refusal notFound, versionDiffers, notForYou, referenceNotFound, valuesDisagree
 */
export async function changeRecord(
  tx: Tx,
  kind: RecordKind,
  id: string,
  values: Values,
  { etag, me }: { etag: string | null; me: string },
): Promise<void> {
  await change(tx, targetOf(kind), id, values, etag, me);
}

/** As changeRecord. */
export async function changeCustomer(
  tx: Tx,
  id: string,
  values: Values,
  { etag, me }: { etag: string | null; me: string },
): Promise<void> {
  await parentCustomerMustBeSeen(tx, values);
  await change(tx, CUSTOMERS, id, values, etag, me);
}

/** Locks records of a kind, or customers, in one order: nobody who changes several waits for somebody who waits for them. */
export async function lockRecords(tx: Tx, { table }: Pick<Target, 'table'>, ids: readonly string[]): Promise<void> {
  await sql`select id from ${sql.table(table)} where id = any(${ids}::uuid[]) order by id for no key update`.execute(
    tx,
  );
}
export const lockCustomers = (tx: Tx, ids: readonly string[]): Promise<void> => lockRecords(tx, CUSTOMERS, ids);

async function change(tx: Tx, target: Target, id: string, values: Values, etag: string | null, me: string) {
  const columns = await columnsOf(tx, target.fields, values);
  const sets: RawBuilder<unknown>[] = Object.entries(columns).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
  const named = sets.length > 0;
  for (const { column, when } of target.caller)
    if (when?.(values)) sets.push(sql`${sql.ref(column)} = coalesce(t.${sql.ref(column)}, ${me}::uuid)`);
  if (target.stamped) sets.push(sql`updated_at = now()`);
  if (target.counts) sets.push(sql`version = t.version + 1`);
  if (named) {
    const { rows } = await told(target, () =>
      sql<{ id: string }>`
        update ${sql.table(target.table)} t set ${sql.join(sets)}
         where t.id = ${id} and (${etag}::text is null or t.xmin::text = ${etag}) and ${target.standing} returning t.id`.execute(
        tx,
      ),
    );
    if (rows.length > 0) {
      await note(tx, target.audit.changed, target.audit.type, id, Object.keys(values));
      return;
    }
  }
  const { rows } = await sql<{ etag: string }>`
    select t.xmin::text as etag from ${sql.table(target.table)} t where t.id = ${id} and ${target.standing}`.execute(
    tx,
  );
  const [there] = rows;
  if (!there) throw new Refusal('notFound');
  if (etag !== null && there.etag !== etag) throw new Refusal('versionDiffers');
  // It is seen and was not changed: the policies let others change it.
  if (named) throw new Refusal('notForYou');
}

/** Columns and their values, of the fields that are named; people are looked up. */
async function columnsOf(tx: Tx, fields: Fields, values: Values): Promise<Values> {
  const columns: Values = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    if (value === undefined) continue;
    if (field.person) columns[field.column] = await personNamed(tx, value, `/${name}`);
    else
      columns[field.column] =
        field.column === 'sha256' && typeof value === 'string' ? Buffer.from(value, 'hex') : value;
  }
  return columns;
}

/** @returns undefined: nobody is named. @throws Refusal personNotFound */
async function personNamed(tx: Tx, ref: unknown, pointer: string): Promise<string | null | undefined> {
  if (typeof ref !== 'string') return ref === null ? null : undefined;
  const found = (await employeesByRef(tx, [ref])).get(ref);
  if (!found) throw new Refusal('personNotFound', { person: ref }, pointer);
  return found.id;
}

/** What comes for somebody who has left reaches their successor; without one nobody would look after it. @throws Refusal personNotFound */
async function mustBePresent(tx: Tx, table: string, id: string, ref: unknown, holder: 'owner' | 'assignee') {
  if (typeof ref !== 'string') return;
  const { rows } = await sql`
    select 1 from ${sql.table(table)} t join employees e on e.id = t.${sql.ref(`${holder}_id`)} where t.id = ${id} and e.state = 'left'`.execute(
    tx,
  );
  if (rows.length > 0) throw new Refusal('personNotFound', { person: ref }, `/${holder}`);
}

async function parentCustomerMustBeSeen(tx: Tx, { parentId }: Values): Promise<void> {
  if (typeof parentId !== 'string') return;
  const seen = await tx.selectFrom('customers').select('merged_into').where('id', '=', parentId).executeTakeFirst();
  if (seen?.merged_into !== null) throw new Refusal('referenceNotFound', {}, '/parentId');
}

async function note(tx: Tx, did: string, type: string, id: string, fields: string[]): Promise<void> {
  await sql`select app.note_record(${did}, ${type}, ${id}, ${fields})`.execute(tx);
}

/** What the database refuses, as the caller is told it. */
async function told<T>({ rules }: Pick<Target, 'rules'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const refused = (type: FailureType, pointer?: string) => new Refusal(type, {}, pointer);
    switch (error.code) {
      case '42501':
        throw refused('notForYou');
      case '23503':
        throw refused('referenceNotFound', error.constraint?.includes('product_id') ? '/productId' : undefined);
      case '23514':
        throw refused('valuesDisagree', rules[error.constraint ?? '']);
      default:
        throw error;
    }
  }
}
