import fc from 'fast-check';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { EVERYBODY, type Reach, TakeBack, type Who, asPerson, makeReach } from './reach.ts';

const PHONE = '13812345678';
const ID_NUMBER = '110101199003071234';

let database: TestDatabase;
let r: Reach;
beforeAll(async () => {
  database = await freshDatabase();
  r = await makeReach(database);
  await sql`update customers set phone = ${PHONE}, tax_id = '91310000MA1K35X123', bank_account = '6222020200112233'`.execute(
    database.admin,
  );
  await sql`update contacts set phone = ${PHONE}, id_number = ${ID_NUMBER}`.execute(database.admin);
});
afterAll(() => database.drop());

const SEES: Who[] = ['owner', 'manager', 'boss', 'editor', 'exporter', 'teamEditor', 'hr'];
const MASKED: Who[] = ['viewer', 'sharer', 'approver', 'teamViewer', 'byRule', 'transition', 'auditor'];

interface Seen {
  rows: { phone: string | null; masked: boolean }[];
  /** what the access log kept of it */
  logged: string[][];
}
/** What a person is given, and what the access log says of it in the same transaction. */
async function seen(who: Who, from: RawBuilder<unknown>): Promise<Seen> {
  const found: Seen = { rows: [], logged: [] };
  await database.admin
    .transaction()
    .execute(async (tx) => {
      await sql`set local role handover_api`.execute(tx);
      await sql`select set_config('app.me', ${r.people[who]}, true)`.execute(tx);
      found.rows = (await sql<Seen['rows'][number]>`select * from ${from}`.execute(tx)).rows;
      await sql`reset role`.execute(tx);
      const log = await tx
        .selectFrom('access_log')
        .select('fields')
        .where('person_id', '=', r.people[who])
        .where('at', '>=', sql<Date>`now()`)
        .execute();
      found.logged = log.map(({ fields }) => fields);
      throw new TakeBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof TakeBack)) throw error;
    });
  return found;
}

/** The customer has two contacts. */
const twice = (contact: unknown) => [contact, contact];

describe('sensitive fields', () => {
  test.each(EVERYBODY)('asked for by %s: come as they are and logged, masked, or not at all', async (who) => {
    const customer = await seen(who, sql`app.customer_sensitive(${r.customerId})`);
    const contact = await seen(who, sql`app.contacts_sensitive(${r.customerId})`);
    if (SEES.includes(who)) {
      expect(customer).toEqual({
        rows: [expect.objectContaining({ phone: PHONE, masked: false })],
        logged: [['tax_id', 'bank_account', 'phone']],
      });
      expect(contact).toEqual({
        rows: twice(expect.objectContaining({ phone: PHONE, id_number: ID_NUMBER })),
        logged: [['phone', 'id_number']],
      });
    } else if (MASKED.includes(who)) {
      expect(customer).toEqual({ rows: [expect.objectContaining({ phone: '138****5678', masked: true })], logged: [] });
      expect(contact).toEqual({ rows: twice(expect.objectContaining({ id_number: '110****1234' })), logged: [] });
    } else expect([customer, contact]).toEqual(twice({ rows: [], logged: [] }));
  });

  test.each<[string, RawBuilder<unknown>]>([
    ['a column by its name', sql`select phone from customers`],
    ['all columns', sql`select * from customers`],
    ['a row as JSON', sql`select to_jsonb(c) from customers c`],
    ['a row as text', sql`select c::text from customers c`],
    ['a condition that tells by its answer', sql`select 1 from customers where tax_id like '9%'`],
    ['an order that tells', sql`select id from customers order by bank_account`],
    ['a change that gives back', sql`update customers set name = name returning phone`],
    ['a change that copies it where it can be read', sql`update customers set name = phone`],
    ['a note of it', sql`insert into notes (customer_id, body) select id, phone from customers`],
    ['a contact by its id number', sql`select 1 from contacts where id_number = ${ID_NUMBER}`],
    ['a contact as a whole', sql`select contacts from contacts`],
    ['the mask turned off', sql`select app.mask('x')`],
  ])('by raw SQL, %s: is refused to everybody', async (_, statement) => {
    for (const who of EVERYBODY) expect(await asPerson(database, r.people[who], statement), who).toBe('refused');
  });

  test('compared with a guess: by HR’s imports only', async () => {
    const guess = sql`select 1 where app.is_sensitive_as('customers', ${r.customerId}, ${JSON.stringify({ phone: PHONE })}::jsonb)`;
    for (const who of EVERYBODY)
      expect(await asPerson(database, r.people[who], guess), who).toBe(who === 'hr' ? 1 : 'refused');
  });

  test('an export: has what the export level, ownership or HR opens, whatever else one may', async () => {
    for (const who of EVERYBODY) {
      const { rows } = await seen(who, sql`app.export_customers(uuidv7(), null, 500)`);
      expect(rows.length > 0, who).toBe(['owner', 'manager', 'boss', 'exporter', 'hr'].includes(who));
    }
  });
});

test('a mask, over whatever text: shows seven characters at the most, hides three at least, and tells nothing of short ones', async () => {
  const texts = fc.sample(
    fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\0')),
    { numRuns: 500, seed: 4 },
  );
  const { rows } = await sql<{ text: string; masked: string }>`
    select text, app.mask(text) as masked from unnest(${texts}::text[]) text`.execute(database.admin);
  expect(rows.length).toBe(texts.length);
  for (const { text, masked } of rows) {
    const begins = masked.slice(0, masked.indexOf('****'));
    const ends = masked.slice(masked.lastIndexOf('****') + 4);
    const shown = Array.from(begins).length + Array.from(ends).length;
    expect(shown).toBeLessThanOrEqual(7);
    if (shown > 0) expect(Array.from(text).length - shown).toBeGreaterThanOrEqual(3);
    expect(text.startsWith(begins) && text.endsWith(ends)).toBe(true);
  }
});
