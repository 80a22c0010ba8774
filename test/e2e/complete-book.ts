import { sql } from 'kysely';
import type { Policy } from '../../src/contract/policy.ts';
import { completePolicy } from '../../src/domain/standard-policy.ts';
import { type Company, type Person, makeCompany, makePolicy } from '../support/company.ts';
import type { TestDatabase } from '../support/database.ts';
import { trainingRule } from '../support/training.ts';

export interface CompleteBook {
  c: Company;
  /** who sign for finance, legal and IT */
  departments: Person[];
  policy: { key: string; version: number; body: Policy };
}

/**
 * A book of customers of the strict tier in which every rule of the complete policy finds something: promises, complaints, open orders,
 * contracts that end, satisfaction. Everybody can be reached by mail.
 */
export async function completeBook(database: TestDatabase, customers: number): Promise<CompleteBook> {
  const { admin } = database;
  const c = await makeCompany(admin, { customers, receivers: 3 });
  const ours = sql`customer_id = any (${c.customerIds}::uuid[])`;
  const every = (n: number) => c.customerIds.filter((_, i) => i % n === 0);
  await sql`update customers set complexity = 5, email = id || '@customer.example' where id = any (${c.customerIds}::uuid[])`.execute(
    admin,
  );
  await sql`update contacts set email = customer_id || '@customer.example' where ${ours}`.execute(admin);
  await sql`update tasks set is_promise = true where customer_id = any (${every(5)}::uuid[])`.execute(admin);
  await sql`
    insert into communications (customer_id, channel, happened_at, subject, author_id)
    select id, 'visit', now() - interval '10 days', '例行拜访', owner_id from customers where id = any (${c.customerIds}::uuid[])`.execute(
    admin,
  );
  await sql`
    insert into contracts (customer_id, number, title, starts_on, ends_on)
    select id, 'HT-' || id, '年度框架', current_date - 300, current_date + 400 from customers where id = any (${every(10)}::uuid[])`.execute(
    admin,
  );
  await sql`
    insert into orders (customer_id, number, state, ordered_on, total)
    select id, 'A-' || id, 'open', current_date - 30, 1000 from customers where id = any (${every(10)}::uuid[])`.execute(
    admin,
  );
  await sql`
    insert into feedback (customer_id, type, body, satisfaction, received_at)
    select id, 'complaint', '到货延期', 2, now() - interval '9 days' from customers where id = any (${every(25)}::uuid[])`.execute(
    admin,
  );
  const departments: Person[] = [];
  for (const { department } of completePolicy.signers?.departments ?? []) {
    const who = await admin
      .insertInto('employees')
      .values({
        number: `${department}-${c.boss.number}`,
        name: `测试${department}`,
        email: `${department}.${c.boss.number}@demo.example`,
        manager_id: c.boss.id,
        roles: ['coordinator'],
      })
      .returning(['id', 'number'])
      .executeTakeFirstOrThrow();
    const names = { name_zh: department, name_en: department, coordinator_id: who.id };
    await admin
      .insertInto('departments')
      .values({ code: department, ...names })
      .onConflict((o) => o.column('code').doUpdateSet(names))
      .execute();
    departments.push(who);
  }
  return { c, departments, policy: await makePolicy(admin, complete) };
}

/** Everything that the product can do, as fast as mail leaves; the server that skips time has no Schedules. */
function complete(p: Policy): void {
  Object.assign(p, structuredClone(completePolicy));
  p.transition.checkInEveryDays = 0;
  if (p.introduction) p.introduction.mailsPerMinute = 60_000;
  p.training ??= structuredClone(trainingRule);
}
