import { sql } from 'kysely';
import type { PlanningTerms } from '../src/contract/planning.ts';
import type { Assignment } from '../src/contract/steps.ts';
import { hashPlan, writePlan } from '../src/db/writes/plan.ts';
import type { Company } from '../test/support/company.ts';
import { type TestDatabase, freshDatabase } from '../test/support/database.ts';
import { writeHandover } from '../test/support/engine.ts';
import { TEMPLATE } from '../test/support/template.ts';
import type { Benchmark } from './benchmark.ts';
import { companyWithBook, policyWithoutStop } from './company.ts';
import { timed } from './timed.ts';

const LIMIT_SECONDS = 10;
const RECEIVERS = 200;

/** Rules that look at every receiver for every customer. */
const RULES: { assignment: Assignment; terms: PlanningTerms }[] = [
  { assignment: 'by_capacity', terms: {} },
  { assignment: 'by_match', terms: {} },
  {
    assignment: 'mixed',
    terms: {
      rules: [
        { when: { tiers: ['strict'] }, assignment: 'by_match', to: [0, 1, 2, 3, 4] },
        {
          when: { regions: ['华东'] },
          assignment: 'by_weight',
          weights: Array.from({ length: RECEIVERS }, (_, i) => 1 + (i % 3)),
        },
        { assignment: 'by_capacity' },
      ],
    },
  },
];

/** What the step "plan" does with the database: read the book, make the plan, write it with its reasons and warnings, hash it. */
export const planning: Benchmark = {
  name: 'planning',
  size: { full: 100_000, quick: 10_000 },
  what: (size) =>
    `plan of ${size.toLocaleString('en')} customers, one in ten related to another, for ${RECEIVERS} receivers, as the worker’s role: the slowest of by capacity, by match and mixed`,
  baseline: `no run but the bound: ${LIMIT_SECONDS} s`,
  unit: 's',
  target: 1,
  limit: LIMIT_SECONDS,
  async prepare(servers, size) {
    const database = await freshDatabase({ adminUrl: await servers.postgres(), template: TEMPLATE });
    const company = await companyWithBook(database, { customers: size, childrenPerCustomer: 2, receivers: RECEIVERS });
    await furnish(database, company, size);
    const policy = await policyWithoutStop(database);
    const plan = async ({ assignment, terms }: (typeof RULES)[number]) => {
      const { handoverId } = await writeHandover(database, company, { assignment, policy });
      await database.admin
        .updateTable('handovers')
        .set({ planning: JSON.stringify(terms) })
        .where('id', '=', handoverId)
        .execute();
      const request = { giverId: company.giver.id, receiverIds: company.receivers.map((r) => r.id), assignment };
      const seconds = await timed(() =>
        database.worker.transaction().execute(async (tx) => {
          await writePlan(tx, handoverId, policy.body, request);
          await hashPlan(tx, handoverId);
        }),
      );
      const { n } = await database.admin
        .selectFrom('handover_items')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('handover_id', '=', handoverId)
        .where('record_type', '=', 'customer')
        .executeTakeFirstOrThrow();
      if (n !== size) throw new Error(`${assignment}: ${n} customers planned of ${size}`);
      // Only one plan of a whole book can be open.
      await database.admin.updateTable('handovers').set({ state: 'cancelled' }).where('id', '=', handoverId).execute();
      return seconds;
    };
    return {
      async ours() {
        const before = process.memoryUsage().rss;
        const seconds: number[] = [];
        for (const rule of RULES) seconds.push(await plan(rule));
        const grown = Math.max(0, process.memoryUsage().rss - before) / 1_048_576;
        const each = RULES.map(({ assignment }, i) => `${assignment} ${(seconds[i] ?? 0).toFixed(2)} s`).join(', ');
        return { value: Math.max(...seconds), detail: `${each}; resident memory grew by ${grown.toFixed(0)} MB` };
      },
      baseline: () => Promise.resolve({ value: LIMIT_SECONDS }),
      close: () => database.drop(),
    };
  },
};

/** Needs, relations and receivers of many kinds, and just as much room as there are customers. */
async function furnish(database: TestDatabase, company: Company, size: number): Promise<void> {
  const ids = company.receivers.map((r) => r.id);
  await sql`
    update customers c set
        industry = (array['制造', '零售', '化工', '物流', '医疗'])[1 + n.i % 5], region = (array['华东', '华南', '华北', '西南'])[1 + n.i % 4],
        language = (array['zh-CN', 'en', 'de'])[1 + n.i % 3], needed_skills = case when n.i % 4 = 0 then '{bidding}' else '{}' end::text[],
        parent_id = case when n.i % 10 = 1 then n.parent end
      from (select id, row_number() over (order by id) as i, lag(id) over (order by id) as parent from customers where owner_id = ${company.giver.id}) n
     where c.id = n.id`.execute(database.admin);
  await sql`
    update employees e set capacity = ${Math.ceil((size * 1.05) / ids.length)}, industries = array[(array['制造', '零售', '化工', '物流', '医疗'])[1 + n.i % 5]],
        region = (array['华东', '华南', '华北', '西南'])[1 + n.i % 4], languages = array['zh-CN', (array['en', 'de'])[1 + n.i % 2]],
        skills = case when n.i % 2 = 0 then '{bidding}' else '{}' end::text[]
      from (select id, row_number() over (order by id) as i from employees where id = any (${ids}::uuid[])) n
     where e.id = n.id`.execute(database.admin);
  await sql`vacuum (analyze)`.execute(database.admin);
}
