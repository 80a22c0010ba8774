/** When what a notice asks for is done: by its case at once, by everything else at the next look. */
export const settled = `
create function app.settle_notices_of_case() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  update notices n set done_at = now()
   where n.handover_id = new.id and n.done_at is null and n.until is not null and n.until not in ('correctiveAction', 'meetingAction')
     and (new.state in ('closed', 'cancelled')
       or n.until = 'awaited' and new.state = 'running'
          and (n.round <> new.round or n.wait is distinct from new.waiting_for or not coalesce(n.for_id, n.person_id) = any (new.awaited_ids)));
  return null;
end $$;
comment on function app.settle_notices_of_case() is 'What the case no longer waits for is done.';
create trigger handovers_settle_notices after update of state, round, waiting_for, awaited_ids on handovers for each row
  when ((old.state, old.round, old.waiting_for, old.awaited_ids) is distinct from (new.state, new.round, new.waiting_for, new.awaited_ids))
  execute function app.settle_notices_of_case();

create function app.settle_notices() returns bigint language sql security definer
set search_path = public, pg_temp as $$
  with done as (
    update notices n set done_at = now()
     where n.done_at is null and n.until is not null and n.until <> 'awaited' and case n.until
       when 'letters' then not exists (select 1 from introduction_runs r
         where r.handover_id = n.handover_id and r.phase = 'approval' and n.person_id = any (r.awaited_ids))
       when 'introductions' then not exists (select 1 from introductions i
         where i.handover_id = n.handover_id and (i.state = 'toDo' or i.state = 'sent' and i.channel <> 'letter')
           and (i.receiver_id = n.person_id or not exists (select 1 from handover_people p
             where p.handover_id = n.handover_id and p.person_id = n.person_id and p.role = 'receiver')))
       when 'training' then not exists (select 1 from training_runs r where r.handover_id = n.handover_id and r.phase = 'training')
       when 'feedback' then not exists (select 1 from training_runs r where r.handover_id = n.handover_id and r.ended_at is null)
         or exists (select 1 from training_feedback f where f.handover_id = n.handover_id and f.receiver_id = n.person_id)
       when 'questions' then not exists (select 1 from support_requests s where s.handover_id = n.handover_id and s.answered_at is null)
       when 'accessReview' then not exists (select 1 from access_reviews r join access_review_items i on i.review_id = r.id
           join employees e on e.id = n.person_id
         where r.id = n.subject_id and r.closed_at is null and i.state = 'pending'
           and (i.reviewer_id = n.person_id or e.roles @> '{hr}'))
       when 'correctiveAction' then not exists (select 1 from corrective_actions a
         where a.state = 'open' and (a.id = n.subject_id or n.subject_id is null and a.handover_id = n.handover_id and a.owner_id = n.person_id))
       when 'meetingAction' then not exists (select 1 from meeting_actions a where a.id = n.subject_id and a.done_at is null)
       when 'departure' then not exists (select 1 from departures d where d.id = n.subject_id and d.closed_at is null)
       when 'proposals' then not exists (select 1 from handover_proposals p where p.state = 'open')
       when 'webhook' then not exists (select 1 from webhook_subscriptions w where w.id = n.subject_id and w.state = 'disabled')
       else false end
    returning 1)
  select count(*) from done
$$;
comment on function app.settle_notices() is 'Marks what was done outside of the waits of cases. Returns how much.';
revoke execute on function app.settle_notices_of_case(), app.settle_notices() from public;
grant execute on function app.settle_notices() to handover_worker;
`;
