import { guarded } from '../0004-access/rules.ts';

/** What people learnt in a case, kept beside the policy under which it ran. */
export const suggestions = `
create table suggestions (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  author_id uuid not null references employees,
  policy_key text not null,
  policy_version integer not null,
  body text not null check (length(body) between 1 and 4000),
  state text not null default 'open' check (state in ('open', 'taken', 'declined')),
  decided_by uuid references employees,
  decided_at timestamptz,
  comment text check (length(comment) <= 4000),
  created_at timestamptz not null default now(),
  foreign key (policy_key, policy_version) references policies (key, version),
  check ((state = 'open') = (decided_at is null))
);
comment on table suggestions is 'Suggestions for improvement by those who took part in a handover, listed beside the policy that it ran under; HR takes or declines them.';
create index suggestions_handover on suggestions (handover_id);
create index suggestions_author on suggestions (author_id);
create index suggestions_decided_by on suggestions (decided_by) where decided_by is not null;
create index suggestions_policy on suggestions (policy_key, policy_version, id);
${guarded('suggestions')}
create policy api_read on suggestions for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor}')));
create policy api_insert on suggestions for insert to handover_api with check (
  author_id = (select app.me()) and (handover_id in (select app.my_handovers()) or (select app.has_role('{hr}'))));
create policy api_update on suggestions for update to handover_api using ((select app.has_role('{hr}')))
  with check (decided_by = (select app.me()));
grant select, insert (id, handover_id, author_id, policy_key, policy_version, body), update (state, decided_by, decided_at, comment) on suggestions to handover_api;
grant select on suggestions to handover_worker;
`;
