/**
 * What an evidence pack holds of a case, for whoever may see the case: ids and hashes, also of customers that they may not see, because
 * the hash that was signed can be computed from all items only.
 */
export const evidence = `
create function app.may_see_evidence(wanted uuid) returns boolean language sql stable security definer
set search_path = public, pg_temp as
  $$ select wanted in (select app.my_handovers()) or app.has_role('{hr,auditor}') $$;
comment on function app.may_see_evidence(uuid) is 'Whether the person may have the evidence of a case: the parties, those above them, HR and auditors.';

create function app.evidence_types(wanted uuid) returns setof text language sql stable rows 15 security definer
set search_path = public, pg_temp as $$
  select distinct record_type from handover_items where handover_id = wanted and (select app.may_see_evidence(wanted)) order by 1
$$;
comment on function app.evidence_types(uuid) is 'Types of records in a plan, in the order in which they are hashed.';

create function app.evidence_items(wanted uuid, of_type text, after_id uuid, max_rows integer)
returns table (record_id uuid, customer_id uuid, receiver_id uuid, materials text, late boolean) language sql stable security definer
set search_path = public, pg_temp as $$
  select i.record_id, i.customer_id, i.receiver_id, encode(m.digest, 'hex'), i.why = 'late'
    from handover_items i
    left join lateral (select digest from materials where handover_id = wanted and customer_id = i.record_id order by version desc limit 1) m
      on of_type = 'customer'
   where i.handover_id = wanted and i.record_type = of_type and i.record_id > after_id and (select app.may_see_evidence(wanted))
   order by i.record_id limit least(max_rows, 10000)
$$;
comment on function app.evidence_items(uuid, text, uuid, integer) is 'The items of one type with what is hashed of them, in the order of their ids.';

create function app.evidence_ownership(wanted uuid, after_id uuid, after_since text, max_rows integer)
returns table (customer_id uuid, since text, owner_id uuid, xact text) language sql stable security definer
set search_path = public, pg_temp as $$
  select customer_id, app.instant(since), owner_id, xact::text
    from ownership_starts
   where handover_id = wanted and (customer_id, app.instant(since)) > (after_id, after_since) and customer_id >= after_id
     and (select app.may_see_evidence(wanted))
   order by customer_id, app.instant(since) limit least(max_rows, 10000)
$$;
comment on function app.evidence_ownership(uuid, uuid, text, integer) is 'Which owner a handover gave to which customer from when on.';

revoke execute on function app.may_see_evidence(uuid), app.evidence_types(uuid), app.evidence_items(uuid, text, uuid, integer), app.evidence_ownership(uuid, uuid, text, integer) from public;
grant execute on function app.may_see_evidence(uuid), app.evidence_types(uuid), app.evidence_items(uuid, text, uuid, integer), app.evidence_ownership(uuid, uuid, text, integer) to handover_api, handover_worker;
`;
