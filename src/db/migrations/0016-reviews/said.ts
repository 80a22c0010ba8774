/** What HR does to a case of which they are no party is written into its log like what its parties do. */
export const said = `
drop policy api_insert on audit_entries;
create policy api_insert on audit_entries for insert to handover_api with check (
  actor_kind = 'person' and actor_id = (select app.me()) and (handover_id in (select app.my_handovers()) or handover_id is not null and (select app.has_role('{hr}')))
  and not params ?| '{rows,removed}' and action !~ '^(audit|rows|items|ownership)[.]');
`;
