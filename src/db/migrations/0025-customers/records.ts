import { auditAs } from '../0004-access/rules.ts';

/** What reading and writing records by row needs: the version of a row, and an entry of the log for what was written. */
export const records = `
-- The version of a row is the transaction that wrote it: it changes with every update, whatever path that takes, and costs no column.
grant select (xmin) on customers, contacts to handover_api;

create function app.note_record(did text, type text, record uuid, fields text[]) returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if app.me() is null or did <> all ('{customer.created,customer.changed,record.created,record.changed}') then
    raise exception 'not an entry about a record' using errcode = 'insufficient_privilege';
  end if;
  ${auditAs('did', 'type', 'record', `jsonb_build_object('fields', array_to_string(fields, ', '))`)};
end $$;
comment on function app.note_record(text, text, uuid, text[]) is 'Writes into the log that the person of the transaction made or changed a record: names of fields, no values.';
revoke execute on function app.note_record(text, text, uuid, text[]) from public;
grant execute on function app.note_record(text, text, uuid, text[]) to handover_api;
`;
