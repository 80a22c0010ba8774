import { redirection } from '../0002-transfer/late-arrivals.ts';

/**
 * The rule of what moves: one overload of app.moves a table, by the option of its type. Plain SQL functions of one expression, which the
 * planner puts into the query that asks. '{}' are the options of cases from before there were any: everything moves.
 */
export const MOVING = {
  opportunities: { type: 'opportunity', option: 'opportunities', open: 'r.closed_on is null' },
  tasks: { type: 'task', option: 'tasks', open: "r.state <> 'done'" },
  calendar_events: { type: 'calendar_event', option: 'events', open: 'r.ends_at > now()' },
  approvals: { type: 'approval', option: 'approvals', open: "r.state = 'pending'" },
  notes: { type: 'note', option: 'notes', open: 'true' },
  communications: { type: 'communication', option: 'communications', open: 'true' },
  attachments: { type: 'attachment', option: 'attachments', open: 'true' },
  contacts: { type: 'contact', option: 'contacts', open: 'true' },
  orders: { type: 'order', option: 'orders', open: "r.state = 'open'" },
  contracts: { type: 'contract', option: 'contracts', open: "r.state <> 'ended'" },
  projects: { type: 'project', option: 'projects', open: "r.state in ('planned', 'running')" },
  preferences: { type: 'preference', option: 'preferences', open: 'true' },
  feedback: { type: 'feedback', option: 'feedback', open: "r.state <> 'closed'" },
  customer_team: { type: 'team_membership', option: 'teams', open: 'true' },
} as const;

const TYPES = ['customer', ...Object.values(MOVING).map(({ type }) => type)].map((type) => `'${type}'`).join(', ');
const signatures = Object.keys(MOVING).map((table) => `app.moves(${table}, jsonb)`);

export const options = `
alter table handovers add column options jsonb not null default '{}', add column left_out jsonb not null default '{}';
comment on column handovers.options is 'What moves along, complete, as it is signed; {}: a case from before there were options, in which everything moves.';
comment on column handovers.left_out is 'How many records that name the giver in person stay with the giver by the options, by type, as the plan found it.';
grant insert (options, hash_version) on handovers to handover_api;

alter table handover_items add column holder_id uuid references employees;
comment on column handover_items.holder_id is 'Who holds the record by the plan, where that is not the giver: another person''s opportunity on a customer of the book.';
create index handover_items_holder on handover_items (holder_id) where holder_id is not null;
alter table handover_items drop constraint handover_items_record_type_check;
alter table handover_items add constraint handover_items_record_type_check check (record_type in (${TYPES})) not valid;
alter table handover_items validate constraint handover_items_record_type_check;

alter table calendar_events
  add column attendees text[] not null default '{}', add column uid text, add column sequence integer not null default 0;
comment on column calendar_events.attendees is 'Addresses of those who are invited besides the organiser: told when the organiser changes.';
comment on column calendar_events.uid is 'The UID by which other calendars know it; null: one made from the id.';
comment on column calendar_events.sequence is 'How often it has changed for those who are invited (RFC 5545, 3.8.7.4).';
grant insert (attendees), update (attendees) on calendar_events to handover_api;
create index calendar_events_invited on calendar_events (id) where attendees <> '{}';

alter table notifications alter column person_id drop not null;
comment on column notifications.person_id is 'Whom the mail went to; NULL: somebody who is invited to an appointment, of whom no address is kept here.';

${Object.entries(MOVING)
  .map(
    ([
      table,
      { option, open },
    ]) => `create function app.moves(r ${table}, options jsonb) returns boolean language sql stable parallel safe as
  $$ select case coalesce(options ->> '${option}', 'all') when 'all' then true when 'move' then true when 'none' then false when 'leave' then false else ${open} end $$;`,
  )
  .join('\n')}
comment on function app.moves(tasks, jsonb) is 'Whether a record that names the giver in person moves along by these options; one overload a table.';

${redirection('customer_team', { type: 'team_membership', open: 'true' })}

revoke execute on function app.redirect_customer_team(uuid[]), app.redirect_inserted_customer_team(), app.redirect_updated_customer_team() from public;
grant execute on function app.redirect_customer_team(uuid[]) to handover_worker;
revoke execute on function ${signatures.join(', ')} from public;
grant execute on function ${signatures.join(', ')} to handover_worker, handover_api;
`;
