import { type Kysely, sql } from 'kysely';
import { guarded, mine } from './0004-access/rules.ts';

const mayChange = `exists (select 1 from attachments a where a.id = attachment_id and
  case when a.customer_id is null then ${mine('a.assignee_id')} or (select app.has_role('{hr}')) else app.may(a.customer_id, 'edit') end)`;

/** Contents of attachments lie in the database: seen by whoever sees the record, moved with its customer, in one backup with it. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create table attachment_contents (
  attachment_id uuid not null,
  part integer not null,
  body bytea not null check (octet_length(body) <= 1048576),
  primary key (attachment_id, part)
);
comment on table attachment_contents is 'The content of an attachment, in parts. No foreign key: it outlives a record that was deleted for as long as that can be put back.';
${guarded('attachment_contents')}
create policy api_read on attachment_contents for select to handover_api using (exists (select 1 from attachments a where a.id = attachment_id));
create policy api_insert on attachment_contents for insert to handover_api with check (${mayChange});
create policy api_delete on attachment_contents for delete to handover_api using (${mayChange});
grant select, insert, delete on attachment_contents to handover_api;

alter table attachments alter column storage_key set default 'database';
comment on column attachments.storage_key is 'Where the content lies: in attachment_contents, once it was sent (database), or under this key in a storage of the company.';

create function app.log_download(wanted uuid) returns void language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  insert into access_log (person_id, action, record_type, record_id, records, fields) values (app.me(), 'open', 'attachment', wanted, 1, '{content}');
  perform app.watch_exports();
end $$;
comment on function app.log_download(uuid) is 'Writes into the access log that the person of the transaction fetches the content of an attachment.';

create or replace function app.forget_deleted_records() returns void language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (delete from deleted_records where deleted_at <= now() - interval '30 days' returning record_id)
  delete from attachment_contents c using gone where c.attachment_id = gone.record_id
$$;

revoke execute on function app.log_download(uuid) from public;
grant execute on function app.log_download(uuid) to handover_api;
`,
    )
    .execute(db);
}
