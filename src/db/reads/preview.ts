import { sql } from 'kysely';
import type { HandoverOptions } from '../../contract/options.ts';
import type { RecordType } from '../../contract/steps.ts';
import type { Tx } from '../connect.ts';
import type { Book } from './book.ts';

/** What a request asks for: the book, the receivers in the order in which they are dealt to, what moves along. */
export interface Asked {
  book: Book;
  receiverIds: string[];
  options: HandoverOptions;
}

export interface PlanCount {
  type: RecordType;
  /** place in the list; null: stays with the giver */
  receiver: number | null;
  follows: number;
  inPerson: number;
  /** records of other people on customers that move */
  ofOthers: number;
  stays: number;
}

/** What the plan would contain, by type and receiver: see app.preview_book. */
export async function countPlan(tx: Tx, { book, receiverIds, options }: Asked): Promise<PlanCount[]> {
  const { rows } = await sql<PlanCount>`
    select record_type as type, receiver, sum(follows)::int8 as follows, sum(in_person)::int8 as "inPerson", sum(of_others)::int8 as "ofOthers", sum(stays)::int8 as stays
      from app.preview_book(${book.giverId}, ${book.customerIds}::uuid[], ${receiverIds}::uuid[], ${JSON.stringify(options)}::jsonb)
     group by 1, 2`.execute(tx);
  return rows;
}

export interface Risk {
  code: 'regionDiffers' | 'openComplaints' | 'contractsEnd' | 'groupSplit' | 'company';
  receiver: number | null;
  n: number;
}

/** What to look at before the book moves, counted: see app.preview_risks. */
export async function countRisks(tx: Tx, { book, receiverIds }: Asked): Promise<Risk[]> {
  const { rows } = await sql<Risk>`
    select code, receiver, n from app.preview_risks(${book.giverId}, ${book.customerIds}::uuid[], ${receiverIds}::uuid[])
     where n > 0 order by code, receiver`.execute(tx);
  return rows;
}

/** The customers of a book with the place of their receiver in the list: dealt in turn by falling value, as the plan does it. */
const dealt = ({ book: { giverId, customerIds }, receiverIds }: Asked) => sql`
  select id, name, annual_value, currency, (row_number() over (order by annual_value desc, id) - 1) % ${receiverIds.length}::int as receiver
    from customers where owner_id = ${giverId} and (${customerIds}::uuid[] is null or id = any (${customerIds}::uuid[]))`;

export interface Share {
  receiver: number;
  currency: string;
  amount: string;
}

/** The annual value that each receiver would get, per currency. */
export async function shareOut(tx: Tx, asked: Asked): Promise<Share[]> {
  const { rows } = await sql<Share>`
    select receiver::int, currency, sum(annual_value)::text as amount from (${dealt(asked)}) d group by 1, 2 order by 1, 2`.execute(
    tx,
  );
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
export async function sampleBook(tx: Tx, asked: Asked, limit: number): Promise<Sample[]> {
  const { rows } = await sql<Sample>`
    select id, name, annual_value, currency, receiver::int from (${dealt(asked)}) d order by annual_value desc, id limit ${limit}`.execute(
    tx,
  );
  return rows;
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

/** Open cases in which one of these people gives customers away, as far as the person may see them. */
export function openCasesOf(tx: Tx, giverIds: string[]) {
  return tx
    .selectFrom('handovers as h')
    .innerJoin('employees as e', 'e.id', 'h.giver_id')
    .select(['h.label', 'e.id', 'e.number'])
    .where('h.giver_id', 'in', giverIds)
    .where('h.state', 'in', ['starting', 'running', 'paused'])
    .orderBy('h.label')
    .execute();
}

/** Items a second that the last transfers of some size have moved; null: there was none yet. */
export async function measuredRate(tx: Tx): Promise<number | null> {
  const { rows } = await sql<{ rate: number | null }>`
    select (sum(moved) / nullif(sum(extract(epoch from finished_at - started_at)), 0))::float8 as rate
      from (select moved, started_at, finished_at from transfers
             where moved >= 1000 and finished_at > started_at order by finished_at desc limit 10) t`.execute(tx);
  return rows[0]?.rate ?? null;
}

/** Years of a calendar whose holidays are not known, of those given. */
export async function unknownYears(tx: Tx, calendar: string, years: number[]): Promise<number[]> {
  const known = await tx.selectFrom('calendar_years').select('year').where('calendar_code', '=', calendar).execute();
  return [...new Set(years)].filter((year) => !known.some((k) => k.year === year));
}
