import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseError } from 'pg';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';

let database: TestDatabase;
let c: Company;
let handover: string;
beforeAll(async () => {
  database = await freshDatabase();
  c = await makeCompany(database.admin);
  handover = (await writeHandover(database, c)).handoverId;
});
afterAll(() => database.drop());

class TakeBack extends Error {}
/** What the database says to a statement of the schema's owner, whom row-level security does not stop; then it is taken back. */
async function said(statement: ReturnType<typeof sql>): Promise<string> {
  try {
    await database.owner.transaction().execute(async (tx) => {
      await statement.execute(tx);
      await sql`set constraints all immediate`.execute(tx);
      throw new TakeBack();
    });
  } catch (error) {
    if (error instanceof TakeBack) return 'done';
    const { code = '', constraint = '' } = error as Partial<DatabaseError>;
    return `${code} ${constraint}`.trim();
  }
  return 'done';
}

const person = (more: ReturnType<typeof sql> = sql``) => sql`insert into employees (number, name, email${more}`;
const aCase = (giver: string, supervisor: string, late: string, more = sql`true, 'starting'`) => sql`
  insert into handovers (kind, reason, giver_id, supervisor_id, started_by, assignment, scope, late_receiver_id, policy_key, policy_version, whole_book, state)
  values ('departure', 'x', ${giver}, ${supervisor}, ${supervisor}, 'fixed', '{}', ${late}, 'standard', 1, ${more})`;
const item = (type: string, tier: string | null) => sql`
  insert into handover_items (handover_id, record_type, record_id, receiver_id, why, tier)
  values (${handover}, ${type}, ${c.customerIds[0]}, ${c.receivers[0]?.id}, 'fixed', ${tier})`;

const CHECK = '23514';
const UNIQUE = '23505';
const REFERENCE = '23503';
const NULL = '23502';
const APPEND_ONLY = '42501';

describe('what the database refuses, whoever asks', () => {
  test.each<[string, () => ReturnType<typeof sql>, string]>([
    [
      'a second owner of a customer from the same instant',
      () => sql`
      insert into ownership_starts (customer_id, since, owner_id)
      select customer_id, since, ${c.stranger.id} from ownership_starts limit 1`,
      `${UNIQUE} ownership_starts_pkey`,
    ],
    ['an owner’s past rewritten', () => sql`update ownership_starts set owner_id = null`, APPEND_ONLY],
    ['an owner’s past deleted', () => sql`delete from ownership_starts`, APPEND_ONLY],
    ['an owner’s past emptied', () => sql`truncate ownership_starts`, APPEND_ONLY],
    [
      'an owner who is nobody',
      () => sql`update customers set owner_id = uuidv7()`,
      `${REFERENCE} customers_owner_id_fkey`,
    ],
    ['an audit entry rewritten', () => sql`update audit_entries set action = 'x'`, APPEND_ONLY],
    ['an audit entry deleted', () => sql`delete from audit_entries`, APPEND_ONLY],
    ['the audit log emptied', () => sql`truncate audit_entries cascade`, APPEND_ONLY],
    [
      'an audit entry of a person without the person',
      () => sql`
      insert into audit_entries (actor_kind, action) values ('person', 'x')`,
      `${CHECK} audit_entries_check`,
    ],
    [
      'an audit entry of the engine in a person’s name',
      () => sql`
      insert into audit_entries (actor_kind, actor_id, action) values ('engine', ${c.hr.id}, 'x')`,
      `${CHECK} audit_entries_check`,
    ],
    [
      'an audit value without an entry',
      () => sql`
      insert into audit_values (entry_id, field, salt, value) values (-1, 'x', decode(repeat('00', 16), 'hex'), 'x')`,
      `${REFERENCE} audit_values_entry_id_fkey`,
    ],
    ['a policy rewritten', () => sql`update policies set body = '{}'`, APPEND_ONLY],
    ['a policy deleted', () => sql`delete from policies`, APPEND_ONLY],
    [
      'a won opportunity without its date',
      () => sql`
      insert into opportunities (title, stage, assignee_id) values ('x', 'won', ${c.giver.id})`,
      `${CHECK} opportunities_check1`,
    ],
    [
      'an open opportunity with a closing date',
      () => sql`
      insert into opportunities (title, stage, assignee_id, closed_on) values ('x', 'engaging', ${c.giver.id}, '2026-01-01')`,
      `${CHECK} opportunities_check1`,
    ],
    ['a record that hangs on nobody', () => sql`insert into tasks (title) values ('x')`, `${CHECK} tasks_check`],
    [
      'a contact without a customer',
      () => sql`
      insert into contacts (name, assignee_id) values ('x', ${c.giver.id})`,
      NULL,
    ],
    [
      'a contract that ends before it starts',
      () => sql`
      insert into contracts (customer_id, number, title, starts_on, ends_on) values (${c.customerIds[0]}, 'x', 'x', '2026-02-01', '2026-01-01')`,
      `${CHECK} contracts_check`,
    ],
    [
      'an appointment that ends as it starts',
      () => sql`
      insert into calendar_events (assignee_id, title, starts_at, ends_at) values (${c.giver.id}, 'x', now(), now())`,
      `${CHECK} calendar_events_check1`,
    ],
    [
      'a mark of six',
      () => sql`
      insert into feedback (customer_id, type, satisfaction, received_at, body) values (${c.customerIds[0]}, 'praise', 6, now(), 'x')`,
      `${CHECK} feedback_satisfaction_check`,
    ],
    ['a customer that is its own parent', () => sql`update customers set parent_id = id`, `${CHECK} customers_check`],
    ['a customer of blanks', () => sql`update customers set name = '  '`, `${CHECK} customers_name_check`],
    [
      'a person who manages themself',
      () => sql`update employees set manager_id = id where id = ${c.hr.id}`,
      `${CHECK} employees_check`,
    ],
    [
      'a reporting line in a circle of two',
      () => sql`
      update employees set manager_id = ${c.supervisor.id} where id = ${c.boss.id}`,
      `${CHECK} employees_no_reporting_cycle`,
    ],
    [
      'a reporting line in a circle of three',
      () => sql`
      update employees set manager_id = ${c.giver.id} where id = ${c.boss.id}`,
      `${CHECK} employees_no_reporting_cycle`,
    ],
    [
      'an address of two people, in another case',
      () => sql`
      ${person()}) select 'n1', 'x', upper(email) from employees where id = ${c.hr.id}`,
      `${UNIQUE} employees_email`,
    ],
    [
      'a role that is none',
      () => sql`${person(sql`, roles`)}) values ('n2', 'x', 'n2@x', '{admin}')`,
      `${CHECK} employees_roles_check`,
    ],
    [
      'a state that is none',
      () => sql`${person(sql`, state`)}) values ('n3', 'x', 'n3@x', 'gone')`,
      `${CHECK} employees_state_check`,
    ],
    [
      'a day that ends before it starts',
      () => sql`update calendars set day_ends = '08:00'`,
      `${CHECK} calendars_check`,
    ],
    [
      'an eighth day of the week',
      () => sql`update calendars set weekly_workdays = '{1,8}'`,
      `${CHECK} calendars_weekly_workdays_check`,
    ],
    [
      'a second handover of a giver’s whole book',
      () => aCase(c.giver.id, c.supervisor.id, c.stranger.id),
      `${UNIQUE} handovers_one_whole_book`,
    ],
    ['a case supervised by its giver', () => aCase(c.stranger.id, c.stranger.id, c.hr.id), `${CHECK} handovers_check`],
    [
      'a case whose late receiver is its giver',
      () => aCase(c.stranger.id, c.hr.id, c.stranger.id),
      `${CHECK} handovers_check1`,
    ],
    [
      'a case under a policy that is not there',
      () => sql`update handovers set policy_version = 99`,
      `${REFERENCE} handovers_policy_key_policy_version_fkey`,
    ],
    [
      'a hash of 31 bytes',
      () => sql`update handovers set plan_hash = decode(repeat('00', 31), 'hex')`,
      `${CHECK} handovers_plan_hash_check`,
    ],
    ['a customer of the plan without a tier', () => item('customer', null), `${CHECK} handover_items_check`],
    ['a task of the plan with a tier', () => item('task', 'strict'), `${CHECK} handover_items_check`],
    [
      'an explanation without a customer',
      () => sql`
      insert into handover_inbox (handover_id, kind, round, author_id, body) values (${handover}, 'explanation', 1, ${c.giver.id}, '{}')`,
      `${CHECK} handover_inbox_check`,
    ],
    [
      'a grant without an end',
      () => sql`
      insert into grants (grantee_id, handover_id, level, reason) values (${c.giver.id}, ${handover}, 'view', 'x')`,
      NULL,
    ],
    [
      'a grant that ends before it starts',
      () => sql`
      insert into grants (grantee_id, handover_id, level, reason, starts_at, ends_at) values (${c.giver.id}, ${handover}, 'view', 'x', '2026-02-01', '2026-01-01')`,
      `${CHECK} grants_check`,
    ],
    [
      'a grant to a customer and a case at once',
      () => sql`
      insert into grants (grantee_id, customer_id, handover_id, level, reason, ends_at) values (${c.giver.id}, ${c.customerIds[0]}, ${handover}, 'view', 'x', '2999-01-01')`,
      `${CHECK} grants_check1`,
    ],
    [
      'a grant to nothing',
      () => sql`
      insert into grants (grantee_id, level, reason, ends_at) values (${c.giver.id}, 'view', 'x', '2999-01-01')`,
      `${CHECK} grants_check1`,
    ],
    [
      'a meeting that ends before it starts',
      () => sql`
      insert into meetings (handover_id, round, uid, starts_at, ends_at) values (${handover}, 1, 'x', '2026-02-01', '2026-01-01')`,
      `${CHECK} meetings_check`,
    ],
    [
      'a review on the day of the transfer',
      () => sql`
      insert into reviews (handover_id, day_offset, due_at) values (${handover}, 0, now())`,
      `${CHECK} reviews_day_offset_check`,
    ],
  ])('%s', async (_, statement, refusal) => {
    expect(await said(statement())).toBe(refusal);
  });

  test('the same statements, as they should be: are taken', async () => {
    expect(await said(aCase(c.stranger.id, c.hr.id, c.boss.id))).toBe('done');
    expect(await said(aCase(c.giver.id, c.supervisor.id, c.stranger.id, sql`false, 'starting'`))).toBe('done');
    expect(await said(aCase(c.giver.id, c.supervisor.id, c.stranger.id, sql`true, 'cancelled'`))).toBe('done');
    expect(await said(item('customer', 'strict'))).toBe('done');
    expect(await said(sql`update employees set manager_id = ${c.stranger.id} where id = ${c.giver.id}`)).toBe('done');
  });
});
