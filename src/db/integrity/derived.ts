import { sql } from 'kysely';
import type { Check, Found } from './check.ts';
import { called, mend } from './mend.ts';

/** A table of so many pages without statistics is planned for as if it were empty. */
const UNANALYZED = sql<Found>`
  select 'statisticsMissing' as code, relname::text as subject, jsonb_build_object('megabytes', pg_relation_size(oid) / 1048576) as params
    from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples < 0 and pg_relation_size(oid) > 1048576`;

/** What is made from other data, and the seal of the audit log. */
export const derivedChecks: readonly Check[] = [
  {
    name: 'entries-are-sealed',
    query: sql<Found>`
      select 'entryNotSealed' as code, e.id::text as subject, jsonb_build_object('at', e.at) as params
        from audit_entries e left join audit_leaves l on l.entry_id = e.id where l.entry_id is null and e.at < now() - interval '1 minute'`,
  },
  {
    name: 'search-text-is-true',
    query: sql<Found>`
      select case when missing then 'searchMissing' else 'searchOutdated' end as code, customer_id::text as subject, '{}'::jsonb as params
        from app.outdated_search()`,
    repair: mend('reindex', (tx) => called(tx, sql`app.repair_search()`)),
  },
  {
    name: 'reporting-line-is-true',
    query: sql<Found>`
      select case when c.boss_id is null then 'lineMissing' when t.boss_id is null then 'lineTooMuch' else 'lineDepth' end as code,
             coalesce(c.boss_id, t.boss_id) || ' ' || coalesce(c.subordinate_id, t.subordinate_id) as subject,
             jsonb_build_object('boss', coalesce(c.boss_id, t.boss_id), 'below', coalesce(c.subordinate_id, t.subordinate_id)) as params
        from reporting_closure c full join app.true_reporting_closure() t using (boss_id, subordinate_id)
       where c.depth is distinct from t.depth`,
    repair: mend('rebuild-reporting-line', (tx) => called(tx, sql`app.repair_reporting_closure()`)),
  },
  {
    name: 'tables-have-statistics',
    query: UNANALYZED,
    repair: mend('analyze', async (tx) => {
      const { rows } = await UNANALYZED.execute(tx);
      if (rows.length === 0) return 0;
      return called(tx, sql`app.repair_statistics(${rows.map((row) => row.subject)}::text[])`);
    }),
  },
];
