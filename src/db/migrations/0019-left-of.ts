import { type Kysely, sql } from 'kysely';

/** What of somebody's still matters, as the redirection of late arrivals has it. */
const HELD = {
  customers: ['customer', 'true'],
  opportunities: ['opportunity', 'r.closed_on is null'],
  tasks: ['task', "r.state <> 'done'"],
  calendar_events: ['calendar_event', 'r.ends_at > now()'],
  approvals: ['approval', "r.state = 'pending'"],
  orders: ['order', "r.state = 'open'"],
  contracts: ['contract', "r.state <> 'ended'"],
  projects: ['project', "r.state in ('planned', 'running')"],
  feedback: ['feedback', "r.state <> 'closed'"],
  customer_team: ['team_membership', 'true'],
} as const;

const OPEN_CASE = "h.state in ('starting', 'running', 'paused')";
/** A cover that is on names its giver until its end: what was lent goes back to them. */
const part = (role: string, what: string) => `
  select '${what}', count(distinct h.id) from handover_people p join handovers h on h.id = p.handover_id
   where p.person_id = wanted and p.role = '${role}' and ${OPEN_CASE}
     and (h.transferred_at is null ${role === 'giver' ? "or h.kind = 'absence_cover'" : ''})`;

/** What holds a departure open: after all tables that can name the leaver. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create function app.left_of(wanted uuid) returns table (what text, n bigint) language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
  if session_user = 'handover_api' and not (app.has_role('{hr,auditor}') or exists (
    select 1 from reporting_closure where boss_id = app.me() and subordinate_id = wanted)) then return; end if;
  return query select * from (
  ${Object.entries(HELD)
    .map(
      ([table, [type, open]]) =>
        `select '${type}'::text as what, count(*) as n from ${table} r where r.${table === 'customers' ? 'owner_id' : 'assignee_id'} = wanted and ${open}`,
    )
    .join('\n  union all ')}
  union all select 'grant', count(*) from grants g where g.grantee_id = wanted and g.revoked_at is null and g.ends_at > now()
  union all select 'report', count(*) from employees e where e.manager_id = wanted and e.state <> 'left'
  union all select 'department', count(*) from departments d where d.coordinator_id = wanted
  union all select 'policy', count(*) from (select distinct on (key) body from policies order by key, version desc) p where position(wanted::text in p.body::text) > 0
             -- Policies name people by their number.
             or p.body #>> '{introduction,objections,last,person}' = (select e.number from employees e where e.id = wanted)
  union all select 'accessReview', count(*) from access_review_items i join access_reviews v on v.id = i.review_id
             where i.reviewer_id = wanted and i.state = 'pending' and v.closed_at is null
  union all select 'meetingAction', count(*) from meeting_actions a join handovers h on h.id = a.handover_id
             where a.owner_id = wanted and a.done_at is null and ${OPEN_CASE}
  union all select 'delegation', count(*) from delegations d where wanted in (d.from_id, d.to_id) and d.revoked_at is null and d.ends_at > now()
  union all select 'risk', count(*) from risks r join handovers h on h.id = r.handover_id where r.owner_id = wanted and r.state in ('open', 'accepted') and ${OPEN_CASE}
  union all select 'correctiveAction', count(*) from corrective_actions a where a.owner_id = wanted and a.state = 'open'
  union all select 'custody', count(*) from custodies k where k.custodian_id = wanted and k.ended_at is null
  union all ${[part('giver', 'caseGiver'), part('receiver', 'caseReceiver'), part('supervisor', 'caseSupervisor'), part('deputy', 'caseDeputy')].join('\n  union all ')}
  ) held where held.n > 0;
end $$;
comment on function app.left_of(uuid) is 'What still names a person, by kind with its number: records, access, people, policies and running cases. For HR, auditors, and whoever is above the person.';
revoke execute on function app.left_of(uuid) from public;
grant execute on function app.left_of(uuid) to handover_api, handover_worker;
`,
    )
    .execute(db);
}
