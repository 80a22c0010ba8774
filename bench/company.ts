import { sql } from 'kysely';
import type { Policy } from '../src/contract/policy.ts';
import { type Company, makeCompany, makePolicy } from '../test/support/company.ts';
import type { TestDatabase } from '../test/support/database.ts';
import { type BookOptions, seedBook } from './seed-book.ts';

/** A company whose giver has a book made for measuring. */
export async function companyWithBook(database: TestDatabase, options: BookOptions): Promise<Company> {
  const company = await makeCompany(database.admin, { customers: 0, receivers: 0 });
  const book = await seedBook(database.admin, options);
  // A company's rows have statistics long before somebody leaves; nobody makes them here, where autovacuum is off.
  if (options.customers >= 1_000) await sql`analyze`.execute(database.admin);
  const person = (id: string) => ({ id, number: `B-${id}` });
  return {
    ...company,
    giver: person(book.giverId),
    supervisor: person(book.supervisorId),
    receivers: book.receiverIds.map(person),
  };
}

/** A policy under which no transfer stops for being large, because nobody is there to release it. */
export function policyWithoutStop(
  database: TestDatabase,
  change: (policy: Policy) => void = () => {},
): ReturnType<typeof makePolicy> {
  return makePolicy(database.admin, (policy) => {
    if (policy.safety) Object.assign(policy.safety, { maxCustomers: 1_000_000_000, maxShareOfCompany: 1 });
    change(policy);
  });
}
