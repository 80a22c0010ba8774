import { mine } from '../0004-access/rules.ts';

/** What receiver and giver have to say to each other about a customer whose materials are not right. */
export const discrepancies = `
create table discrepancies (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  round integer not null check (round > 0),
  customer_id uuid not null references customers,
  receiver_id uuid not null references employees,
  opened_by uuid not null references employees,
  opened_at timestamptz not null default now(),
  due_at timestamptz,
  state text not null default 'open' check (state in ('open', 'answered', 'agreed', 'withdrawn', 'accepted', 'mend')),
  version integer not null default 1,
  updated_at timestamptz not null default now()
);
comment on table discrepancies is 'Differences that a receiver found in a customer''s materials. Settled between receiver and giver (agreed, withdrawn) until due_at, then decided by the supervisor: accepted as they are, or to be mended.';
create unique index discrepancies_one_open on discrepancies (handover_id, round, customer_id) where state in ('open', 'answered');
create index discrepancies_handover on discrepancies (handover_id, round, state);
create index discrepancies_customer on discrepancies (customer_id);
create index discrepancies_receiver on discrepancies (receiver_id);
create index discrepancies_opened_by on discrepancies (opened_by);

create table discrepancy_messages (
  id uuid primary key default uuidv7(),
  discrepancy_id uuid not null references discrepancies,
  author_id uuid not null references employees,
  act text not null check (act in ('open', 'answer', 'reply', 'agree', 'withdraw', 'reopen', 'accept', 'mend')),
  body text check (length(body) <= 4000),
  points text[] not null default '{}',
  at timestamptz not null default now()
);
comment on table discrepancy_messages is 'The conversation of a discrepancy, oldest first: what was said, what it did, and the points of the checklist that are not right.';
create index discrepancy_messages_discrepancy on discrepancy_messages (discrepancy_id, id);
create index discrepancy_messages_author on discrepancy_messages (author_id);

create function app.guard_discrepancy() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare h handovers; me uuid := app.me(); allowed boolean;
begin
  if session_user <> 'handover_api' then return new; end if;
  -- The lock waits for a sign-off that is being opened, or makes it see this.
  select * into h from handovers where id = new.handover_id for share;
  if h.state <> 'running' or h.step <> 'verification' or h.round <> new.round then
    raise exception 'the case is not at its verification' using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'INSERT' then
    allowed := new.opened_by = me and new.receiver_id = me and new.state = 'open' and exists (
      select 1 from handover_items i where i.handover_id = new.handover_id and i.record_type = 'customer'
         and i.record_id = new.customer_id and i.receiver_id = me);
  else
    allowed := case new.state
      when 'answered' then me = h.giver_id and old.state in ('open', 'answered')
      when 'open' then me = old.receiver_id and old.state <> 'accepted' and old.state <> 'mend'
      when 'agreed' then me = old.receiver_id and old.state in ('open', 'answered')
      when 'withdrawn' then me = old.receiver_id and old.state in ('open', 'answered')
      else me = any (h.awaited_ids) and h.waiting_for = 'discrepancyDecision' and old.state in ('open', 'answered')
    end;
  end if;
  if allowed is not true then
    raise exception 'this is not theirs to say' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
comment on function app.guard_discrepancy() is 'Who may take a discrepancy from which state to which, and only while the case is at its verification.';
create trigger discrepancies_guard before insert or update on discrepancies for each row execute function app.guard_discrepancy();

create function app.discrepancies_so_far(wanted uuid) returns table (state text, count bigint) language sql stable rows 10 security definer
set search_path = public, pg_temp as $$
  select d.state, count(*) from discrepancies d join handovers h on h.id = d.handover_id and h.round = d.round
   where d.handover_id = wanted and (wanted in (select app.my_handovers()) or app.has_role('{hr,auditor}'))
   group by 1
$$;
comment on function app.discrepancies_so_far(uuid) is 'How many discrepancies of this round stand how: figures for all parties, while what was said stays with those whom it concerns.';

create policy api_read on discrepancies for select to handover_api using (
  ${mine('receiver_id')} or (select app.has_role('{hr,auditor}'))
  or exists (select 1 from handover_people p where p.handover_id = discrepancies.handover_id and p.role not in ('receiver', 'department') and ${mine('p.person_id')}));
create policy api_read_for_others on discrepancies for select to handover_api using (
  handover_id in (select a.handover_id from app.acting_in() a join handover_people p on p.handover_id = a.handover_id and p.person_id = a.from_id
                   where p.role in ('giver', 'supervisor', 'approver', 'deputy')));
create policy api_insert on discrepancies for insert to handover_api with check (opened_by = (select app.me()) and receiver_id = (select app.me()));
create policy api_update on discrepancies for update to handover_api using (
  receiver_id = (select app.me())
  or exists (select 1 from handover_people p where p.handover_id = discrepancies.handover_id and p.role in ('giver', 'supervisor', 'deputy') and p.person_id = (select app.me())));
create policy api_read on discrepancy_messages for select to handover_api using (exists (select 1 from discrepancies d where d.id = discrepancy_id));
create policy api_insert on discrepancy_messages for insert to handover_api with check (
  author_id = (select app.me()) and exists (
    select 1 from discrepancies d join handovers h on h.id = d.handover_id
     where d.id = discrepancy_id and h.state = 'running' and h.step = 'verification' and h.round = d.round
       and ((select app.me()) in (d.receiver_id, h.giver_id) or (select app.me()) = any (h.awaited_ids))));
grant select on discrepancies, discrepancy_messages to handover_api;
grant insert (handover_id, round, customer_id, receiver_id, opened_by, due_at), update (state, due_at, version, updated_at) on discrepancies to handover_api;
grant insert (discrepancy_id, author_id, act, body, points) on discrepancy_messages to handover_api;
grant select, insert, update on discrepancies to handover_worker;
grant select on discrepancy_messages to handover_worker;
revoke execute on function app.guard_discrepancy(), app.discrepancies_so_far(uuid) from public;
grant execute on function app.discrepancies_so_far(uuid) to handover_api, handover_worker;
`;
