import { sql } from 'kysely';
import { freshDatabase } from '../test/support/database.ts';
import { oncePerRun } from './once-per-run.ts';
import type { Servers } from './servers.ts';
import { type SignedBook, closePools, signedBook } from './signed-book.ts';

const BOOK_OF_EACH = 1_000;
const MANAGERS_OF_EACH_BOSS = 30;

export interface Crowd extends SignedBook {
  readers: Reader[];
}

export interface Reader {
  id: string;
  number: string;
  /** customers that they see, and a piece of the name of each that few others have */
  customers: { id: string; search: string }[];
}

/**
 * A company of `customers` customers: one book that stands before its transfer, and account managers with a thousand each, thirty
 * of them below one boss. @returns a database to be copied, and some of the managers
 */
export const crowd = oncePerRun(async (servers: Servers, customers: number): Promise<Crowd> => {
  const book = await signedBook(servers, Math.max(customers / 10, 20_000));
  const { adminUrl, template } = book;
  const database = await freshDatabase({ adminUrl, template, strategy: 'file_copy' });
  const { admin } = database;
  const { rows: there } = await sql<{ n: number }>`select count(*) as n from customers`.execute(admin);
  const managers = Math.ceil((customers - (there[0]?.n ?? 0)) / BOOK_OF_EACH);
  await sql`
    insert into employees (number, name, email, roles)
    select 'C-boss-' || i, '主管' || i, 'c-boss-' || i || '@bench.example', '{manager}'
      from generate_series(0, ${Math.floor((managers - 1) / MANAGERS_OF_EACH_BOSS)}::int) i`.execute(admin);
  await sql`
    insert into employees (number, name, email, roles, manager_id)
    select 'C-' || i, '经理' || i, 'c-' || i || '@bench.example', '{account_manager}', b.id
      from generate_series(0, ${managers - 1}::int) i join employees b on b.number = 'C-boss-' || i / ${MANAGERS_OF_EACH_BOSS}::int`.execute(
    admin,
  );
  // Dealt in turn, as customers come to a company: those of one person do not lie together.
  await sql`
    insert into customers (name, owner_id, annual_value, industry, country, region, city, phone, email)
    select '华南客户' || lpad(n::text, 7, '0') || '有限公司', e.id, 10000 + n % 500 * 4000, '制造', 'CN', '华南', '深圳',
           '0755-0000-' || lpad((n % 10000)::text, 4, '0'), 'n' || n || '@bench.example'
      from generate_series(0, ${managers * BOOK_OF_EACH - 1}::int) n join employees e on e.number = 'C-' || n % ${managers}::int order by n`.execute(
    admin,
  );
  await sql`vacuum (analyze)`.execute(admin);
  const { rows: readers } = await sql<Reader>`
    select e.id, e.number, (select json_agg(json_build_object('id', c.id, 'search', substr(c.name, 5, 7)))
                              from (select id, name from customers where owner_id = e.id order by id limit 40) c) as customers
      from employees e where e.number ~ '^C-[0-9]+$' order by e.id limit 50`.execute(admin);
  await closePools(database);
  return { ...book, template: database.name, readers };
});
