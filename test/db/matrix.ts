import { type RawBuilder, sql } from 'kysely';
import { CHILDREN, EVERYBODY, type Reach, type Who, isChild } from './reach.ts';

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
const involved: Who[] = [...team, 'colleague', 'hr'];
const onlookers: Who[] = [...involved, 'auditor'];
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
  ownership_starts: { rows: (r) => sql`customer_id = ${r.customerId}`, may: { select: readers } },
  customer_search: hidden,
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
  handover_exceptions: ofCase(),
  handover_exceptions_past: ofCase(),
  successors: ofCase(),
  meetings: ofCase(),
  meeting_actions: ofCase(),
  sign_offs: ofCase(),
  reviews: ofCase(),
  transfers: ofCase(),
  restores: ofCase(),
  restore_conflicts: ofCase(),
  record_changes: hidden,
  check_ins: ofCase(),
  notifications: ofCase(),
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
  imports: {
    rows: () => sql`true`,
    may: { select: ['hr', 'auditor', 'ops'], insert: ['hr'] },
    insert: (_, me) => sql`
      insert into imports (dataset, mapping, dry_run, actor_id, rows_read, inserted, updated, unchanged, refused, refusals)
      values ('x', 'x', true, ${me}, 0, 0, 0, 0, 0, '[]')`,
  },
  employees: shared(() => sql`insert into employees (number, name, email) values ('new', 'x', 'new@demo.example')`),
  departments: {
    ...shared(() => sql`insert into departments (code, name_zh, name_en) values ('new', 'x', 'x')`),
    column: 'name_en',
  },
  products: shared(() => sql`insert into products (code, name) values ('new', 'x')`),
  calendars: toRead,
  calendar_years: toRead,
  calendar_days: toRead,
  reporting_closure: toRead,
  policies: toRead,
  run_once: hidden,
};

/** Of a line: its first word. */
export const tableOf = (line: string) => line.replace(/\W.*$/, '');
