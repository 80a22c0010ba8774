import { mine, within } from '../0004-access/rules.ts';

/** Sensitive columns of the tables that leave. */
const SENSITIVE: Record<string, readonly string[]> = {
  customers: ['tax_id', 'bank_account', 'phone'],
  contacts: ['id_number', 'phone'],
};
const RECORDS: Record<string, string> = {
  customers: 'customer',
  contacts: 'contact',
  orders: 'order',
  opportunities: 'opportunity',
  contracts: 'contract',
  projects: 'project',
  preferences: 'preference',
  notes: 'note',
  communications: 'communication',
  tasks: 'task',
  calendar_events: 'calendar_event',
  feedback: 'feedback',
  approvals: 'approval',
};
const hidden = (table: string) => SENSITIVE[table] ?? [];
const ofTable = (text: (table: string) => string) =>
  `case of_table ${Object.keys(RECORDS)
    .map((table) => `when '${table}' then ${text(table)}`)
    .join(' ')} end`;
const sensitive = (table: string) =>
  `$q$jsonb_build_object(${hidden(table)
    .flatMap((column) => [`'${column}'`, `case when $2 then t.${column} else app.mask(t.${column}) end`])
    .join(', ')})$q$`;

/** Records that leave as a file: what the caller may export, sensitive fields masked unless they are asked for, all of it logged. */
export const exports = `
create function app.export_records(of_table text, export_id uuid, after uuid, max_rows integer, reveal boolean, wanted jsonb)
returns table (id uuid, record jsonb) language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  record_type text := ${ofTable((table) => `'${RECORDS[table]}'`)};
  hidden text[] := ${ofTable((table) => `'{${hidden(table).join(',')}}'::text[]`)};
  sensitive text := ${ofTable(sensitive)};
  state_column text := case when of_table = 'opportunities' then 'stage' when of_table in ('preferences', 'notes', 'communications', 'calendar_events', 'contacts') then null else 'state' end;
  source text; ids uuid[];
begin
  if record_type is null then raise exception 'no such records: %', of_table using errcode = 'undefined_table'; end if;
  source := case when of_table = 'customers' then 'customers t join customers c on c.id = t.id'
                 else format('%I t left join customers c on c.id = t.customer_id', of_table) end;
  execute 'select array_agg(k.id) from (select t.id from ' || source || $q$
      where ($1 is null or t.id > $1)
        and ($3->>'owner' is null or c.owner_id = ($3->>'owner')::uuid)
        and ($3->>'customer' is null or c.id = ($3->>'customer')::uuid)
        and ($3->>'changedSince' is null or t.updated_at >= ($3->>'changedSince')::timestamptz)
        and ((c.id is not null and ${within('c', '{export}')}) or (select app.has_role('{hr}'))$q$
    || case when of_table = 'customers' then '' else $q$ or (c.id is null and ${mine('t.assignee_id')})$q$ end || ')'
    || case when wanted->>'state' is null then '' when state_column is null then ' and false' else format(' and t.%I = $3->>''state''', state_column) end
    || ' order by t.id limit least($2, 5000)) k' into ids using after, max_rows, wanted;
  if ids is null then return; end if;
  insert into access_log (person_id, action, record_type, record_id, records, fields)
  values (app.me(), 'export', record_type, export_id, cardinality(ids), case when reveal then hidden else '{}' end);
  perform app.watch_exports();
  return query execute 'select t.id, (to_jsonb(t) - $3) || ' || sensitive || $q$ || jsonb_build_object(
      'customer_name', c.name, 'customer_number', c.source_id, 'owner_number', o.number, 'owner_name', o.name$q$
    || case when of_table = 'customers' then '' else $q$, 'assignee_number', a.number, 'assignee_name', a.name$q$ end
    || ') from ' || source || ' left join employees o on o.id = c.owner_id'
    || case when of_table = 'customers' then '' else ' left join employees a on a.id = t.assignee_id' end
    || ' where t.id = any ($1) order by t.id' using ids, reveal, hidden;
end $$;
comment on function app.export_records(text, uuid, uuid, integer, boolean, jsonb) is 'The next records of a table that the person may export, by id, and the log of it. Commit before they are sent: what leaves is logged.';
revoke execute on function app.export_records(text, uuid, uuid, integer, boolean, jsonb) from public;
grant execute on function app.export_records(text, uuid, uuid, integer, boolean, jsonb) to handover_api;
`;
