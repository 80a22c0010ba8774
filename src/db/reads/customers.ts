import { type RawBuilder, sql } from 'kysely';
import type { Policy, Tier } from '../../contract/policy.ts';
import { Refusal } from '../../contract/failures.ts';
import type { Tx } from '../connect.ts';
import { tierOf } from '../tier.ts';
import { departmentByCode, employeesByRef, peopleById } from './people.ts';
import { countUpTo } from './records.ts';
import { type Order, after, orderBy, pageOf } from './sorted.ts';

const SUMMARY = [
  'c.id',
  'c.name',
  'c.kind',
  'c.owner_id',
  'c.annual_value',
  'c.currency',
  'c.stage',
  'c.state',
  'c.industry',
  'c.region',
  'c.city',
  'c.created_at',
  'c.updated_at',
] as const;
const ETAG = sql<string>`c.xmin::text`.as('etag');

export interface CustomerFilter {
  q?: string | undefined;
  /** id or number of the owner; "me" */
  owner?: string | undefined;
  /** code of the owner's department */
  department?: string | undefined;
  kind?: unknown;
  stage?: unknown;
  state?: unknown;
  businessType?: unknown;
  tier?: Tier | undefined;
  industry?: string | undefined;
  region?: string | undefined;
  city?: string | undefined;
  atRisk?: boolean | undefined;
  hasOpenTasks?: boolean | undefined;
  createdFrom?: string | undefined;
  createdTo?: string | undefined;
  updatedFrom?: string | undefined;
  updatedTo?: string | undefined;
  sort?: string | undefined;
  count?: boolean | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** How many hits a search looks through: it is for finding one customer, not for lists. */
const SEARCH_LIMIT = 200;

/**
 * Customers that the person may see: found ones by relevance, others by id, or as `sort` says. A search goes through the function that
 * states the reach itself (decision 14).
 * @param me for "me"
 * @throws Refusal cursorWrong
 */
export async function listCustomers(tx: Tx, filter: CustomerFilter, me?: string) {
  const hits = filter.q === undefined ? undefined : await found(tx, filter.q);
  const conditions = await conditionsOf(tx, filter, hits, me);
  if (conditions === null) return { items: [], next: null, ...(filter.count && { total: { count: 0, exact: true } }) };
  const order = orderOf(filter.sort ?? (hits ? 'relevance' : 'id'), hits ?? []);
  const where = sql<boolean>`${sql.join(conditions, sql` and `)}`;
  const page = pageOf(await rowsOf(tx, where, order, filter), filter.limit, order);
  const total = filter.count ? await countUpTo(tx, sql`select 1 from customers c where ${where}`) : undefined;
  return { items: await summaries(tx, page.items), next: page.next, ...(total && { total }) };
}

/** One row more than a page. What is only to be shown is made of the rows of the page, not of all that are sorted. */
async function rowsOf(tx: Tx, where: RawBuilder<boolean>, order: Order, { cursor, limit }: CustomerFilter) {
  const sorted = tx
    .selectFrom('customers as c')
    .select(SUMMARY)
    .select([sql`c.xmin`.as('xact'), sql`${order.key}`.as('key')])
    .where(where)
    .where(after(order, cursor))
    .orderBy(sql`${orderBy(order)}`)
    .limit(limit + 1);
  return tx
    .selectFrom(sorted.as('c'))
    .select(SUMMARY)
    .select([sql<string>`c.xact::text`.as('etag'), sql<string | null>`c.key::text`.as('sort_key')])
    .execute();
}

/** The best first. */
async function found(tx: Tx, q: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from app.find_customers(${q}, ${SEARCH_LIMIT}) order by score desc, id`.execute(tx);
  return rows.map((row) => row.id);
}

const BY_PINYIN = sql`c.name collate "zh-x-icu"`;

function orderOf(name: string, hits: string[]): Order {
  const id = sql`c.id`;
  switch (name.replace(/^-/, '')) {
    case 'relevance':
      return { name, key: sql`array_position(${hits}::uuid[], c.id)`, id, type: 'integer', nullable: true };
    case 'name':
      return { name, key: BY_PINYIN, id, type: 'text', nullable: false };
    case 'annualValue':
      return { name, key: sql`c.annual_value`, id, type: 'numeric', nullable: false };
    case 'createdAt':
      return { name, key: sql`c.created_at`, id, type: 'timestamptz', nullable: false };
    case 'updatedAt':
      return { name, key: sql`c.updated_at`, id, type: 'timestamptz', nullable: false };
    default:
      return { name, key: id, id, type: 'uuid', nullable: false };
  }
}

/** @returns null: nothing can be found, as who or what is named is not there */
async function conditionsOf(tx: Tx, filter: CustomerFilter, hits: string[] | undefined, me: string | undefined) {
  const conditions: RawBuilder<boolean>[] = [sql<boolean>`c.merged_into is null`];
  const where = (given: unknown, condition: RawBuilder<boolean>) => {
    if (given !== undefined) conditions.push(condition);
  };
  if (hits) conditions.push(sql<boolean>`c.id = any (${hits}::uuid[])`);
  if (filter.owner !== undefined) {
    const owner = filter.owner === 'me' ? me : (await employeesByRef(tx, [filter.owner])).get(filter.owner)?.id;
    if (owner === undefined) return null;
    conditions.push(sql<boolean>`c.owner_id = ${owner}`);
  }
  if (filter.department !== undefined) {
    const department = await departmentByCode(tx, filter.department);
    if (!department) return null;
    conditions.push(sql<boolean>`c.owner_id in (select id from employees where department_id = ${department.id})`);
  }
  if (filter.tier !== undefined) conditions.push(sql<boolean>`${tierOf(await standardPolicy(tx))} = ${filter.tier}`);
  where(filter.kind, sql<boolean>`c.kind = ${filter.kind}`);
  where(filter.stage, sql<boolean>`c.stage = ${filter.stage}`);
  where(filter.state, sql<boolean>`c.state = ${filter.state}`);
  where(filter.businessType, sql<boolean>`c.business_type = ${filter.businessType}`);
  where(filter.industry, sql<boolean>`c.industry = ${filter.industry}`);
  where(filter.region, sql<boolean>`c.region = ${filter.region}`);
  where(filter.city, sql<boolean>`c.city = ${filter.city}`);
  where(filter.createdFrom, sql<boolean>`c.created_at >= ${filter.createdFrom}`);
  where(filter.createdTo, sql<boolean>`c.created_at <= ${filter.createdTo}`);
  where(filter.updatedFrom, sql<boolean>`c.updated_at >= ${filter.updatedFrom}`);
  where(filter.updatedTo, sql<boolean>`c.updated_at <= ${filter.updatedTo}`);
  where(filter.atRisk, sql<boolean>`(${AT_RISK}) = ${filter.atRisk ?? true}`);
  where(filter.hasOpenTasks, sql<boolean>`(${OPEN_TASKS}) = ${filter.hasOpenTasks ?? true}`);
  return conditions;
}

const AT_RISK = sql`c.stage = 'declining'
  or exists (select 1 from feedback f where f.customer_id = c.id and f.type = 'complaint' and f.state <> 'closed')
  or exists (select 1 from contracts k where k.customer_id = c.id and k.state = 'active' and k.ends_on between current_date and current_date + 30)`;
const OPEN_TASKS = sql`exists (select 1 from tasks t where t.customer_id = c.id and t.state <> 'done')`;

async function standardPolicy(tx: Tx): Promise<Policy> {
  const { rows } = await sql<{ body: Policy }>`
    select body from policies where key = 'standard' order by version desc limit 1`.execute(tx);
  if (!rows[0]) throw new Error('there is no standard policy');
  return rows[0].body;
}

/** Customers that may be the same as one, the likeliest first; undefined when the person may not see it. */
export async function listDuplicates(tx: Tx, id: string) {
  if (!(await isSeen(tx, id))) return undefined;
  const { rows } = await sql<{ id: string; similarity: number; because: string[] }>`
    select id, similarity, because from app.customer_duplicates(${id})`.execute(tx);
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return { items: [] };
  const known = await tx.selectFrom('customers as c').select(SUMMARY).select(ETAG).where('c.id', 'in', ids).execute();
  const shown = new Map((await summaries(tx, known)).map((customer) => [customer.id, customer]));
  return {
    items: rows.flatMap(({ id: other, similarity, because }) => {
      const customer = shown.get(other);
      return customer ? [{ customer, similarity, because }] : [];
    }),
  };
}

const isSeen = async (tx: Tx, id: string) =>
  (await tx
    .selectFrom('customers')
    .select('id')
    .where('id', '=', id)
    .where('merged_into', 'is', null)
    .executeTakeFirst()) !== undefined;

/** Why a customer is not there: it was merged into one that the person may see, or there is none for them. */
export async function whyMissing(tx: Tx, id: string): Promise<Refusal> {
  const { rows } = await sql<{ into: string | null }>`select app.survivor_of(${id}) as into`.execute(tx);
  const into = rows[0]?.into ?? null;
  return into === null ? new Refusal('notFound') : new Refusal('customerMerged', { into });
}

/** Who owned a customer from when to when; undefined when the person may not see it. */
export async function readOwnership(tx: Tx, id: string) {
  if (!(await isSeen(tx, id))) return undefined;
  const starts = await startsOf(tx, id);
  const who = await peopleById(
    tx,
    starts.map((start) => start.owner_id),
  );
  return { items: spans(starts, who) };
}

const startsOf = (tx: Tx, id: string) =>
  tx
    .selectFrom('ownership_starts')
    .select(['since', 'owner_id', 'handover_id'])
    .where('customer_id', '=', id)
    .orderBy('since')
    .execute();
const spans = (starts: Awaited<ReturnType<typeof startsOf>>, who: Who) =>
  starts.map((start, i) => ({
    since: start.since,
    until: starts[i + 1]?.since ?? null,
    owner: start.owner_id === null ? null : who(start.owner_id),
    handoverId: start.handover_id,
  }));

type Who = Awaited<ReturnType<typeof peopleById>>;

async function summaries(tx: Tx, rows: readonly SummaryRow[]) {
  const who = await peopleById(
    tx,
    rows.map((row) => row.owner_id),
  );
  return rows.map((row) => summary(row, who));
}

interface SummaryRow {
  id: string;
  name: string;
  kind: string;
  owner_id: string | null;
  annual_value: string;
  currency: string;
  stage: string;
  state: string;
  industry: string | null;
  region: string | null;
  city: string | null;
  created_at: Date;
  updated_at: Date;
  etag: string;
}
function summary(row: SummaryRow, who: Who) {
  const { owner_id: ownerId, annual_value: annualValue, created_at: createdAt, updated_at: updatedAt, ...same } = row;
  const { id, name, kind, currency, stage, state, industry, region, city, etag } = same;
  const owner = ownerId === null ? null : who(ownerId);
  return {
    id,
    name,
    kind,
    owner,
    annualValue,
    currency,
    stage,
    state,
    industry,
    region,
    city,
    createdAt,
    updatedAt,
    etag,
  };
}

/** A customer with the number of records that hang on it and its owners over time; undefined when the person may not see it. */
export async function readCustomer(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('customers as c')
    .select(SUMMARY)
    .select([
      ETAG,
      'c.source',
      'c.source_id',
      'c.complexity',
      'c.business_type',
      'c.cooperation_since',
      'c.country',
      'c.address',
      'c.postal_code',
      'c.email',
      'c.employee_count',
      'c.language',
      'c.needed_skills',
      'c.parent_id',
      'c.version',
    ])
    .select(sql<boolean>`app.may(c.id, 'edit')`.as('may_change'))
    .where('c.id', '=', id)
    .where('c.merged_into', 'is', null)
    .executeTakeFirst();
  if (!row) return undefined;
  const hidden = await sensitiveOf(tx, id);
  const counts = await countsOf(tx, id);
  const starts = await startsOf(tx, id);
  const who = await peopleById(tx, [row.owner_id, ...starts.map((s) => s.owner_id)]);
  return {
    ...summary(row, who),
    source: row.source,
    sourceId: row.source_id,
    complexity: row.complexity,
    businessType: row.business_type,
    cooperationSince: row.cooperation_since,
    country: row.country,
    address: row.address,
    postalCode: row.postal_code,
    phone: hidden.phone,
    taxId: hidden.tax_id,
    bankAccount: hidden.bank_account,
    masked: hidden.masked,
    mayChange: row.may_change,
    email: row.email,
    employeeCount: row.employee_count,
    parentId: row.parent_id,
    language: row.language,
    neededSkills: row.needed_skills,
    version: row.version,
    counts,
    ownership: spans(starts, who),
    links: { self: `/api/v1/customers/${id}` },
  };
}

/** One look at the reach for all kinds of records. */
async function countsOf(tx: Tx, customerId: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ counts: Record<string, number> }>`
    select app.customer_counts(${customerId}) as counts`.execute(tx);
  return rows[0]?.counts ?? {};
}

interface SensitiveRow {
  tax_id: string | null;
  bank_account: string | null;
  phone: string | null;
  masked: boolean;
}
/** Masked for those without the right; otherwise as they are, which the access log keeps in this transaction. */
async function sensitiveOf(tx: Tx, customerId: string): Promise<SensitiveRow> {
  const { rows } = await sql<SensitiveRow>`select * from app.customer_sensitive(${customerId})`.execute(tx);
  return rows[0] ?? { tax_id: null, bank_account: null, phone: null, masked: true };
}
