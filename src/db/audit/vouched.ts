import { type RawBuilder, sql } from 'kysely';
import type { Finding } from '../../domain/audit-verifier.ts';
import type { Database, Tx } from '../connect.ts';

/** Tables whose rows entries vouch for: how to find the rows of an entry again, and how their digest is made (see 0002-transfer). */
const VOUCHED: Record<string, RawBuilder<unknown>> = {
  // The digest leaves out the handover: a statement moves for one only, and its entry names it.
  ownership_starts: sql`
    select xact::text as xact, app.instant(since) as at, coalesce(handover_id::text, '') as about, count(*) as count,
           encode(sha256(string_agg(uuid_send(customer_id) || coalesce(uuid_send(owner_id), decode(repeat('00', 16), 'hex')), ''::bytea order by customer_id)), 'hex') as digest
      from ownership_starts where xact is not null group by xact, since, handover_id`,
  handover_exceptions: sql`
    select xact::text as xact, app.instant(at) as at, handover_id || ' ' || record_type as about, count(*) as count,
           encode(sha256(string_agg(convert_to(concat_ws('|', record_id, state, reason, params) || e'\\n', 'UTF8'), ''::bytea order by record_id)), 'hex') as digest
      from (select xact, at, handover_id, record_type, record_id, state, reason, params from handover_exceptions
            union all select xact, at, handover_id, record_type, record_id, state, reason, params from handover_exceptions_past) e
     where xact is not null group by xact, at, handover_id, record_type`,
  // A late item is found by the first thing that was said about it.
  handover_items: sql`
    select xact::text as xact, app.instant(at) as at, handover_id || ' ' || record_type as about, count(*) as count,
           encode(sha256(string_agg(convert_to(concat_ws('|', record_id, coalesce(customer_id::text, ''), receiver_id) || e'\\n', 'UTF8'), ''::bytea order by record_id)), 'hex') as digest
      from (select distinct on (i.handover_id, i.record_type, i.record_id) e.xact, e.at, i.handover_id, i.record_type, i.record_id, i.customer_id, i.receiver_id
              from handover_items i join (select handover_id, record_type, record_id, xact, at from handover_exceptions where state = 'late'
                                          union all select handover_id, record_type, record_id, xact, at from handover_exceptions_past where state = 'late') e
                using (handover_id, record_type, record_id)
             where i.why = 'late' order by i.handover_id, i.record_type, i.record_id, e.at) first
     where xact is not null group by xact, at, handover_id, record_type`,
};

interface Unlike {
  entry: number | null;
  at: string;
  about: string;
  said: number | null;
  found: number | null;
}

/** Rows that are not as the entry of their transaction says, entries whose rows are gone, and rows that no entry vouches for. */
export async function checkVouched(db: Database | Tx): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [table, groups] of Object.entries(VOUCHED)) {
    const { rows } = await sql<Unlike>`
      with found as materialized (${groups}), said as materialized (
        select id, xact::text as xact, coalesce(params->>'since', params->>'at') as at,
               case when params ? 'type' then handover_id || ' ' || (params->>'type') else coalesce(handover_id::text, '') end as about,
               (params->>'count')::bigint as count, params->>'digest' as digest
          from audit_entries where params->>'rows' = ${table} and action in ('ownership.started', 'items.excepted', 'items.late'))
      select s.id as entry, coalesce(s.at, f.at) as at, coalesce(s.about, f.about) as about, s.count as said, f.count as found
        from said s full join found f on f.xact = s.xact and f.at = s.at and f.about = s.about
       where s.digest is distinct from f.digest or s.count is distinct from f.count
       order by 2 limit 1000`.execute(db);
    for (const { entry, at, about, said, found } of rows) {
      const where = { rows: table, at, about, said: said ?? 0, found: found ?? 0 };
      if (entry === null) findings.push({ code: 'rowsUnvouched', params: where });
      else findings.push({ code: found === null ? 'rowsMissing' : 'rowsChanged', params: { ...where, entry } });
    }
  }
  return [...findings, ...(await checkAdopted(db))];
}

/** Rows from before entries vouched for rows: one entry of the migration vouches for all of a table. */
async function checkAdopted(db: Database | Tx): Promise<Finding[]> {
  const { rows } = await sql<{ table: string; entry: number | null; said: number; found: number; same: boolean }>`
    select a.name as table, e.id as entry, coalesce((e.params->>'count')::bigint, 0) as said, a.count as found,
           coalesce(e.params->>'digest', '') = coalesce(a.digest, '') as same
      from app.adopted_rows() a
      left join lateral (select id, params from audit_entries where action = 'rows.adopted' and params->>'rows' = a.name order by id limit 1) e on true`.execute(
    db,
  );
  return rows
    .filter(({ said, found, same }) => said !== found || !same)
    .map(({ table, entry, said, found }) => ({
      code: entry === null ? 'rowsUnvouched' : 'rowsChanged',
      params: { rows: table, at: '-', about: '', said, found, entry: entry ?? '-' },
    }));
}
