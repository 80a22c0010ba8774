import { auditAs, guarded } from '../0004-access/rules.ts';

/** Versions of a policy that HR publishes; a third tier. */
export const policies = `
alter table handover_items drop constraint handover_items_tier_check;
alter table handover_items add constraint handover_items_tier_check check (tier in ('strict', 'standard', 'light'));

alter table policies add column note text;
comment on column policies.note is 'Why this version was made, for people.';

create function app.on_policy() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  -- What comes with the product is no decision of anybody.
  if app.me() is null then return null; end if;
  ${auditAs(`'policy.published'`, `'employee'`, 'app.me()', `jsonb_build_object('policy', new.key, 'version', new.version)`)};
  return null;
end $$;
create trigger policies_are_told after insert on policies for each row execute function app.on_policy();
revoke execute on function app.on_policy() from public;

${guarded('policies')}
create policy api_read on policies for select to handover_api using (true);
create policy api_insert on policies for insert to handover_api with check (
  created_by = (select app.me()) and (select app.has_role('{hr}')));
grant insert (key, version, name_zh, name_en, body, created_by, note) on policies to handover_api;
`;
