import { ANY_LEVEL, mine, within } from '../0004-access/rules.ts';
import { CHILDREN } from './children.ts';

/** One look at the reach for all kinds: under the policies each kind of record asks for it again. */
export const counts = `
create function app.customer_counts(wanted uuid) returns jsonb language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare reached boolean;
begin
  select exists (select 1 from customers c where c.id = wanted and ${within('c', ANY_LEVEL, `or (select app.has_role('{hr,auditor}'))`)}) into reached;
  return jsonb_build_object(${CHILDREN.map(
    (table) => `
    '${table}', (select count(*) from ${table} where customer_id = wanted and (reached or ${mine('assignee_id')}))`,
  ).join(',')});
end $$;
comment on function app.customer_counts(uuid) is 'How many records of each kind at a customer the person of the transaction may see: what the policies of the tables would count.';
revoke execute on function app.customer_counts(uuid) from public;
grant execute on function app.customer_counts(uuid) to handover_api;
`;
