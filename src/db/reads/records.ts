import { type RawBuilder, sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import { COUNTED_AT_MOST, type RecordKind } from '../../contract/record-schemas.ts';
import type { Tx } from '../connect.ts';
import { employeesByRef, peopleById } from './people.ts';
import { type Order, after, orderBy, pageOf } from './sorted.ts';

/** Records that hang on customers, by their description; which rows a person sees is the policies' business. */

type Row = Record<string, unknown> & { id: string; etag: string };
export type Shown = Record<string, unknown>;

const UUID_KEY = { key: sql`t.id`, id: sql`t.id`, type: 'uuid', nullable: false } as const;

/** The columns of a kind, of a table called t, without the sensitive ones. */
function columnsOf(kind: RecordKind): RawBuilder<unknown> {
  const names = [
    'id',
    kind.parent.column,
    ...(kind.assigned ? ['assignee_id', 'created_at', 'updated_at'] : []),
    ...Object.values(kind.fields).flatMap((field) => (field.sensitive ? [] : [field.column])),
  ];
  return sql.join([...names.map((name) => sql.ref(`t.${name}`)), sql`t.xmin::text as etag`]);
}

function orderOf(kind: RecordKind, name: string): Order {
  const by = name.replace(/^-/, '');
  const sort = kind.sorts[by];
  if (sort)
    return {
      name,
      key: sql.ref(`t.${sort.column}`),
      id: sql`t.id`,
      type: sort.type,
      nullable: kind.fields[by]?.nullable ?? false,
    };
  if (by === 'updatedAt') return { name, key: sql`t.updated_at`, id: sql`t.id`, type: 'timestamptz', nullable: false };
  return { name, ...UUID_KEY };
}

/** What narrows a list, as the request names it. */
export type RecordFilter = Record<string, unknown> & {
  sort: string;
  cursor?: string | undefined;
  limit: number;
  count: boolean;
};

/** @throws Refusal notFound, when it is a list of one customer or order that the person may not see */
export async function listRecords(tx: Tx, kind: RecordKind, filter: RecordFilter, me: string) {
  const parentId = filter[kind.parent.field === 'customerId' ? 'customer' : 'order'];
  if (typeof parentId === 'string') await parentMustBeSeen(tx, kind, parentId);
  const conditions = await conditionsOf(tx, kind, filter, me);
  if (conditions === null) return { items: [], next: null, ...(filter.count && { total: { count: 0, exact: true } }) };
  const order = orderOf(kind, filter.sort);
  const table = sql.table(kind.table);
  const { rows } = await sql<Row & { sort_key: string | null }>`
    select t.*, t.key::text as sort_key from (
      select ${columnsOf(kind)}, ${order.key} as key from ${table} t
       where ${sql.join([...conditions, after(order, filter.cursor)], sql` and `)}
       order by ${orderBy(order)} limit ${filter.limit + 1}) t`.execute(tx);
  const page = pageOf(rows, filter.limit, order);
  const total = filter.count
    ? await countUpTo(tx, sql`select 1 from ${table} t where ${sql.join([sql`true`, ...conditions], sql` and `)}`)
    : undefined;
  const hidden = typeof parentId === 'string' ? await sensitiveOf(tx, kind, [parentId]) : undefined;
  return { items: await shown(tx, kind, page.items, hidden), next: page.next, ...(total && { total }) };
}

export async function countUpTo(tx: Tx, query: RawBuilder<unknown>) {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (${query} limit ${COUNTED_AT_MOST + 1}) counted`.execute(tx);
  const n = rows[0]?.n ?? 0;
  return { count: Math.min(n, COUNTED_AT_MOST), exact: n <= COUNTED_AT_MOST };
}

/** @returns null: nothing can be found, as who is named is not there */
async function conditionsOf(tx: Tx, kind: RecordKind, filter: RecordFilter, me: string) {
  const conditions: RawBuilder<boolean>[] = [];
  const where = (condition: RawBuilder<unknown>) => conditions.push(sql<boolean>`${condition}`);
  const parentId = filter[kind.parent.field === 'customerId' ? 'customer' : 'order'];
  if (parentId !== undefined) where(sql`${sql.ref(`t.${kind.parent.column}`)} = ${parentId}`);
  if (typeof filter.assignee === 'string') {
    const assignee = filter.assignee === 'me' ? me : (await personIn(tx, filter.assignee))?.id;
    if (assignee === undefined) return null;
    where(sql`t.assignee_id = ${assignee}`);
  }
  for (const [name, field] of Object.entries(kind.fields)) {
    const column = sql.ref(`t.${field.column}`);
    if (filter[name] !== undefined) where(sql`${column} = ${filter[name]}`);
    if (filter[`${name}From`] !== undefined) where(sql`${column} >= ${filter[`${name}From`]}`);
    if (filter[`${name}To`] !== undefined) where(sql`${column} <= ${filter[`${name}To`]}`);
  }
  return conditions;
}

async function personIn(tx: Tx, ref: string) {
  return (await employeesByRef(tx, [ref])).get(ref);
}

/** @throws Refusal notFound */
export async function parentMustBeSeen(tx: Tx, kind: RecordKind, id: string, pointer?: string): Promise<void> {
  const seen =
    kind.parent.table === 'customers'
      ? await tx
          .selectFrom('customers')
          .select('id')
          .where('id', '=', id)
          .where('merged_into', 'is', null)
          .executeTakeFirst()
      : await tx.selectFrom('orders').select('id').where('id', '=', id).executeTakeFirst();
  if (!seen) throw new Refusal('notFound', {}, pointer);
}

/** A record as the person sees it; undefined: not there or not theirs to see. */
export async function readRecord(tx: Tx, kind: RecordKind, id: string): Promise<Shown | undefined> {
  const { rows } = await sql<Row>`select ${columnsOf(kind)} from ${sql.table(kind.table)} t where t.id = ${id}`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) return undefined;
  const parentId = row[kind.parent.column];
  const hidden = await sensitiveOf(tx, kind, typeof parentId === 'string' ? [parentId] : []);
  return (await shown(tx, kind, rows, hidden))[0];
}

interface Sensitive {
  contact_id: string;
  phone: string | null;
  id_number: string | null;
  masked: boolean;
}
/** Of contacts: masked, or as they are, which the access log keeps; undefined for kinds that have nothing to mask. */
async function sensitiveOf(
  tx: Tx,
  kind: RecordKind,
  customerIds: string[],
): Promise<Map<string, Sensitive> | undefined> {
  if (!Object.values(kind.fields).some((field) => field.sensitive)) return undefined;
  const found = new Map<string, Sensitive>();
  for (const id of customerIds) {
    const { rows } = await sql<Sensitive>`select * from app.contacts_sensitive(${id})`.execute(tx);
    for (const row of rows) found.set(row.contact_id, row);
  }
  return found;
}

async function shown(
  tx: Tx,
  kind: RecordKind,
  rows: readonly Row[],
  hidden: Map<string, Sensitive> | undefined,
): Promise<Shown[]> {
  const fields = Object.entries(kind.fields);
  const idsIn = (row: Row, column: string) => {
    const id = row[column];
    return typeof id === 'string' ? id : null;
  };
  const who = await peopleById(
    tx,
    rows.flatMap((row) => [
      idsIn(row, 'assignee_id'),
      ...fields.flatMap(([, field]) => (field.person ? [idsIn(row, field.column)] : [])),
    ]),
  );
  const personIn = (row: Row, column: string) => {
    const id = idsIn(row, column);
    return id === null ? null : who(id);
  };
  return rows.map((row) => {
    const secret: Record<string, unknown> | undefined = hidden && { ...hidden.get(row.id) };
    return {
      id: row.id,
      [kind.parent.field]: row[kind.parent.column],
      ...(kind.assigned && {
        assignee: personIn(row, 'assignee_id'),
        createdAt: row.created_at,
        updatedAt: row.updated_at,
      }),
      ...Object.fromEntries(
        fields.flatMap(([name, field]) => {
          if (field.sensitive) return secret ? [[name, secret[field.column] ?? null]] : [];
          return [[name, field.person ? personIn(row, field.column) : plain(row[field.column])]];
        }),
      ),
      ...(secret && { masked: secret.masked ?? true }),
      etag: row.etag,
      links: { self: `/api/v1/${kind.path}/${row.id}` },
    };
  });
}

const plain = (value: unknown) => (Buffer.isBuffer(value) ? value.toString('hex') : value);
