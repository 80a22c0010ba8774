import { type RawBuilder, sql } from 'kysely';
import type { RecordType } from '../../contract/steps.ts';
import type { Tx } from '../connect.ts';

/** What is asked for: a giver's whole book, or some of their customers. */
export interface Book {
  giverId: string;
  /** null: the whole book */
  customerIds: string[] | null;
}

/** Tables of the records that can name a person besides following a customer. */
const CHILDREN: [Exclude<RecordType, 'customer'>, string][] = [
  ['opportunity', 'opportunities'],
  ['task', 'tasks'],
  ['calendar_event', 'calendar_events'],
  ['approval', 'approvals'],
  ['note', 'notes'],
  ['communication', 'communications'],
  ['attachment', 'attachments'],
  ['contact', 'contacts'],
  ['order', 'orders'],
  ['contract', 'contracts'],
  ['project', 'projects'],
  ['preference', 'preferences'],
  ['feedback', 'feedback'],
];

const customersOf = ({ giverId, customerIds }: Book): RawBuilder<unknown> =>
  sql`select id, name, annual_value, currency, region from customers where owner_id = ${giverId} and (${customerIds}::uuid[] is null or id = any (${customerIds}::uuid[]))`;

export interface TypeCount {
  type: RecordType;
  followsCustomer: number;
  inPerson: number;
}

/** How many records of each type the book holds: those that follow their customer, and those that name the giver in person. */
export async function countBook(tx: Tx, book: Book): Promise<TypeCount[]> {
  const customers = await sql<{ n: number }>`select count(*) as n from (${customersOf(book)}) c`.execute(tx);
  const counts: TypeCount[] = [{ type: 'customer', followsCustomer: 0, inPerson: customers.rows[0]?.n ?? 0 }];
  for (const [type, table] of CHILDREN) {
    const { rows } = await sql<{ follows: number; in_person: number }>`
      select (select count(*) from ${sql.table(table)} r where r.assignee_id is null and r.customer_id in (select id from (${customersOf(book)}) c)) as follows,
             (select count(*) from ${sql.table(table)} r where r.assignee_id = ${book.giverId}
                 and (${book.customerIds}::uuid[] is null or r.customer_id = any (${book.customerIds}::uuid[]))) as in_person`.execute(
      tx,
    );
    counts.push({ type, followsCustomer: rows[0]?.follows ?? 0, inPerson: rows[0]?.in_person ?? 0 });
  }
  return counts;
}

/** Whether there is anything to hand over. */
export async function isBookEmpty(tx: Tx, giverId: string): Promise<boolean> {
  const held = [
    sql`select 1 from customers where owner_id = ${giverId}`,
    ...CHILDREN.map(([, table]) => sql`select 1 from ${sql.table(table)} where assignee_id = ${giverId}`),
  ];
  const { rows } = await sql<{ held: boolean }>`select ${sql.join(
    held.map((q) => sql`exists (${q})`),
    sql` or `,
  )} as held`.execute(tx);
  return rows[0]?.held !== true;
}

/** How many of the named customers the giver does not own. */
export async function countNotInBook(tx: Tx, giverId: string, customerIds: string[]): Promise<number> {
  const { n } = await tx
    .selectFrom('customers')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('owner_id', '=', giverId)
    .where(sql<boolean>`id = any (${customerIds}::uuid[])`)
    .executeTakeFirstOrThrow();
  return customerIds.length - n;
}

/** The customers of a book with the place of their receiver in the list: dealt in turn by falling value, as the plan does it. */
const dealt = (book: Book, receivers: number) =>
  sql`select c.*, (row_number() over (order by annual_value desc, id) - 1) % ${receivers}::int as receiver from (${customersOf(book)}) c`;

export interface Share {
  receiver: number;
  currency: string;
  customers: number;
  amount: string;
}

/** What each receiver would get, per currency. */
export async function shareOut(tx: Tx, book: Book, receivers: number): Promise<Share[]> {
  const { rows } = await sql<Share>`
    select receiver::int, currency, count(*) as customers, sum(annual_value)::text as amount
      from (${dealt(book, receivers)}) d group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

export interface Sample {
  id: string;
  name: string;
  annual_value: string;
  currency: string;
  receiver: number;
}

/** The largest customers with their receiver. */
export async function sampleBook(tx: Tx, book: Book, receivers: number, limit: number): Promise<Sample[]> {
  const { rows } = await sql<Sample>`
    select id, name, annual_value, currency, receiver::int from (${dealt(book, receivers)}) d
     order by annual_value desc, id limit ${limit}`.execute(tx);
  return rows;
}

/** Per receiver: customers whose region is not the receiver's; and the open complaints of the whole book. */
export async function bookRisks(tx: Tx, book: Book, regions: (string | null)[]) {
  const mismatch = await sql<{ receiver: number; n: number }>`
    select receiver::int, count(*) as n from (${dealt(book, regions.length)}) d
     where region is distinct from (${regions}::text[])[1 + receiver] and region is not null and (${regions}::text[])[1 + receiver] is not null
     group by 1 order by 1`.execute(tx);
  const complaints = await sql<{ n: number }>`
    select count(*) as n from feedback where type = 'complaint' and state = 'open' and customer_id in (select id from (${customersOf(book)}) c)`.execute(
    tx,
  );
  return { mismatch: mismatch.rows, openComplaints: complaints.rows[0]?.n ?? 0 };
}

/** Customers that each of these people owns already. The person's reach holds: what they may not see is not counted. */
export async function countOwned(tx: Tx, ownerIds: string[]): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('customers')
    .select((e) => ['owner_id', e.fn.countAll<number>().as('n')])
    .where('owner_id', 'in', ownerIds)
    .groupBy('owner_id')
    .execute();
  return new Map(rows.flatMap((row) => (row.owner_id === null ? [] : [[row.owner_id, row.n]])));
}

/** Years of a calendar whose holidays are not known, of those given. */
export async function unknownYears(tx: Tx, calendar: string, years: number[]): Promise<number[]> {
  const known = await tx.selectFrom('calendar_years').select('year').where('calendar_code', '=', calendar).execute();
  return [...new Set(years)].filter((year) => !known.some((k) => k.year === year));
}
