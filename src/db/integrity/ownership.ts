import { sql } from 'kysely';
import type { Check, Found } from './check.ts';
import { called, mend } from './mend.ts';

/** One owner at every instant, and what handovers say about it. */
export const ownershipChecks: readonly Check[] = [
  {
    name: 'owner-has-start',
    query: sql<Found>`
      select case when started then 'ownerDiffers' else 'startMissing' end as code, customer_id::text as subject,
             jsonb_build_object('owner', owner_id, 'started', started_owner_id) as params
        from app.owners_without_start()`,
    repair: mend('record-ownership', (tx) => called(tx, sql`app.repair_ownership()`)),
  },
  {
    name: 'starts-are-past',
    // Tolerance for a clock that was set back: the trigger goes on by a microsecond from the latest start.
    query: sql<Found>`
      select 'startInFuture' as code, customer_id::text as subject, jsonb_build_object('since', since) as params
        from ownership_starts where since > now() + interval '5 minutes'`,
  },
  {
    name: 'items-have-starts',
    query: sql<Found>`
      with item as (
        select h.id as handover_id, h.label, h.giver_id, h.supervisor_id, i.record_id, i.why, e.state
          from handovers h join handover_items i on i.handover_id = h.id and i.record_type = 'customer'
          left join handover_exceptions e using (handover_id, record_type, record_id)
         where h.transferred_at is not null
      ), start as (
        select handover_id, customer_id, array_agg(distinct owner_id) as owners from ownership_starts where handover_id is not null group by 1, 2
      )
      select case when i.state = 'skipped' then 'skippedHasStart' when i.state is null then 'movedWithoutStart' else 'restoredWithoutStart' end as code,
             i.handover_id || ' ' || i.record_id as subject, jsonb_build_object('label', i.label, 'customer', i.record_id) as params
        from item i left join start s on s.handover_id = i.handover_id and s.customer_id = i.record_id
       where case when i.state is null then i.why <> 'late' and s.owners is null
                  when i.state = 'skipped' then s.owners is not null
                  when i.state = 'restored' then not coalesce(i.giver_id = any (s.owners), false)
                  when i.state = 'returned' then not coalesce(s.owners && array[i.giver_id, i.supervisor_id], false)
                  else false end`,
  },
];
