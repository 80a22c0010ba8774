import { type Kysely, sql } from 'kysely';

const mine = (column: string) =>
  `${column} in (select subordinate_id from reporting_closure where boss_id = (select app.me()))`;

/** Access reviews: what people hold beyond ownership is confirmed or taken away, once a quarter, by those above them. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create table access_reviews (
  id uuid primary key default uuidv7(),
  workflow_id text not null unique,
  started_by uuid references employees,
  state text not null default 'opening' check (state in ('opening', 'open', 'closing', 'closed', 'cancelled')),
  started_at timestamptz not null,
  due_at timestamptz not null,
  closed_at timestamptz,
  check ((closed_at is null) = (state in ('opening', 'open', 'closing')))
);
comment on table access_reviews is 'Periodic reviews of access. opening: items are being listed; closing: what was not answered is being taken away. started_by NULL: the Schedule.';
create unique index access_reviews_one_at_a_time on access_reviews ((true)) where closed_at is null;
create index access_reviews_started_by on access_reviews (started_by) where started_by is not null;

create table access_review_items (
  id uuid primary key default uuidv7(),
  review_id uuid not null references access_reviews,
  reviewer_id uuid references employees,
  holder_id uuid references employees,
  what text not null check (what in ('grant', 'transition', 'team', 'rule')),
  ref uuid not null,
  customer_id uuid references customers,
  handover_id uuid references handovers,
  level text not null,
  ends_at timestamptz,
  state text not null default 'pending' check (state in ('pending', 'confirmed', 'revoked', 'lapsed')),
  comment text,
  decided_by uuid references employees,
  decided_at timestamptz,
  unique (review_id, what, ref),
  check (reviewer_id <> holder_id),
  check ((state = 'pending') = (decided_at is null)),
  check ((holder_id is null) = (what = 'rule'))
);
comment on table access_review_items is 'One access of one person in a review: a grant, a transition grant, a membership of a team, or a sharing rule (which has no single holder). reviewer_id: the nearest active person above the holder; NULL: HR. ref: the row that gives the access.';
create index access_review_items_reviewer on access_review_items (reviewer_id, review_id, state);
create index access_review_items_pending on access_review_items (review_id, id) where state = 'pending';
create index access_review_items_holder on access_review_items (holder_id);
create index access_review_items_customer on access_review_items (customer_id) where customer_id is not null;
create index access_review_items_handover on access_review_items (handover_id) where handover_id is not null;
create index access_review_items_decided_by on access_review_items (decided_by) where decided_by is not null;

create function app.decide_access() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.state = old.state then return old; end if;
  -- What was taken away is not given back by a second thought, and what is closed stays as it is. The lock waits for a closing under way.
  if old.state not in ('pending', 'confirmed') then return null; end if;
  if session_user = 'handover_api' then
    perform 1 from access_reviews where id = new.review_id and state = 'open' for share;
    if not found then return null; end if;
  end if;
  new.decided_by := (select app.me());
  new.decided_at := clock_timestamp();
  return new;
end $$;
create trigger access_review_items_decide before update on access_review_items for each row execute function app.decide_access();

create function app.carry_out_access_decisions() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from decided d join before b using (id) where d.state <> b.state) then return null; end if;
  update grants g set revoked_at = greatest(clock_timestamp(), g.starts_at)
    from decided d join before b using (id)
   where d.state in ('revoked', 'lapsed') and d.state <> b.state and d.what in ('grant', 'transition') and g.id = d.ref and g.revoked_at is null;
  delete from customer_team t using decided d join before b using (id)
   where d.state in ('revoked', 'lapsed') and d.state <> b.state and d.what = 'team' and t.id = d.ref;
  update sharing_rules r set ends_at = greatest(clock_timestamp(), r.starts_at)
    from decided d join before b using (id)
   where d.state in ('revoked', 'lapsed') and d.state <> b.state and d.what = 'rule' and r.id = d.ref and (r.ends_at is null or r.ends_at > clock_timestamp());
  insert into audit_entries (actor_id, actor_kind, action, handover_id, subject_type, subject_id, params)
  select (select app.me()), case when (select app.me()) is null then 'engine' else 'person' end, 'access.' || d.state, d.handover_id,
         case when d.holder_id is null then 'sharing_rule' else 'employee' end, coalesce(d.holder_id, d.ref),
         jsonb_strip_nulls(jsonb_build_object('review', d.review_id, 'what', d.what, 'ref', d.ref, 'level', d.level, 'customer', d.customer_id))
    from decided d join before b using (id) where d.state <> b.state order by d.id;
  return null;
end $$;
comment on function app.carry_out_access_decisions() is 'What is revoked or lapses is gone in the transaction that says so, whoever says it.';
create trigger access_review_items_carry_out after update on access_review_items
  referencing old table as before new table as decided for each statement execute function app.carry_out_access_decisions();

${['access_reviews', 'access_review_items']
  .map(
    (t) => `alter table ${t} enable row level security;
alter table ${t} force row level security;
create policy definer_functions on ${t} to current_user using (true) with check (true);
create policy worker on ${t} to handover_worker using (true) with check (true);
grant select on ${t} to handover_api;
grant select, insert, update on ${t} to handover_worker;`,
  )
  .join('\n')}
create policy api_read on access_review_items for select to handover_api using (
  ${mine('reviewer_id')} or (select app.has_role('{hr,auditor}')));
create policy api_read on access_reviews for select to handover_api using (
  (select app.has_role('{hr,auditor}')) or exists (select 1 from access_review_items i where i.review_id = access_reviews.id));
-- Nobody decides on what they hold themselves, HR included.
create policy api_update on access_review_items for update to handover_api
  using (holder_id is distinct from (select app.me()) and (${mine('reviewer_id')} or (select app.has_role('{hr}'))))
  with check (state in ('confirmed', 'revoked'));
grant update (state, comment) on access_review_items to handover_api;
revoke execute on function app.decide_access(), app.carry_out_access_decisions() from public;
`,
    )
    .execute(db);
}
