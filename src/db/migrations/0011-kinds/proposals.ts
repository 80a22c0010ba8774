import { auditAs, guarded, mine } from '../0004-access/rules.ts';

/** Handovers that the rules say are due, until somebody starts them or says why not. */
export const proposals = `
create table handover_proposals (
  id uuid primary key default uuidv7(),
  reason text not null check (reason in ('ownerLeaves', 'ownerMoved', 'ownerAway', 'customerOutgrows', 'receiverUnavailable')),
  occasion text not null,
  kind text check (kind in ('departure', 'change_of_post', 'replacement', 'team_change', 'department_change', 'absence_cover', 'emergency_departure')),
  giver_id uuid not null references employees,
  handover_id uuid references handovers,
  replaces_id uuid references employees,
  suggested_id uuid references employees,
  customer_ids uuid[],
  effective_on date,
  until_on date,
  params jsonb not null default '{}',
  state text not null default 'open' check (state in ('open', 'accepted', 'dismissed', 'lapsed')),
  found_at timestamptz not null,
  decided_by uuid references employees,
  decided_at timestamptz,
  comment text,
  started_id uuid references handovers,
  check ((kind is null) = (reason = 'receiverUnavailable')),
  check ((handover_id is null) = (replaces_id is null)),
  check ((handover_id is null) = (reason <> 'receiverUnavailable')),
  check ((state = 'open') = (decided_at is null)),
  check (state <> 'dismissed' or comment is not null)
);
comment on table handover_proposals is 'Handovers that a rule of the policy says are due, and receivers to be replaced in running ones. occasion: what makes it the same reason; lapsed: the reason went away by itself. customer_ids NULL: the whole book.';
create unique index handover_proposals_open on handover_proposals (reason, occasion) where state = 'open';
create index handover_proposals_occasion on handover_proposals (reason, occasion);
create index handover_proposals_giver on handover_proposals (giver_id);
create index handover_proposals_handover on handover_proposals (handover_id) where handover_id is not null;
create index handover_proposals_replaces on handover_proposals (replaces_id) where replaces_id is not null;
create index handover_proposals_suggested on handover_proposals (suggested_id) where suggested_id is not null;
create index handover_proposals_decided_by on handover_proposals (decided_by) where decided_by is not null;
create index handover_proposals_started on handover_proposals (started_id) where started_id is not null;

create function app.on_proposal_decided() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.state in ('accepted', 'dismissed') and old.state = 'open' then
    ${auditAs(`'proposal.' || new.state`, `'employee'`, 'new.giver_id', `jsonb_strip_nulls(jsonb_build_object('proposal', new.id, 'reason', new.reason, 'handover', coalesce(new.started_id, new.handover_id)))`)};
  end if;
  return null;
end $$;
create trigger handover_proposals_decided after update of state on handover_proposals for each row execute function app.on_proposal_decided();
revoke execute on function app.on_proposal_decided() from public;

${guarded('handover_proposals')}
create policy api_read on handover_proposals for select to handover_api using (
  giver_id <> (select app.me()) and ${mine('giver_id')} or handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor}')));
create policy api_update on handover_proposals for update to handover_api
  using (state = 'open' and (giver_id <> (select app.me()) and ${mine('giver_id')} or (select app.has_role('{hr}'))))
  with check (state in ('accepted', 'dismissed') and decided_by = (select app.me()));
grant select on handover_proposals to handover_api;
grant update (state, decided_by, decided_at, comment, started_id) on handover_proposals to handover_api;
grant select, insert, update on handover_proposals to handover_worker;
`;
