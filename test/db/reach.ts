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
  delegate: 'acts for the manager by delegation',
  delegateAfterwards: 'did so until a minute ago',
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

export const ATTACHMENT_ID = '00000000-0000-4000-8000-000000000033';
export const IMPORT_ID = '00000000-0000-4000-8000-000000000026';

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
  /** a subscription to events, with a secret and a message */
  webhookId: string;
  /** of the scope read, with a token */
  serviceAccountId: string;
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
    delegate: await employee('delegate'),
    delegateAfterwards: await employee('delegateAfterwards'),
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
    webhookId: await writeWebhook(admin, people.ops),
    serviceAccountId: await writeServiceAccount(admin, people.hr),
  };
}

async function writeWebhook(admin: Database, by: string): Promise<string> {
  const { id } = await admin
    .insertInto('webhook_subscriptions')
    .values({ url: 'https://x.example', events: ['*'], created_by: by })
    .returning('id')
    .executeTakeFirstOrThrow();
  await admin.insertInto('webhook_secrets').values({ subscription_id: id, secret: 'whsec_x' }).execute();
  await admin
    .insertInto('webhook_deliveries')
    .values({ subscription_id: id, type: 'plan.made', payload: '{}' })
    .execute();
  return id;
}

async function writeServiceAccount(admin: Database, by: string): Promise<string> {
  const { id } = await admin
    .insertInto('employees')
    .values({ number: 'service-x', name: 'x', email: 'service-x@service.invalid', roles: ['service'] })
    .returning('id')
    .executeTakeFirstOrThrow();
  await admin
    .insertInto('service_accounts')
    .values({ id, scopes: ['read'], created_by: by })
    .execute();
  await sql`insert into api_tokens (service_account_id, digest, name, scopes, created_by, expires_at)
    values (${id}, sha256('x'), 'x', '{read}', ${by}, now() + interval '1 day')`.execute(admin);
  return id;
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
    sql`insert into delegations (from_id, to_id, reason, starts_at, ends_at, made_by) values
      (${manager}, ${people.delegate}, 'x', now() - interval '1 day', now() + interval '1 day', ${manager}),
      (${manager}, ${people.delegateAfterwards}, 'x', now() - interval '1 day', now() - interval '1 minute', ${manager})`,
    sql`insert into freezes (person_id, frozen_by, reason) values (${people.frozen}, ${hr}, 'x')`,
    sql`insert into directory_profiles (employee_id, attributes) values (${owner}, '{}')`,
    sql`insert into sessions (digest, person_id, issuer, idle_seconds, expires_at)
        values (sha256('x'), ${people.colleague}, 'x', 600, now() + interval '1 hour')`,
    sql`insert into notices (topic, person_id, category, template, handover_id, step, round, until, mail, shown) values
      ('x', ${colleague}, 'progress', 'transferred', ${h}, 'transfer', 1, null, 'none', true),
      ('y', ${manager}, 'tasks', 'turn.approval', ${h}, 'plan', 1, 'awaited', 'queued', true)`,
    sql`insert into notice_mails (notice_id, person_id, due_at, digest, subject, body) select id, person_id, now(), true, 'x', 'x' from notices where topic = 'y'`,
    sql`insert into notification_preferences (person_id) values (${colleague})`,
    sql`insert into survey_opt_outs (customer_id) values (${customer})`,
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
    sql`insert into plan_overrides (handover_id, customer_id, receiver_id, reason, made_by) values (${h}, ${customer}, ${colleague}, 'x', ${manager})`,
    sql`insert into scope_changes (handover_id, customer_id, change, reason, made_by) values (${h}, ${customer}, 'added', 'x', ${manager})`,
    sql`insert into handover_exceptions (handover_id, record_type, record_id, state, reason) values (${h}, 'customer', ${customer}, 'failed', 'x')`,
    sql`insert into meetings (handover_id, round, uid, starts_at, ends_at) values (${h}, 1, 'x', now(), now() + interval '1 hour')`,
    sql`insert into meeting_actions (handover_id, round, body, owner_id) values (${h}, 1, 'x', ${owner})`,
    sql`insert into further_meetings (handover_id, title, starts_at, ends_at, invited, called_by) values (${h}, 'x', now(), now() + interval '1 hour', array[${owner}::uuid], ${owner})`,
    sql`insert into sign_offs (handover_id, round, role, person_id, decision, plan_hash, via, signed_at, jws) values (${h}, 1, 'giver', ${owner}, 'signed', ${bytes}, 'http', now(), 'x')`,
    sql`insert into handover_signers (handover_id, round, role, person_id, why) values (${h}, 1, 'giver', ${owner}, 'party')`,
    sql`insert into discrepancies (id, handover_id, round, customer_id, receiver_id, opened_by) values (${h}, ${h}, 1, ${customer}, ${colleague}, ${colleague})`,
    sql`insert into discrepancy_messages (discrepancy_id, author_id, act, body) select id, ${colleague}, 'open', 'x' from discrepancies`,
    sql`insert into risks (handover_id, kind, title, likelihood, effect, owner_id, opened_by) values (${h}, 'other', 'x', 2, 2, ${colleague}, ${owner})`,
    sql`insert into reviews (handover_id, day_offset, due_at) values (${h}, 7, now())`,
    sql`insert into review_answers (review_id, person_id, satisfaction, answered_at) select id, ${manager}, 5, now() from reviews`,
    sql`insert into suggestions (handover_id, author_id, policy_key, policy_version, body) select id, ${owner}, policy_key, policy_version, 'x' from handovers where id = ${h}`,
    sql`insert into corrective_actions (handover_id, finding, owner_id, due_on) values (${h}, 'x', ${colleague}, '2999-01-01')`,
    sql`insert into surveys (handover_id, review_id, customer_id, language, answer_by) select ${h}, id, ${customer}, 'en', now() from reviews`,
    sql`insert into work_reports (handover_id, author_id, body) values (${h}, ${colleague}, 'x')`,
    sql`insert into customer_losses (customer_id, lost_at, owner_id) values (${customer}, now(), ${owner})`,
    sql`insert into transfers (handover_id, round) values (${h}, 1)`,
    sql`insert into transfer_lanes (handover_id, round, lane, cursor, up_to) values (${h}, 1, 0, ${h}, ${h})`,
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
    sql`insert into imports (id, dataset, mapping, dry_run, actor_id, rows_read, inserted, updated, unchanged, refused, refusals) values (${IMPORT_ID}, 'x', 'x', true, ${hr}, 0, 0, 0, 0, 0, '[]')`,
    sql`insert into mail_templates (key, language, version, subject, body, created_by) values ('x', 'en', 1, 'x', 'x', ${hr})`,
    sql`insert into mail_templates_sent (key, language, version, published_by) values ('x', 'en', 1, ${hr})`,
    sql`insert into import_files (import_id, part, body) select id, 0, 'x' from imports`,
    sql`insert into import_refused (import_id, line, cells, code) select id, 2, '{x}', 'check' from imports`,
    sql`insert into import_mappings (name, body, updated_by) values ('x/x', '{}', ${hr})`,
    sql`insert into introduction_runs (handover_id, templates, started_at) values (${h}, '{}', now())`,
    sql`insert into introductions (handover_id, customer_id, receiver_id, channel, language, consent_days, state) values (${h}, ${customer}, ${colleague}, 'letter', 'zh-CN', 5, 'agreed')`,
    sql`insert into introduction_answers (introduction_id, answer, via) select id, 'agreed', 'link' from introductions`,
    sql`insert into one_time_links (digest, purpose, subject_id, handover_id, expires_at) select ${bytes}, 'introduction', id, ${h}, '2999-01-01' from introductions`,
    sql`insert into training_runs (handover_id, agenda, due_at, ends_at, started_at) values (${h}, '[]', now(), now(), now())`,
    sql`insert into training_points (handover_id, receiver_id, key, position, kind, required, min_mark) values (${h}, ${colleague}, 'x', 1, 'cases', true, 3)`,
    sql`insert into training_feedback (handover_id, receiver_id, mark) values (${h}, ${colleague}, 4)`,
    sql`insert into support_requests (id, handover_id, receiver_id, due_at) values (${h}, ${h}, ${colleague}, now())`,
    sql`insert into support_messages (request_id, author_id, body) values (${h}, ${colleague}, 'x')`,
    sql`insert into transition_contacts (handover_id, receiver_id, spoke_on, by_receiver) values (${h}, ${colleague}, '2026-01-01', now())`,
    sql`insert into calendar_uploads (calendar_code, year, source, days, uploaded_by) values ('CN', 2200, 'json', '[]', ${hr})`,
    sql`insert into departments (code, name_zh, name_en) values ('sales', '销售', 'Sales')`,
    sql`insert into products (code, name) values ('x', 'x')`,
    sql`insert into run_once (workflow_id, step, round, key, result, attempt) values ('x', 'x', 1, 'x', 'null', 1)`,
    sql`insert into custodies (handover_id, custodian_id, since, ended_at) values (${h}, ${manager}, now(), now())`,
    sql`insert into custody_records (handover_id, record_type, record_id, holder_id, why) values (${h}, 'customer', ${customer}, ${manager}, 'late')`,
    sql`insert into post_changes (employee_id, title_changed) values (${owner}, true)`,
    sql`insert into handover_proposals (reason, occasion, kind, giver_id, found_at) values ('ownerLeaves', 'x', 'departure', ${owner}, now())`,
    sql`insert into departures (employee_id, started_by, reason, last_day, rule) values (${owner}, ${hr}, 'x', '2026-12-31', '{}')`,
    sql`insert into audit_entries (actor_kind, action, handover_id) values ('engine', 'x', ${h})`,
    sql`insert into audit_values (entry_id, field, salt, value) select max(id), 'x', decode(repeat('00', 16), 'hex'), 'x' from audit_entries`,
    sql`insert into audit_leaves (position, entry_id, leaf) select 0, max(id), ${bytes} from audit_entries`,
    sql`insert into audit_heads (number, size, root, hash, below, peaks, sealed_at, jws) values (1, 1, ${bytes}, ${bytes}, '1', array[${bytes}], now(), 'x')`,
    sql`insert into signing_keys (kid, jwk) values ('x', '{}')`,
    sql`insert into deleted_records (record_type, record_id, customer_id, deleted_by, body) values ('note', uuidv7(), ${customer}, ${owner}, '{"body": "x"}')`,
    sql`insert into attachments (id, customer_id, ${CHILDREN.attachments[0]}) values (${ATTACHMENT_ID}, ${customer}, ${CHILDREN.attachments[1]})`,
    sql`insert into attachment_contents (attachment_id, part, body) values (${ATTACHMENT_ID}, 0, 'x')`,
    sql`insert into sealing_keys (kid, jwk) values ('x', '{}')`,
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
