import { auditAs, guarded } from '../0004-access/rules.ts';

const hr = `(select app.has_role('{hr}'))`;

/** Imports that are read while nobody waits, their files until then, the rows that they refused, and mappings that HR writes. */
export const imports = `
alter table imports
  add column state text not null default 'done' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  add column background boolean not null default false,
  add column file_name text check (length(file_name) <= 255),
  add column form jsonb not null default '{}',
  add column header text[],
  add column bytes bigint,
  add column skipped integer not null default 0,
  add column failure jsonb,
  add column attempts smallint not null default 0,
  add column lease_until timestamptz,
  add column cancel_requested_at timestamptz,
  add column finished_at timestamptz;
comment on column imports.form is 'How the file is to be read, as far as somebody said it: format, encoding, delimiter, sheet.';
comment on column imports.lease_until is 'Until when the process that reads the file is believed to live; it moves it on while it does.';
create index imports_open on imports (id) where state in ('waiting', 'running');

create table import_files (
  import_id uuid not null references imports on delete cascade,
  part integer not null,
  body bytea not null check (octet_length(body) <= 1048576),
  primary key (import_id, part)
);
comment on table import_files is 'The file of an import that waits or runs in the background, in parts; gone when it has ended.';

create table import_refused (
  import_id uuid not null references imports on delete cascade,
  line integer not null,
  cells text[] not null,
  column_name text,
  value text,
  code text not null,
  params jsonb not null default '{}',
  primary key (import_id, line)
);
comment on table import_refused is 'Rows that an import refused, as they stand in the file, to be corrected and sent again; kept for 30 days.';

create table import_mappings (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}/[a-z0-9][a-z0-9-]{0,62}$'),
  body jsonb not null,
  version integer not null default 1,
  updated_by uuid not null references employees,
  updated_at timestamptz not null default clock_timestamp()
);
comment on table import_mappings is 'Mappings of the company''s own files, by data set and file, beside those that ship with the product.';
create index import_mappings_updated_by on import_mappings (updated_by);

${['import_files', 'import_refused', 'import_mappings'].map(guarded).join('\n')}

create policy api_change on imports for update to handover_api using (${hr}) with check (${hr});
grant update (state, rows_read, inserted, updated, unchanged, refused, skipped, refusals, header, bytes, failure, lease_until,
  cancel_requested_at, finished_at) on imports to handover_api;

create policy api_hr on import_files to handover_api using (${hr}) with check (${hr});
grant select, insert, delete on import_files to handover_api;
create policy api_hr on import_refused to handover_api using (${hr}) with check (${hr});
grant select, insert, delete on import_refused to handover_api;
create policy api_read on import_mappings for select to handover_api using ((select app.has_role('{hr,ops,auditor}')));
create policy api_insert on import_mappings for insert to handover_api with check (${hr} and updated_by = (select app.me()));
create policy api_update on import_mappings for update to handover_api using (${hr}) with check (${hr} and updated_by = (select app.me()));
create policy api_delete on import_mappings for delete to handover_api using (${hr});
grant select, insert, update, delete on import_mappings to handover_api;
grant select on import_files, import_refused, import_mappings to handover_worker;

create function app.claim_import(lease_seconds integer) returns table (import_id uuid, actor uuid) language plpgsql volatile security definer
set search_path = public, pg_temp as $$
begin
  -- A request that imports while it is waited for keeps no file: its process is gone. One that was tried five times ends processes.
  update imports i set state = 'failed', finished_at = clock_timestamp(), failure = '{"code": "interrupted", "params": {}}'
   where i.state = 'running' and i.lease_until < clock_timestamp() and (not i.background or i.attempts >= 5);
  return query update imports i
     set state = 'running', attempts = i.attempts + 1, lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
   where i.id = (select w.id from imports w
                  where w.background and (w.state = 'waiting' or (w.state = 'running' and w.lease_until < clock_timestamp()))
                  order by w.id limit 1 for update skip locked)
  returning i.id, i.actor_id;
end $$;
comment on function app.claim_import(integer) is 'Takes the next import that waits, or whose process is gone, for the process that asks; no row when there is none.';

create function app.forget_imports() returns void language sql volatile security definer set search_path = public, pg_temp as $$
  delete from import_files f using imports i where i.id = f.import_id and i.state in ('done', 'failed', 'cancelled');
  delete from import_refused r using imports i where i.id = r.import_id and i.finished_at < now() - interval '30 days';
$$;
comment on function app.forget_imports() is 'Deletes files of imports that have ended and refused rows whose time of keeping is over.';

create function app.audit_import() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.dry_run or new.state not in ('done', 'failed', 'cancelled') or (tg_op = 'UPDATE' and old.state = new.state) then return null; end if;
  ${auditAs(`'import.' || new.state`, `'import'`, 'new.id', `jsonb_build_object('dataset', new.dataset, 'mapping', new.mapping, 'inserted', new.inserted, 'updated', new.updated, 'refused', new.refused)`)};
  return null;
end $$;
comment on function app.audit_import() is 'Writes into the audit log how an import ended.';
create trigger imports_audit after insert or update on imports for each row execute function app.audit_import();

create function app.audit_import_mapping() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  ${auditAs(`case tg_op when 'DELETE' then 'importMapping.deleted' else 'importMapping.saved' end`, `null`, 'null', `jsonb_build_object('mapping', coalesce(new.name, old.name))`)};
  return null;
end $$;
comment on function app.audit_import_mapping() is 'Writes into the audit log who wrote a mapping.';
create trigger import_mappings_audit after insert or update or delete on import_mappings
  for each row execute function app.audit_import_mapping();

revoke execute on function app.claim_import(integer), app.forget_imports(), app.audit_import(), app.audit_import_mapping() from public;
grant execute on function app.claim_import(integer), app.forget_imports() to handover_api;
`;
