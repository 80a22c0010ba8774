import { type RawBuilder, sql } from 'kysely';
import { ATTACHMENT_ID, CHILDREN, EVERYBODY, IMPORT_ID, type Reach, type Who, isChild } from './reach.ts';

export const COMMANDS = ['select', 'insert', 'update', 'delete'] as const;
export type Command = (typeof COMMANDS)[number];

const team: Who[] = ['owner', 'manager', 'boss'];
const reached: Who[] = [
  'viewer',
  'editor',
  'exporter',
  'sharer',
  'approver',
  'teamViewer',
  'teamEditor',
  'byRule',
  'transition',
];
const readers: Who[] = [...team, ...reached, 'hr', 'auditor'];
const editors: Who[] = [...team, 'editor', 'teamEditor', 'hr'];
const involved: Who[] = [...team, 'colleague', 'delegate', 'hr'];
const onlookers: Who[] = [...involved, 'auditor'];
/** who sees what is said about one customer: a delegate acts on the whole case */
const parties: Who[] = onlookers.filter((who) => who !== 'delegate');
const everybody: Who[] = [...EVERYBODY];
const present = everybody.filter((who) => who !== 'left' && who !== 'frozen' && who !== 'nobody');

export interface Line {
  /** which rows of the fixture the line is about */
  rows: (r: Reach) => RawBuilder<unknown>;
  may: Partial<Record<Command, Who[]>>;
  /** absent: an insert that names every column and adds nothing, which only the right to all of them allows */
  insert?: (r: Reach, me: string | null) => RawBuilder<unknown>;
  /** the column that an update sets to itself; absent: the first one */
  column?: string;
  /** what an update sets instead, where only a change is allowed */
  set?: (me: string | null) => RawBuilder<unknown>;
}

const ofCase = (): Line => ({
  rows: (r) => sql`handover_id = ${r.handoverId}`,
  may: { select: [...onlookers, 'ops'] },
});
const child = (table: keyof typeof CHILDREN): Line => ({
  rows: (r) => sql`customer_id = ${r.customerId} and assignee_id is null`,
  may: { select: readers, insert: editors, update: editors },
  insert: (r) => {
    const [columns, values] = CHILDREN[table];
    return sql`insert into ${sql.table(table)} (customer_id, ${columns}) values (${r.customerId}, ${values})`;
  },
  column: 'updated_at',
});
const approvals: Line = {
  ...child('approvals'),
  may: { select: readers, insert: editors, update: [...editors, 'approver'] },
};
const shared = (insert: () => RawBuilder<unknown>): Line => ({
  rows: () => sql`true`,
  may: { select: everybody, insert: ['hr'], update: ['hr'] },
  insert,
  column: 'name',
});
const toRead: Line = { rows: () => sql`true`, may: { select: everybody } };
const hidden: Line = { rows: () => sql`true`, may: {} };
const entry = (r: Reach, kind: string, customerId: string | null, me: string | null) => sql`
  insert into handover_inbox (handover_id, kind, round, customer_id, author_id, body)
  values (${r.handoverId}, ${kind}, 1, ${customerId}, ${me}, '{}')`;

/** Who may do what with which rows. Whoever is not named may not. */
export const MATRIX: Record<string, Line> = {
  customers: {
    rows: (r) => sql`id = ${r.customerId}`,
    may: { select: readers, insert: [...team, 'hr'], update: editors },
    insert: (r) => sql`insert into customers (name, owner_id) values ('x', ${r.people.owner})`,
    column: 'name',
  },
  'customers in the pool': {
    rows: () => sql`owner_id is null`,
    may: { insert: ['hr'] },
    insert: () => sql`insert into customers (name) values ('x')`,
    column: 'name',
  },
  ...Object.fromEntries(
    Object.keys(CHILDREN).flatMap((table) =>
      isChild(table) ? [[table, table === 'approvals' ? approvals : child(table)]] : [],
    ),
  ),
  'tasks of somebody in person': {
    rows: (r) => sql`customer_id = ${r.customerId} and assignee_id = ${r.people.assignee}`,
    may: { select: [...readers, 'assignee'], insert: editors, update: editors },
    insert: (r) =>
      sql`insert into tasks (customer_id, title, assignee_id) values (${r.customerId}, 'x', ${r.people.assignee})`,
    column: 'title',
  },
  'tasks without a customer': {
    rows: () => sql`customer_id is null`,
    may: { insert: ['assignee', 'boss', 'hr'] },
    insert: (r) => sql`insert into tasks (title, assignee_id) values ('x', ${r.people.assignee})`,
    column: 'title',
  },
  customer_losses: {
    rows: (r) => sql`customer_id = ${r.customerId}`,
    may: { select: readers, update: editors },
    set: (me) => sql`reason_by = ${me}::uuid`,
  },
  order_lines: {
    rows: (r) => sql`order_id = ${r.orderId}`,
    may: { select: readers, insert: editors, update: editors },
    insert: (r) =>
      sql`insert into order_lines (order_id, product, quantity, unit_price) values (${r.orderId}, 'x', 1, 1)`,
    column: 'product',
  },
  customer_team: {
    rows: (r) => sql`customer_id = ${r.customerId} and assignee_id = ${r.people.teamEditor}`,
    may: {
      select: [...readers, 'teamEditor'],
      insert: [...team, 'sharer', 'hr'],
      update: [...team, 'sharer', 'hr'],
      delete: [...team, 'sharer', 'hr', 'teamEditor'],
    },
    insert: (r) =>
      sql`insert into customer_team (customer_id, assignee_id, level) values (${r.customerId}, ${r.people.stranger}, 'edit')`,
    column: 'role',
  },
  sharing_rules: {
    rows: () => sql`true`,
    may: { select: ['hr', 'auditor'], insert: ['hr'], update: ['hr'] },
    insert: (_, me) => sql`
      insert into sharing_rules (reader_region, customer_region, level, reason, made_by) values ('x', 'x', 'view', 'x', ${me})`,
    column: 'ends_at',
  },
  freezes: {
    rows: (r) => sql`person_id = ${r.people.frozen}`,
    may: { select: ['boss', 'hr', 'auditor'], insert: ['boss', 'hr'], update: ['hr'] },
    insert: (r, me) =>
      sql`insert into freezes (person_id, frozen_by, reason) values (${r.people.stranger}, ${me}, 'x')`,
    set: (me) => sql`lifted_at = now(), lifted_by = ${me}`,
  },
  delegations: {
    rows: (r) => sql`to_id = ${r.people.delegate}`,
    may: {
      select: ['manager', 'boss', 'delegate', 'hr', 'auditor'],
      insert: ['manager', 'hr'],
      update: ['manager', 'delegate', 'hr'],
    },
    insert: (r, me) => sql`
      insert into delegations (from_id, to_id, reason, ends_at, made_by)
      values (${r.people.manager}, ${r.people.stranger}, 'x', now() + interval '1 day', ${me})`,
    set: (me) => sql`revoked_at = now(), revoked_by = ${me}`,
  },
  access_log: { rows: () => sql`true`, may: { select: ['hr', 'auditor'] } },
  alerts: { rows: (r) => sql`person_id = ${r.people.owner}`, may: { select: ['manager', 'boss', 'hr', 'auditor'] } },
  access_reviews: { rows: () => sql`true`, may: { select: ['manager', 'boss', 'hr', 'auditor'] } },
  access_review_items: {
    rows: (r) => sql`holder_id = ${r.people.viewer}`,
    may: { select: ['manager', 'boss', 'hr', 'auditor'], update: ['manager', 'boss', 'hr'] },
    set: () => sql`state = 'confirmed'`,
  },
  integrity_runs: { rows: () => sql`true`, may: { select: ['ops', 'auditor', 'hr'] } },
  integrity_findings: { rows: () => sql`true`, may: { select: ['ops', 'auditor', 'hr'] } },
  post_changes: {
    rows: (r) => sql`employee_id = ${r.people.owner}`,
    may: { select: [...team, 'hr', 'auditor'] },
  },
  handover_proposals: {
    rows: (r) => sql`giver_id = ${r.people.owner}`,
    may: { select: ['manager', 'boss', 'hr', 'auditor'], update: ['manager', 'boss', 'hr'] },
    set: (me) => sql`state = 'dismissed', comment = 'x', decided_at = now(), decided_by = ${me}`,
  },
  departures: {
    rows: (r) => sql`employee_id = ${r.people.owner}`,
    may: { select: [...team, 'hr', 'auditor'], insert: ['hr'], update: ['hr'] },
    column: 'cancel_reason',
    insert: (r, me) => sql`
      insert into departures (employee_id, started_by, reason, last_day, rule) values (${r.people.stranger}, ${me}, 'x', '2026-12-31', '{}')`,
  },
  ownership_starts: { rows: (r) => sql`customer_id = ${r.customerId}`, may: { select: readers } },
  customer_search: hidden,
  pinyin: hidden,
  grants: {
    rows: (r) => sql`grantee_id = ${r.people.viewer}`,
    may: {
      select: ['viewer', ...team, 'hr', 'auditor'],
      insert: [...team, 'sharer', 'hr'],
      update: ['viewer', ...team, 'hr'],
    },
    set: () => sql`revoked_at = now()`,
    insert: (r, me) => sql`
      insert into grants (grantee_id, customer_id, level, reason, ends_at, granted_by)
      values (${r.people.stranger}, ${r.customerId}, 'view', 'x', now() + interval '90 days', ${me})`,
  },
  handovers: {
    rows: (r) => sql`id = ${r.handoverId}`,
    may: { select: [...onlookers, 'ops'], insert: [...team.filter((kind) => kind !== 'owner'), 'hr'] },
    insert: (r, me) => sql`
      insert into handovers (kind, reason, giver_id, supervisor_id, started_by, assignment, scope, whole_book, late_receiver_id, policy_key, policy_version)
      values ('departure', 'x', ${r.people.owner}, ${r.people.manager}, ${me}, 'fixed', '{}', false, ${r.people.colleague}, 'standard', 1)`,
  },
  handover_people: {
    ...ofCase(),
    // The case runs: who takes part is no longer the API's to say.
    insert: (r) =>
      sql`insert into handover_people (handover_id, person_id, role) values (${r.handoverId}, ${r.people.stranger}, 'deputy')`,
  },
  handover_items: ofCase(),
  plan_overrides: {
    ...ofCase(),
    // The case runs: a change of its plan is a decision, which the engine carries out.
    insert: (r, me) =>
      sql`insert into plan_overrides (handover_id, customer_id, receiver_id, reason, made_by) values (${r.handoverId}, ${r.customerId}, ${r.people.colleague}, 'x', ${me})`,
  },
  scope_changes: ofCase(),
  handover_exceptions: ofCase(),
  handover_exceptions_past: ofCase(),
  successors: ofCase(),
  meetings: ofCase(),
  meeting_actions: {
    ...ofCase(),
    may: { ...ofCase().may, insert: ['manager', 'boss', 'hr'], update: ['owner', 'manager', 'boss', 'hr'] },
    insert: (r, me) => sql`
      insert into meeting_actions (handover_id, body, owner_id, opened_by) values (${r.handoverId}, 'x', ${r.people.colleague}, ${me})`,
    set: (me) => sql`done_at = now(), done_by = ${me}::uuid`,
  },
  further_meetings: {
    ...ofCase(),
    may: {
      ...ofCase().may,
      insert: ['owner', 'colleague', 'manager', 'boss', 'hr'],
      update: ['owner', 'manager', 'boss', 'hr'],
    },
    insert: (r, me) => sql`
      insert into further_meetings (handover_id, title, starts_at, ends_at, invited, called_by)
      values (${r.handoverId}, 'x', '2999-01-01', '2999-01-02', array[${r.people.colleague}::uuid], ${me})`,
    column: 'title',
  },
  sign_offs: ofCase(),
  handover_signers: ofCase(),
  // The case is not at its verification: even the receiver opens, moves and says nothing.
  discrepancies: {
    ...ofCase(),
    may: { select: onlookers },
    insert: (r, me) => sql`
      insert into discrepancies (handover_id, round, customer_id, receiver_id, opened_by) values (${r.handoverId}, 1, ${r.secondId}, ${me}, ${me})`,
    set: () => sql`state = 'withdrawn'`,
  },
  discrepancy_messages: {
    rows: () => sql`true`,
    may: { select: onlookers },
    insert: (r, me) => sql`
      insert into discrepancy_messages (discrepancy_id, author_id, act, body) values (${r.handoverId}, ${me}, 'reply', 'x')`,
    column: 'body',
  },
  risks: {
    rows: (r) => sql`handover_id = ${r.handoverId}`,
    may: { select: onlookers, insert: involved, update: ['owner', 'colleague', 'manager', 'boss', 'hr'] },
    insert: (r, me) => sql`
      insert into risks (handover_id, kind, title, likelihood, effect, owner_id, opened_by)
      values (${r.handoverId}, 'other', 'x', 3, 3, ${r.people.colleague}, ${me})`,
    set: () => sql`state = 'closed'`,
  },
  reviews: ofCase(),
  transfers: ofCase(),
  transfer_lanes: ofCase(),
  restores: ofCase(),
  restore_conflicts: ofCase(),
  record_changes: hidden,
  check_ins: ofCase(),
  custodies: ofCase(),
  custody_records: ofCase(),
  notifications: ofCase(),
  notices: {
    rows: (r) => sql`person_id = ${r.people.colleague}`,
    may: { select: ['colleague'], update: ['colleague'] },
    column: 'read_at',
  },
  'notices of what somebody else may do': {
    rows: (r) => sql`person_id = ${r.people.manager}`,
    may: { select: ['manager', 'delegate'], update: ['manager'] },
    column: 'read_at',
  },
  notice_mails: hidden,
  notification_preferences: {
    rows: (r) => sql`person_id = ${r.people.colleague}`,
    may: { select: ['colleague', 'hr'], insert: present, update: ['colleague'] },
    insert: (_, me) =>
      sql`insert into notification_preferences (person_id) values (${me}) on conflict (person_id) do update set version = 2`,
    column: 'digest',
  },
  survey_opt_outs: { rows: (r) => sql`customer_id = ${r.customerId}`, may: { select: readers } },
  suggestions: {
    rows: (r) => sql`handover_id = ${r.handoverId}`,
    may: { select: onlookers, insert: involved, update: ['hr'] },
    insert: (r, me) => sql`
      insert into suggestions (handover_id, author_id, policy_key, policy_version, body)
      values (${r.handoverId}, ${me}, 'standard', 1, 'x')`,
    set: (me) => sql`state = 'taken', decided_at = now(), decided_by = ${me}::uuid`,
  },
  corrective_actions: {
    rows: (r) => sql`handover_id = ${r.handoverId}`,
    may: { select: onlookers, insert: ['manager', 'boss', 'hr'], update: ['colleague', 'manager', 'boss', 'hr'] },
    insert: (r, me) => sql`
      insert into corrective_actions (handover_id, finding, owner_id, due_on, opened_by)
      values (${r.handoverId}, 'x', ${r.people.colleague}, '2999-01-01', ${me})`,
    set: () => sql`state = 'done', closed_at = now()`,
  },
  surveys: { ...ofCase(), may: { select: [...team, 'hr', 'auditor'] } },
  work_reports: {
    rows: (r) => sql`handover_id = ${r.handoverId}`,
    may: { select: onlookers },
    insert: (r, me) =>
      sql`insert into work_reports (handover_id, author_id, body) values (${r.handoverId}, ${me}, 'x')`,
  },
  review_answers: { ...ofCase(), rows: (r) => sql`review_id = ${r.reviewId}` },
  handover_inbox: {
    rows: (r) => sql`handover_id = ${r.handoverId} and kind = 'text'`,
    may: { select: onlookers, insert: involved },
    insert: (r, me) => entry(r, 'text', null, me),
    column: 'body',
  },
  'handover_inbox: explanations': {
    rows: (r) => sql`handover_id = ${r.handoverId} and kind = 'explanation'`,
    may: { select: onlookers, insert: ['owner'], update: ['owner'] },
    insert: (r, me) => entry(r, 'explanation', r.secondId, me),
    column: 'body',
  },
  'handover_inbox: verifications, before their step': {
    rows: () => sql`false`,
    may: {},
    insert: (r, me) => entry(r, 'verification', r.secondId, me),
    column: 'body',
  },
  materials: { ...ofCase(), may: { select: onlookers } },
  introduction_runs: ofCase(),
  introductions: { ...ofCase(), may: { select: parties } },
  introduction_answers: {
    rows: (r) => sql`introduction_id in (select id from introductions where handover_id = ${r.handoverId})`,
    may: { select: parties },
  },
  training_runs: ofCase(),
  training_points: {
    ...ofCase(),
    may: { select: parties, update: ['owner', 'manager', 'boss', 'hr'] },
    set: (me) => sql`mark = 3, confirmed_at = now(), confirmed_by = ${me}::uuid`,
  },
  'training_points: what is done': {
    ...ofCase(),
    may: { select: parties, update: ['owner', 'colleague', 'manager', 'boss', 'hr'] },
    set: () => sql`done_at = now()`,
  },
  training_feedback: {
    ...ofCase(),
    may: { select: parties, insert: ['colleague'], update: ['colleague'] },
    insert: (r, me) => sql`
      insert into training_feedback (handover_id, receiver_id, mark) values (${r.handoverId}, ${me}, 4)
      on conflict (handover_id, receiver_id) do update set mark = 4`,
    set: () => sql`mark = 5`,
  },
  support_requests: {
    ...ofCase(),
    may: { select: parties, insert: ['colleague'], update: ['owner', 'manager', 'boss', 'hr'] },
    insert: (r, me) =>
      sql`insert into support_requests (handover_id, receiver_id, due_at) values (${r.handoverId}, ${me}, now())`,
    set: (me) => sql`answered_at = now(), answered_by = ${me}::uuid`,
  },
  support_messages: {
    rows: (r) => sql`request_id = ${r.handoverId}`,
    may: { select: parties, insert: ['owner', 'colleague', 'manager', 'boss', 'hr'] },
    insert: (r, me) =>
      sql`insert into support_messages (request_id, author_id, body) values (${r.handoverId}, ${me}, 'x')`,
    column: 'body',
  },
  transition_contacts: {
    ...ofCase(),
    may: { select: parties, insert: ['colleague'], update: ['colleague'] },
    insert: (r, me) => sql`
      insert into transition_contacts (handover_id, receiver_id, spoke_on, by_receiver) values (${r.handoverId}, ${me}, '2026-02-02', now())`,
    set: () => sql`by_receiver = now()`,
  },
  letter_templates: {
    rows: () => sql`true`,
    may: { select: everybody, insert: ['hr', 'ops'] },
    insert: (_, me) => sql`
      insert into letter_templates (purpose, channel, language, version, subject, body, created_by) values ('introduction', 'letter', 'en', 99, 'x', 'x', ${me})`,
    column: 'subject',
  },
  mail_templates: {
    rows: () => sql`true`,
    may: { select: present, insert: ['hr', 'ops'] },
    insert: (_, me) => sql`
      insert into mail_templates (key, language, version, subject, body, created_by) values ('new', 'en', 1, 'x', 'x', ${me})`,
  },
  mail_templates_sent: {
    rows: () => sql`true`,
    may: { select: present, insert: ['hr', 'ops'], update: ['hr', 'ops'] },
    insert: (_, me) => sql`insert into mail_templates_sent (key, language, published_by) values ('new', 'en', ${me})`,
    set: (me) => sql`published_by = ${me}`,
  },
  webhook_subscriptions: {
    rows: (r) => sql`id = ${r.webhookId}`,
    may: { select: ['ops', 'auditor'], insert: ['ops'], update: ['ops'], delete: ['ops'] },
    insert: (_, me) =>
      sql`insert into webhook_subscriptions (url, events, created_by) values ('https://x.example', '{*}', ${me})`,
    column: 'description',
  },
  'webhook_subscriptions in another’s name': {
    rows: () => sql`false`,
    may: {},
    insert: (r) =>
      sql`insert into webhook_subscriptions (url, events, created_by) values ('https://x.example', '{*}', ${r.people.owner})`,
    column: 'description',
  },
  // That there is one, and until when; the text itself is read by nobody (test/http/webhooks.test.ts).
  webhook_secrets: {
    rows: (r) => sql`subscription_id = ${r.webhookId}`,
    may: { select: ['ops', 'auditor'], insert: ['ops'], update: ['ops'] },
    insert: (r) => sql`insert into webhook_secrets (subscription_id, secret) values (${r.webhookId}, 'whsec_x')`,
    column: 'expires_at',
  },
  webhook_deliveries: {
    rows: (r) => sql`subscription_id = ${r.webhookId}`,
    may: { select: ['ops', 'auditor'], insert: ['ops'], update: ['ops'] },
    insert: (r) =>
      sql`insert into webhook_deliveries (subscription_id, type, payload) values (${r.webhookId}, 'webhook.ping', '{}')`,
    set: () => sql`state = 'pending', attempts = 0`,
  },
  'webhook_deliveries of events': {
    rows: () => sql`false`,
    may: {},
    insert: (r) =>
      sql`insert into webhook_deliveries (subscription_id, type, payload) values (${r.webhookId}, 'plan.made', '{}')`,
    column: 'payload',
  },
  webhook_feed: hidden,
  one_time_links: hidden,
  logins: hidden,
  service_accounts: {
    rows: (r) => sql`id = ${r.serviceAccountId}`,
    may: { select: ['hr', 'ops', 'auditor'], update: ['hr', 'ops'] },
    set: (me) => sql`ended_at = now(), ended_by = ${me}`,
  },
  api_tokens: {
    rows: (r) => sql`service_account_id = ${r.serviceAccountId}`,
    may: { select: ['hr', 'ops', 'auditor'], insert: ['hr'], update: ['hr', 'ops'] },
    insert: (r, me) => sql`
      insert into api_tokens (service_account_id, digest, name, scopes, created_by, expires_at)
      values (${r.serviceAccountId}, sha256('new'), 'x', '{read}', ${me}, now() + interval '1 day')`,
    set: (me) => sql`revoked_at = now(), revoked_by = ${me}`,
  },
  'api_tokens beyond the scopes of the account': {
    rows: () => sql`false`,
    may: {},
    insert: (r, me) => sql`
      insert into api_tokens (service_account_id, digest, name, scopes, created_by, expires_at)
      values (${r.serviceAccountId}, sha256('new'), 'x', '{read,scim}', ${me}, now() + interval '1 day')`,
    column: 'revoked_at',
  },
  sessions: {
    rows: (r) => sql`person_id = ${r.people.colleague}`,
    may: { select: ['colleague', 'hr'], update: ['colleague', 'hr'] },
    set: (me) => sql`ended_at = now(), ended_by = ${me}, end_reason = 'cut'`,
  },
  audit_entries: {
    ...ofCase(),
    column: 'action',
    may: { select: onlookers, insert: involved },
    insert: (r, me) => sql`
      insert into audit_entries (actor_id, actor_kind, action, handover_id) values (${me}, 'person', 'x', ${r.handoverId})`,
  },
  'audit_entries in another’s name': {
    ...ofCase(),
    column: 'action',
    may: { select: onlookers },
    insert: (r) => sql`
      insert into audit_entries (actor_kind, action, handover_id) values ('engine', 'x', ${r.handoverId})`,
  },
  audit_leaves: { rows: (r) => sql`entry_id = ${r.entryId}`, may: { select: onlookers } },
  audit_heads: toRead,
  signing_keys: toRead,
  sealing_keys: toRead,
  audit_values: { rows: (r) => sql`entry_id = ${r.entryId}`, may: { select: ['hr', 'auditor'] } },
  sign_off_tokens: {
    ...ofCase(),
    may: { select: ['owner'], insert: involved },
    insert: (r, me) => sql`
      insert into sign_off_tokens (digest, handover_id, round, person_id, plan_hash, expires_at)
      values (sha256('x'), ${r.handoverId}, 1, ${me}, sha256('x'), now())`,
  },
  'sign_off_tokens of somebody else': {
    ...ofCase(),
    may: { select: ['owner'], insert: ['colleague'] },
    insert: (r) => sql`
      insert into sign_off_tokens (digest, handover_id, round, person_id, plan_hash, expires_at)
      values (sha256('x'), ${r.handoverId}, 1, ${r.people.colleague}, sha256('x'), now())`,
  },
  idempotency_keys: {
    rows: (r) => sql`actor_id = ${r.people.owner}`,
    may: { select: ['owner'], insert: present, update: ['owner'] },
    insert: (_, me) => sql`
      insert into idempotency_keys (actor_id, key, route, body_digest, resource_id) values (${me}, 'new', 'x', sha256('x'), uuidv7())`,
    column: 'status',
  },
  attachment_contents: {
    rows: () => sql`attachment_id = ${ATTACHMENT_ID}`,
    may: { select: readers, insert: editors, delete: editors },
    insert: () => sql`insert into attachment_contents (attachment_id, part, body) values (${ATTACHMENT_ID}, 7, 'x')`,
  },
  deleted_records: {
    rows: (r) => sql`customer_id = ${r.customerId}`,
    may: { select: readers },
    insert: (r) =>
      sql`insert into deleted_records (record_type, record_id, customer_id, deleted_by, body) values ('note', uuidv7(), ${r.customerId}, ${r.people.owner}, '{"body": "x"}')`,
  },
  imports: {
    rows: () => sql`true`,
    may: { select: ['hr', 'auditor', 'ops'], insert: ['hr'], update: ['hr'] },
    insert: (_, me) => sql`
      insert into imports (dataset, mapping, dry_run, actor_id, rows_read, inserted, updated, unchanged, refused, refusals)
      values ('x', 'x', true, ${me}, 0, 0, 0, 0, 0, '[]')`,
    column: 'state',
  },
  import_files: {
    rows: () => sql`true`,
    may: { select: ['hr'], insert: ['hr'], delete: ['hr'] },
    insert: () => sql`insert into import_files (import_id, part, body) values (${IMPORT_ID}, 2, 'x')`,
  },
  import_refused: {
    rows: () => sql`true`,
    may: { select: ['hr'], insert: ['hr'], delete: ['hr'] },
    insert: () =>
      sql`insert into import_refused (import_id, line, cells, code) values (${IMPORT_ID}, 3, '{x}', 'check')`,
  },
  import_mappings: {
    rows: () => sql`true`,
    may: { select: ['hr', 'auditor', 'ops'], insert: ['hr'], update: ['hr'], delete: ['hr'] },
    insert: (_, me) => sql`insert into import_mappings (name, body, updated_by) values ('new/new', '{}', ${me})`,
    set: (me) => sql`updated_by = ${me}`,
  },
  employees: shared(() => sql`insert into employees (number, name, email) values ('new', 'x', 'new@demo.example')`),
  departments: {
    ...shared(() => sql`insert into departments (code, name_zh, name_en) values ('new', 'x', 'x')`),
    column: 'name_en',
  },
  directory_profiles: {
    rows: (r) => sql`employee_id = ${r.people.owner}`,
    may: { select: ['hr'], insert: ['hr'], update: ['hr'] },
    insert: (r) => sql`insert into directory_profiles (employee_id, attributes) values (${r.people.stranger}, '{}')`,
    column: 'attributes',
  },
  products: shared(() => sql`insert into products (code, name) values ('new', 'x')`),
  calendars: {
    ...toRead,
    may: { select: everybody, insert: ['hr'], update: ['hr'] },
    insert: () => sql`insert into calendars (code, name_zh, name_en) values ('X', 'x', 'x')`,
    column: 'name_en',
  },
  calendar_uploads: {
    ...toRead,
    may: { select: everybody, insert: ['hr'] },
    insert: (_, me) => sql`
      insert into calendar_uploads (calendar_code, year, source, days, uploaded_by) values ('CN', 2199, 'json', '[]', ${me})`,
  },
  calendar_years: toRead,
  calendar_days: toRead,
  reporting_closure: toRead,
  policies: {
    ...toRead,
    may: { select: everybody, insert: ['hr'] },
    insert: (_, me) => sql`
      insert into policies (key, version, name_zh, name_en, body, created_by) values ('x', 1, 'x', 'x', '{}', ${me})`,
  },
  run_once: hidden,
};

/** Of a line: its first word. */
export const tableOf = (line: string) => line.replace(/\W.*$/, '');
