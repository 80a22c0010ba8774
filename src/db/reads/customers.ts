import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import { peopleById } from './people.ts';

const SUMMARY = [
  'c.id',
  'c.name',
  'c.kind',
  'c.owner_id',
  'c.annual_value',
  'c.currency',
  'c.stage',
  'c.state',
  'c.region',
  'c.city',
] as const;

export interface CustomerFilter {
  q?: string | undefined;
  ownerId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** How many hits a search looks through: it is for finding one customer, not for lists. */
const SEARCH_LIMIT = 200;

/** Customers that the person may see, by id; a search goes through the function that states the reach itself (decision 14). */
export async function listCustomers(tx: Tx, { q, ownerId, cursor, limit }: CustomerFilter) {
  const rows = await tx
    .selectFrom('customers as c')
    .select(SUMMARY)
    .$if(q !== undefined, (b) =>
      b.where(sql<boolean>`c.id = any (array(select id from app.search_customers(${q ?? ''}, ${SEARCH_LIMIT})))`),
    )
    .$if(ownerId !== undefined, (b) => b.where('c.owner_id', '=', ownerId ?? ''))
    .$if(cursor !== undefined, (b) => b.where(sql<boolean>`c.id > ${cursor ?? null}::uuid`))
    .orderBy('c.id')
    .limit(limit + 1)
    .execute();
  const page = keyset(rows, limit, (row) => row.id);
  const who = await peopleById(
    tx,
    page.items.map((row) => row.owner_id),
  );
  return { items: page.items.map((row) => summary(row, who)), next: page.next };
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
  region: string | null;
  city: string | null;
}
function summary(row: SummaryRow, who: Awaited<ReturnType<typeof peopleById>>) {
  const { id, name, kind, currency, stage, state, region, city } = row;
  const owner = row.owner_id === null ? null : who(row.owner_id);
  return { id, name, kind, owner, annualValue: row.annual_value, currency, stage, state, region, city };
}

const CHILDREN = [
  'contacts',
  'orders',
  'opportunities',
  'contracts',
  'projects',
  'preferences',
  'notes',
  'communications',
  'tasks',
  'calendar_events',
  'feedback',
  'approvals',
  'attachments',
] as const;

/** A customer with the number of records that hang on it and its owners over time; undefined when the person may not see it. */
export async function readCustomer(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('customers as c')
    .select(SUMMARY)
    .select([
      'c.source',
      'c.source_id',
      'c.complexity',
      'c.business_type',
      'c.cooperation_since',
      'c.industry',
      'c.country',
      'c.address',
      'c.postal_code',
      'c.email',
      'c.employee_count',
      'c.parent_id',
      'c.version',
    ])
    .where('c.id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const hidden = await sensitiveOf(tx, id);
  const counts: Record<string, number> = {};
  for (const table of CHILDREN) {
    const { n } = await tx
      .selectFrom(table)
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('customer_id', '=', id)
      .executeTakeFirstOrThrow();
    counts[table] = n;
  }
  const starts = await tx
    .selectFrom('ownership_starts')
    .select(['since', 'owner_id', 'handover_id'])
    .where('customer_id', '=', id)
    .orderBy('since')
    .execute();
  const who = await peopleById(tx, [row.owner_id, ...starts.map((s) => s.owner_id)]);
  return {
    ...summary(row, who),
    source: row.source,
    sourceId: row.source_id,
    complexity: row.complexity,
    businessType: row.business_type,
    cooperationSince: row.cooperation_since,
    industry: row.industry,
    country: row.country,
    address: row.address,
    postalCode: row.postal_code,
    phone: hidden.phone,
    taxId: hidden.tax_id,
    bankAccount: hidden.bank_account,
    masked: hidden.masked,
    email: row.email,
    employeeCount: row.employee_count,
    parentId: row.parent_id,
    version: row.version,
    counts,
    ownership: starts.map((s, i) => ({
      since: s.since,
      until: starts[i + 1]?.since ?? null,
      owner: s.owner_id === null ? null : who(s.owner_id),
      handoverId: s.handover_id,
    })),
  };
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
