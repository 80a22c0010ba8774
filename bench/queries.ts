import { sql } from 'kysely';
import { type Tx, withPerson } from '../src/db/connect.ts';
import { ANY_LEVEL, within } from '../src/db/migrations/0004-access/rules.ts';
import { listCustomers, readCustomer } from '../src/db/reads/customers.ts';
import { peopleById } from '../src/db/reads/people.ts';
import { type TestDatabase, freshDatabase } from '../test/support/database.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { type Reader, crowd } from './crowd.ts';
import { quantile } from './measure.ts';

const LIMIT = 50;
const CALLS = 500;
const WARMUP = 50;

/** What the API's role asks and, beside it, what the database's owner would write by hand. @returns the ids that came out */
interface Query {
  name: string;
  of: string;
  ours(tx: Tx, reader: Reader, nth: number): Promise<string[]>;
  plain(tx: Tx, reader: Reader, nth: number): Promise<string[]>;
}

/** The very rule of the policies, in the statement itself. */
const REACH = sql.raw(within('c', ANY_LEVEL, `or (select app.has_role('{hr,auditor}'))`));
const SUMMARY = sql`c.id, c.name, c.kind, c.owner_id, c.annual_value, c.currency, c.stage, c.state, c.region, c.city`;

const QUERIES: Query[] = [
  {
    name: 'queries-rls-list',
    of: 'the first page of the customers that a person may see',
    ours: async (tx) => (await listCustomers(tx, { limit: LIMIT })).items.map((c) => c.id),
    async plain(tx) {
      const { rows } = await sql<{
        id: string;
        owner_id: string;
      }>`select ${SUMMARY} from customers c where ${REACH} order by c.id limit ${LIMIT + 1}`.execute(tx);
      await peopleById(
        tx,
        rows.map((row) => row.owner_id),
      );
      return rows.slice(0, LIMIT).map((row) => row.id);
    },
  },
  {
    name: 'queries-rls-open',
    of: 'one customer with the number of records of each kind and its owners over time',
    async ours(tx, reader, nth) {
      const customer = await readCustomer(tx, chosen(reader, nth).id);
      return customer ? [customer.id] : [];
    },
    async plain(tx, reader, nth) {
      const { id } = chosen(reader, nth);
      const { rows } = await sql`select 1 from customers c where c.id = ${id} and ${REACH}`.execute(tx);
      const customer = rows.length > 0 ? await readCustomer(tx, id) : undefined;
      return customer ? [customer.id] : [];
    },
  },
  {
    name: 'queries-rls-search',
    of: 'the customers of which the name, its spelling or a phone holds seven digits',
    // The best first for people; by id to be compared.
    ours: async (tx, reader, nth) =>
      (await listCustomers(tx, { q: chosen(reader, nth).search, limit: LIMIT })).items.map((c) => c.id).sort(),
    async plain(tx, reader, nth) {
      const piece = `%${chosen(reader, nth).search}%`;
      const { rows } = await sql<{ id: string; owner_id: string }>`
        select ${SUMMARY} from customer_search s join customers c on c.id = s.customer_id
         where (s.text like ${piece} or s.keys like ${piece} or s.numbers like ${piece}) and ${REACH} order by c.id limit ${LIMIT + 1}`.execute(
        tx,
      );
      await peopleById(
        tx,
        rows.map((row) => row.owner_id),
      );
      return rows.slice(0, LIMIT).map((row) => row.id);
    },
  },
];

/** What row-level security costs those who read. */
export const queries: readonly Benchmark[] = QUERIES.map(({ name, of, ours, plain }) => ({
  name,
  size: { full: 1_000_000, quick: 40_000 },
  what: (size) => `95th percentile of reading ${of}, as the API's role among ${size.toLocaleString('en')} customers`,
  baseline: 'the same predicate in plain SQL as superuser, row-level security off',
  unit: 'ms',
  target: 1 / 1.5,
  async prepare(servers, size) {
    const { adminUrl, template, readers } = await crowd(servers, size);
    const database = await freshDatabase({ adminUrl, template, strategy: 'file_copy' });
    return {
      ours: () => asked(database, 'api', readers, ours),
      baseline: () => asked(database, 'admin', readers, plain),
      close: () => database.drop(),
    };
  },
}));

/** One after the other, each in a transaction of its own as the API does it; the first ones only warm what they touch. */
async function asked(
  database: TestDatabase,
  role: 'api' | 'admin',
  readers: Reader[],
  query: Query['ours'],
): Promise<Run> {
  const took: number[] = [];
  const found: string[] = [];
  for (let nth = -WARMUP; nth < CALLS; nth += 1) {
    const reader = readers[Math.abs(nth) % readers.length];
    if (!reader) throw new Error('nobody reads');
    const started = performance.now();
    const ids = await withPerson(database[role], reader.id, (tx) => query(tx, reader, Math.abs(nth)));
    if (nth < 0) continue;
    took.push(performance.now() - started);
    found.push(ids.join(' '));
  }
  if (found.some((ids) => ids === '')) throw new Error('a reader did not see what is theirs');
  return {
    value: quantile(took, 0.95),
    end: `${CALLS} answers, ${found.join(' ').split(' ').length} rows, the last ${found.at(-1)?.slice(-12) ?? ''}`,
    detail: `median ${quantile(took, 0.5).toFixed(2)} ms`,
  };
}

function chosen({ customers }: Reader, nth: number): Reader['customers'][number] {
  const one = customers[nth % customers.length];
  if (!one) throw new Error('a reader without customers');
  return one;
}
