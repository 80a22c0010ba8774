import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/db/connect.ts';
import type { Policy } from '../../src/contract/policy.ts';
import { standardPolicy } from '../../src/domain/standard-policy.ts';

export interface Person {
  id: string;
  number: string;
}

export interface Company {
  boss: Person;
  supervisor: Person;
  giver: Person;
  receivers: Person[];
  hr: Person;
  auditor: Person;
  ops: Person;
  stranger: Person;
  /** customers of the giver */
  customerIds: string[];
}

export interface CompanyOptions {
  customers?: number;
  receivers?: number;
}

/** A small company of its own for a test: a boss, a supervisor below, a giver and receivers below that, and a book of customers. */
export async function makeCompany(
  admin: Database,
  { customers = 6, receivers = 3 }: CompanyOptions = {},
): Promise<Company> {
  const tag = randomUUID().slice(0, 8);
  const person = async (what: string, managerId: string | null, roles: string[]): Promise<Person> =>
    admin
      .insertInto('employees')
      .values({
        number: `${what}-${tag}`,
        name: `测试${what}`,
        email: `${what}.${tag}@demo.example`,
        manager_id: managerId,
        roles,
      })
      .returning(['id', 'number'])
      .executeTakeFirstOrThrow();
  const boss = await person('boss', null, ['manager']);
  const supervisor = await person('supervisor', boss.id, ['manager']);
  const giver = await person('giver', supervisor.id, ['account_manager']);
  const receiving: Person[] = [];
  for (let i = 1; i <= receivers; i += 1)
    receiving.push(await person(`receiver${i}`, supervisor.id, ['account_manager']));
  const hr = await person('hr', boss.id, ['hr']);
  const auditor = await person('auditor', boss.id, ['auditor']);
  const ops = await person('ops', boss.id, ['ops']);
  const stranger = await person('stranger', boss.id, ['account_manager']);
  const customerIds: string[] = [];
  if (customers > 0) {
    for (const part of parts(Array.from({ length: customers }, (_, i) => i))) {
      const rows = await admin
        .insertInto('customers')
        .values(
          part.map((i) => ({
            name: `测试客户${tag}-${i}`,
            owner_id: giver.id,
            annual_value: 10_000 * (customers - i),
            industry: 'retail',
          })),
        )
        .returning('id')
        .execute();
      const ids = rows.map((r, n) => ({ id: r.id, i: customerIds.length + n }));
      customerIds.push(...rows.map((r) => r.id));
      await admin
        .insertInto('contacts')
        .values(ids.map(({ id, i }) => ({ customer_id: id, name: `联系人${i}`, is_key: true, phone: '021-5550-0100' })))
        .execute();
      await admin
        .insertInto('tasks')
        .values(
          ids.map(({ id, i }) => ({ customer_id: id, title: `跟进${i}`, assignee_id: i % 2 === 0 ? giver.id : null })),
        )
        .execute();
    }
    await admin
      .insertInto('opportunities')
      .values([
        {
          title: '已赢单',
          stage: 'won',
          closed_on: '2026-01-15',
          seller_id: giver.id,
          assignee_id: giver.id,
          amount: 100,
        },
        { title: '进行中', stage: 'engaging', assignee_id: giver.id, amount: 200, customer_id: customerIds[0] ?? null },
      ])
      .execute();
  }
  return { boss, supervisor, giver, receivers: receiving, hr, auditor, ops, stranger, customerIds };
}

/** A statement takes 65,535 parameters. */
function parts<T>(list: T[]): T[][] {
  const most = 10_000;
  return Array.from({ length: Math.ceil(list.length / most) }, (_, n) => list.slice(n * most, (n + 1) * most));
}

/** A policy of its own for a test. */
export async function makePolicy(
  admin: Database,
  change: (policy: Policy) => void,
): Promise<{ key: string; version: number; body: Policy }> {
  const body = structuredClone(standardPolicy);
  change(body);
  const key = `p-${randomUUID().slice(0, 8)}`;
  await admin
    .insertInto('policies')
    .values({ key, version: 1, name_zh: '测试', name_en: 'test', body: JSON.stringify(body) })
    .execute();
  return { key, version: 1, body };
}
