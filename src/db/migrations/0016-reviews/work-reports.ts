import { guarded } from '../0004-access/rules.ts';

/** What receivers report in the transition period. */
export const workReports = `
create table work_reports (
  id uuid primary key default uuidv7(),
  handover_id uuid not null references handovers,
  author_id uuid not null references employees,
  body text not null check (length(body) between 1 and 4000),
  concerns boolean not null default false,
  created_at timestamptz not null default now()
);
comment on table work_reports is 'A receiver''s periodic report on their new customers. The check-ins of the transition ask for it; concerns: the supervisor should look.';
create index work_reports_handover on work_reports (handover_id, author_id, created_at);
create index work_reports_author on work_reports (author_id);
${guarded('work_reports')}
create policy api_read on work_reports for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor}')));
create policy api_insert on work_reports for insert to handover_api with check (
  author_id = (select app.me()) and exists (
    select 1 from handover_people p join handovers h on h.id = p.handover_id
     where p.handover_id = work_reports.handover_id and p.role = 'receiver' and p.person_id = (select app.me()) and h.transferred_at is not null));
grant select, insert (id, handover_id, author_id, body, concerns) on work_reports to handover_api;
grant select on work_reports to handover_worker;
`;
