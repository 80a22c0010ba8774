/** Pieces of SQL that policies and functions of access share. */

/** Whether a column holds the person of the transaction or somebody below them. */
export const mine = (column: string) =>
  `${column} in (select subordinate_id from reporting_closure where boss_id = (select app.me()))`;

/** Every level opens the record itself. */
export const ANY_LEVEL = '{view,edit,export,share,approve}';

/**
 * Whether a row of `customers` is within the reach of one of the levels: ownership and line of management, grants and team, sharing
 * rules. Each function is evaluated once a query, not once a row; a sharing rule costs a comparison of the row's own columns.
 */
export const within = (customer: string, levels: string, also = '') => `(
  ${mine(`${customer}.owner_id`)} or ${customer}.id in (select app.granted_customers('${levels}')) ${also}
  or exists (select 1 from app.shared_customers('${levels}') s
              where (s.region is null or s.region = ${customer}.region) and (s.industry is null or s.industry = ${customer}.industry)
                and (s.owner_ids is null or ${customer}.owner_id = any (s.owner_ids))))`;

/** What every table of records gets: row-level security, forced, and the policies of the roles that row-level security does not narrow. */
export const guarded = (table: string) => `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy definer_functions on ${table} to current_user using (true) with check (true);
create policy worker on ${table} to handover_worker using (true) with check (true);`;

/** An entry of the audit log for what the person of the transaction did, or an operator by hand. */
export const auditAs = (action: string, subjectType: string, subject: string, params: string) => `
    insert into audit_entries (actor_id, actor_kind, action, subject_type, subject_id, params)
    values (app.me(), case when app.me() is null then 'operator' else 'person' end, ${action}, ${subjectType}, ${subject}, ${params})`;
