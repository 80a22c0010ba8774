import { sql } from 'kysely';
import type { HandoverOptions } from '../../contract/options.ts';
import type { RecordType } from '../../contract/steps.ts';
import type { Tx } from '../connect.ts';
import type { Answer } from '../planning/plan.ts';
import type { Gets, Risk } from '../planning/warnings.ts';
import type { Book } from './book.ts';

/** What a request asks for: the book, the receivers in the order in which they are dealt to, what moves along. */
export interface Asked {
  book: Book;
  receiverIds: string[];
  options: HandoverOptions;
  /** the customers as the planner placed them; null: the database deals them out */
  plan: Answer | null;
  /** how many of the receivers get what hangs on no planned customer */
  dealtTo: number;
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

/** What the plan would contain, by type and receiver: see app.preview_book and app.planned_book. */
export async function countPlan(tx: Tx, { book, receiverIds, options, plan, dealtTo }: Asked): Promise<PlanCount[]> {
  const counted =
    plan === null
      ? sql`app.preview_book(${book.giverId}, ${book.customerIds}::uuid[], ${receiverIds}::uuid[], ${JSON.stringify(options)}::jsonb)`
      : sql`app.planned_book(${book.giverId}, ${book.customerIds}::uuid[], ${plan.ids}::uuid[], ${Array.from(plan.places)}::int[], ${receiverIds}::uuid[], ${dealtTo}, ${JSON.stringify(options)}::jsonb)`;
  const { rows } = await sql<PlanCount>`
    select record_type as type, receiver, sum(follows)::int8 as follows, sum(in_person)::int8 as "inPerson", sum(of_others)::int8 as "ofOthers", sum(stays)::int8 as stays
      from ${counted}
     group by 1, 2`.execute(tx);
  return rows;
}

/** What to look at before the book moves, counted as the plan counts it: see app.planned_risks. */
export async function countRisks(tx: Tx, asked: Asked): Promise<Risk[]> {
  const { book, receiverIds } = asked;
  const { rows } = await sql<Risk>`
    select r.code, r.receiver, r.n
      from (select array_agg(id) as ids, array_agg(receiver::int) as places from (${placed(asked)}) d) p,
           app.planned_risks(${book.giverId}, p.ids, p.places, ${receiverIds}::uuid[]) r
     where r.n > 0 order by r.code, r.receiver`.execute(tx);
  return rows;
}

/** The customers of a book with the place of their receiver in the list, as the plan does it. */
const placed = ({ book: { giverId, customerIds }, receiverIds, plan }: Asked) =>
  plan !== null
    ? sql`
  select c.id, c.name, c.annual_value, c.currency, d.receiver
    from unnest(${plan.ids}::uuid[], ${Array.from(plan.places)}::int[]) d(id, receiver) join customers c on c.id = d.id`
    : sql`
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
    select receiver::int, currency, sum(annual_value)::text as amount from (${placed(asked)}) d group by 1, 2 order by 1, 2`.execute(
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
    select id, name, annual_value, currency, receiver::int from (${placed(asked)}) d order by annual_value desc, id limit ${limit}`.execute(
    tx,
  );
  return rows;
}

/** What each receiver would get. */
export async function countGets(tx: Tx, asked: Asked): Promise<Gets[]> {
  const { rows } = await sql<Gets>`
    select receiver::int as place, count(*) as customers, sum(annual_value)::float8 as value from (${placed(asked)}) d group by 1`.execute(
    tx,
  );
  return rows;
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
