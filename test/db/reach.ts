import { type RawBuilder, sql } from 'kysely';
import { DatabaseError } from 'pg';
import type { Database } from '../../src/db/connect.ts';
import { type Company, makeCompany } from '../support/company.ts';
import type { TestDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';

/** Everybody who may stand in some relation to one customer and its handover, and what they are. */
export const KINDS_OF_PEOPLE = {
  owner: 'of the customer, giver of its handover',
  manager: 'above the owner, supervisor of the handover',
  boss: 'above everybody, deputy',
  left: 'between boss and manager, but gone',
  colleague: 'beside the owner, receiver of the handover, which is being prepared',
  assignee: 'has one task at the customer in person',
  viewer: 'has a grant to view',
  editor: 'has grants to edit and view',
  exporter: 'has a grant to export',
  sharer: 'has a grant to share',
  approver: 'has a grant to approve',
  teamViewer: 'is in the team of the customer, to view',
  teamEditor: 'is in the team of the customer, to edit',
  byRule: 'a sharing rule opens the region of the customer to theirs',
  transition: 'gave the customer away, and keeps reading for the transition period',
  afterwards: 'the same, a minute after its end',
  frozen: 'between boss and nobody; would own and edit all, were they not frozen',
  tooEarly: 'has a grant that has not begun',
  tooLate: 'has a grant that has ended',
  revoked: 'has a grant that was taken back',
  stranger: 'has nothing to do with it',
  hr: 'started the handover',
  auditor: 'an auditor',
  ops: 'an operator',
  nobody: 'no person is set',
} as const;
export type Who = keyof typeof KINDS_OF_PEOPLE;
export const EVERYBODY = Object.keys(KINDS_OF_PEOPLE).filter((who): who is Who => who in KINDS_OF_PEOPLE);

/** Columns and values of a record, besides the customer that it hangs on. */
export const CHILDREN = {
  contacts: [sql`name`, sql`'x'`],
  orders: [sql`ordered_on, total`, sql`'2026-01-01', 1`],
  opportunities: [sql`title, stage`, sql`'x', 'engaging'`],
  contracts: [sql`number, title, starts_on`, sql`'x', 'x', '2026-01-01'`],
  projects: [sql`name`, sql`'x'`],
  preferences: [sql`kind, body`, sql`'need', 'x'`],
  notes: [sql`body`, sql`'x'`],
  communications: [sql`channel, happened_at, subject`, sql`'call', now(), 'x'`],
  tasks: [sql`title`, sql`'x'`],
  calendar_events: [sql`title, starts_at, ends_at`, sql`'x', now(), now() + interval '1 hour'`],
  feedback: [sql`type, received_at, body`, sql`'praise', now(), 'x'`],
  approvals: [sql`kind, title`, sql`'x', 'x'`],
  attachments: [
    sql`file_name, media_type, bytes, sha256, storage_key`,
    sql`'x', 'text/plain', 1, decode(repeat('00', 32), 'hex'), 'x'`,
  ],
} as const;
export type Child = keyof typeof CHILDREN;
export const isChild = (table: string): table is Child => table in CHILDREN;

export interface Reach {
  company: Company;
  people: Record<Who, string | null>;
  handoverId: string;
  /** of the owner and of the handover; the second has nothing written about it yet */
  customerId: string;
  secondId: string;
  orderId: string;
  reviewId: string;
  entryId: number;
}

/** A customer with everything that can hang on it, a running handover of it at the step of the materials, and everybody around. */
export async function makeReach(database: TestDatabase): Promise<Reach> {
  const { admin } = database;
  const company = await makeCompany(admin, { customers: 2, receivers: 1 });
  const [customerId = '', secondId = ''] = company.customerIds;
  const colleague = company.receivers[0]?.id ?? '';
  const employee = async (name: string, more: { manager_id?: string; state?: string } = {}) => {
    const values = { number: name, name, email: `${name}@demo.example`, manager_id: company.boss.id, ...more };
    return (await admin.insertInto('employees').values(values).returning('id').executeTakeFirstOrThrow()).id;
  };
  const left = await employee('left', { state: 'left' });
  await admin.updateTable('employees').set({ manager_id: left }).where('id', '=', company.supervisor.id).execute();
  const people = {
    owner: company.giver.id,
    manager: company.supervisor.id,
    boss: company.boss.id,
    left,
    colleague,
    assignee: await employee('assignee'),
    viewer: await employee('viewer'),
    editor: await employee('editor'),
    exporter: await employee('exporter'),
    sharer: await employee('sharer'),
    approver: await employee('approver'),
    teamViewer: await employee('teamViewer'),
    teamEditor: await employee('teamEditor'),
    byRule: await employee('byRule'),
    transition: await employee('transition'),
    afterwards: await employee('afterwards'),
    frozen: await employee('frozen'),
    tooEarly: await employee('tooEarly'),
    tooLate: await employee('tooLate'),
    revoked: await employee('revoked'),
    stranger: company.stranger.id,
    hr: company.hr.id,
    auditor: company.auditor.id,
    ops: company.ops.id,
    nobody: null,
  };
  const { handoverId } = await writeHandover(database, company);
  await admin
    .updateTable('handovers')
    .set({ state: 'running', step: 'materials' })
    .where('id', '=', handoverId)
    .execute();
  await writeAround(admin, people, handoverId, customerId, secondId);
  const one = async (from: RawBuilder<{ id: string }>) => (await from.execute(admin)).rows[0]?.id ?? '';
  const { rows } = await sql<{ id: number }>`select max(id) as id from audit_entries`.execute(admin);
  return {
    company,
    people,
    handoverId,
    customerId,
    secondId,
    orderId: await one(sql`select id from orders where customer_id = ${customerId}`),
    reviewId: await one(sql`select id from reviews where handover_id = ${handoverId}`),
    entryId: rows[0]?.id ?? 0,
  };
}

async function writeAround(
  admin: Database,
  people: Omit<Record<Who, string>, 'nobody'>,
  h: string,
  customer: string,
  second: string,
): Promise<void> {
  const run = async (...statements: ReturnType<typeof sql>[]) => {
    for (const statement of statements) await statement.execute(admin);
  };
  const { owner, manager, colleague, viewer, editor, tooEarly, tooLate, revoked, hr } = people;
  for (const [table, [columns, values]] of Object.entries(CHILDREN))
    await run(sql`insert into ${sql.table(table)} (customer_id, ${columns}) values (${customer}, ${values})`);
  await run(
    ...(['export', 'share', 'approve'] as const).map(
      (level) => sql`
        insert into grants (grantee_id, customer_id, level, reason, starts_at, ends_at) values
          (${{ export: people.exporter, share: people.sharer, approve: people.approver }[level]}, ${customer}, ${level}, 'x', '2000-01-01', '2999-01-01')`,
    ),
    sql`insert into grants (grantee_id, customer_id, level, reason, starts_at, ends_at) values
      (${people.frozen}, ${customer}, 'edit', 'x', '2000-01-01', '2999-01-01')`,
    sql`insert into grants (grantee_id, handover_id, level, reason, starts_at, ends_at) values
      (${people.transition}, ${h}, 'view', 'transition', '2000-01-01', '2999-01-01'),
      (${people.afterwards}, ${h}, 'view', 'transition', '2000-01-01', now() - interval '1 minute')`,
    sql`insert into customer_team (customer_id, assignee_id, level) values
      (${customer}, ${people.teamViewer}, 'view'), (${customer}, ${people.teamEditor}, 'edit')`,
    sql`insert into freezes (person_id, frozen_by, reason) values (${people.frozen}, ${hr}, 'x')`,
    sql`insert into alerts (kind, person_id) values ('massExport', ${owner})`,
    sql`insert into access_log (person_id, action, record_type, record_id, records, fields) values (${owner}, 'open', 'customer', ${customer}, 1, '{phone}')`,
    sql`update customers set region = 'east' where id = ${customer}`,
    sql`update employees set region = 'west' where id = ${people.byRule}`,
    sql`insert into sharing_rules (reader_region, customer_region, level, reason, made_by) values ('west', 'east', 'view', 'x', ${hr})`,
  );
  const bytes = sql`decode(repeat('00', 32), 'hex')`;
  await run(
    sql`insert into tasks (customer_id, title, assignee_id) values (${customer}, 'in person', ${people.assignee})`,
    sql`insert into order_lines (order_id, product, quantity, unit_price) select id, 'x', 1, 1 from orders`,
    sql`insert into grants (grantee_id, customer_id, level, reason, starts_at, ends_at, revoked_at) values
      (${viewer}, ${customer}, 'view', 'x', '2000-01-01', '2999-01-01', null),
      (${editor}, ${customer}, 'edit', 'x', '2000-01-01', '2999-01-01', null),
      (${editor}, ${customer}, 'view', 'x', '2000-01-01', '2999-01-01', null),
      (${tooEarly}, ${customer}, 'edit', 'x', '2998-01-01', '2999-01-01', null),
      (${tooLate}, ${customer}, 'edit', 'x', '2000-01-01', '2001-01-01', null),
      (${revoked}, ${customer}, 'edit', 'x', '2000-01-01', '2999-01-01', now())`,
    sql`insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, tier)
      select ${h}, 'customer', id, id, ${colleague}, 'fixed', 'strict' from unnest(${[customer, second]}::uuid[]) id`,
    sql`insert into handover_exceptions (handover_id, record_type, record_id, state, reason) values (${h}, 'customer', ${customer}, 'failed', 'x')`,
    sql`insert into meetings (handover_id, round, uid, starts_at, ends_at) values (${h}, 1, 'x', now(), now() + interval '1 hour')`,
    sql`insert into meeting_actions (handover_id, round, body, owner_id) values (${h}, 1, 'x', ${owner})`,
    sql`insert into sign_offs (handover_id, round, role, person_id, decision, plan_hash, via, signed_at, jws) values (${h}, 1, 'giver', ${owner}, 'signed', ${bytes}, 'http', now(), 'x')`,
    sql`insert into reviews (handover_id, day_offset, due_at) values (${h}, 7, now())`,
    sql`insert into review_answers (review_id, person_id, satisfaction, answered_at) select id, ${manager}, 5, now() from reviews`,
    sql`insert into transfers (handover_id, round) values (${h}, 1)`,
    sql`insert into restores (handover_id, key, made_as, person_id, to_id, phase) values (${h}, 'x', 'restored', ${hr}, ${owner}, 'done')`,
    sql`insert into restore_conflicts (handover_id, restore_key, record_type, record_id, customer_id, kind) values (${h}, 'x', 'customer', ${customer}, ${customer}, 'changed')`,
    sql`insert into record_changes (handover_id, record_type, record_id, customer_id, before, after) values (${h}, 'customer', ${customer}, ${customer}, '{}', '{}')`,
    sql`insert into check_ins (handover_id, asked_at) values (${h}, now())`,
    sql`insert into notifications (message_id, handover_id, person_id, template, step, round) values ('x', ${h}, ${owner}, 'x', 'notify', 1)`,
    sql`insert into handover_inbox (handover_id, kind, round, author_id, body) values (${h}, 'text', 1, ${owner}, '{}')`,
    sql`insert into handover_inbox (handover_id, kind, round, customer_id, author_id, body) values (${h}, 'explanation', 1, ${customer}, ${owner}, '{}')`,
    sql`insert into materials (handover_id, customer_id, version, body, completeness, digest) values (${h}, ${customer}, 1, '{}', 50, ${bytes})`,
    sql`insert into sign_off_tokens (digest, handover_id, round, person_id, plan_hash, expires_at) values (${bytes}, ${h}, 1, ${owner}, ${bytes}, '2999-01-01')`,
    sql`insert into idempotency_keys (actor_id, key, route, body_digest) values (${owner}, 'x', 'x', ${bytes})`,
    sql`insert into imports (dataset, mapping, dry_run, actor_id, rows_read, inserted, updated, unchanged, refused, refusals) values ('x', 'x', true, ${hr}, 0, 0, 0, 0, 0, '[]')`,
    sql`insert into departments (code, name_zh, name_en) values ('sales', '销售', 'Sales')`,
    sql`insert into products (code, name) values ('x', 'x')`,
    sql`insert into run_once (workflow_id, step, round, key, result, attempt) values ('x', 'x', 1, 'x', 'null', 1)`,
    sql`insert into audit_entries (actor_kind, action, handover_id) values ('engine', 'x', ${h})`,
    sql`insert into audit_values (entry_id, field, salt, value) select max(id), 'x', decode(repeat('00', 16), 'hex'), 'x' from audit_entries`,
    sql`insert into audit_leaves (position, entry_id, leaf) select 0, max(id), ${bytes} from audit_entries`,
    sql`insert into audit_heads (number, size, root, hash, below, peaks, sealed_at, jws) values (1, 1, ${bytes}, ${bytes}, '1', array[${bytes}], now(), 'x')`,
    sql`insert into signing_keys (kid, jwk) values ('x', '{}')`,
    sql`insert into successors (handover_id, giver_id, late_receiver_id, whole_book, record_types) values (${h}, ${owner}, ${colleague}, true, '{}')`,
    sql`insert into handover_exceptions_past (handover_id, record_type, record_id, state, reason, params, at) values (${h}, 'customer', ${customer}, 'failed', 'x', '{}', now())`,
    sql`with review as (insert into access_reviews (workflow_id, state, started_at, due_at) values ('x', 'open', now(), '2999-01-01') returning id)
      insert into access_review_items (review_id, reviewer_id, holder_id, what, ref, customer_id, level)
      select review.id, ${manager}, ${viewer}, 'grant', g.id, ${customer}, 'view' from review, grants g where g.grantee_id = ${viewer}`,
    sql`with run as (insert into integrity_runs (started_at, finished_at, checks) values (now(), now(), '{}') returning id)
      insert into integrity_findings (check_name, code, subject, first_run_id, last_run_id) select 'x', 'x', 'x', id, id from run`,
  );
}

export class TakeBack extends Error {}

/** How many rows a statement of the API's role, for a person, finds or changes; 'refused' by right or policy. Taken back. */
export async function asPerson(
  database: TestDatabase,
  me: string | null,
  statement: RawBuilder<unknown>,
): Promise<number | 'refused'> {
  let rows = 0;
  try {
    await database.api.transaction().execute(async (tx) => {
      if (me !== null) await sql`select set_config('app.me', ${me}, true)`.execute(tx);
      const result = await statement.execute(tx);
      rows = Number(result.numAffectedRows ?? result.rows.length);
      throw new TakeBack();
    });
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '42501') return 'refused';
    if (!(error instanceof TakeBack)) throw error;
  }
  return rows;
}
