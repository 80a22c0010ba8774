import { sql } from 'kysely';
import { audit } from '../writes/standing.ts';
import type { Check, Found, Outside } from './check.ts';
import { noteRepair } from './mend.ts';

/** A case that was written down is started within half a minute; what has just been written may be on its way. */
const OPEN = sql<Found>`
  select case when t.handover_id is not null and h.transferred_at is null then 'transferHalted' else 'caseTerminated' end as code, h.id::text as subject,
         jsonb_build_object('label', h.label, 'step', h.step, 'moved', coalesce(t.moved, 0) + coalesce((select sum(l.moved) from transfer_lanes l where t.phase = 'lanes' and (l.handover_id, l.round) = (t.handover_id, t.round)), 0)) as params
    from handovers h left join lateral (select * from transfers x where x.handover_id = h.id order by round desc limit 1) t on true
   where h.closed_at is null and h.started_at < now() - interval '10 minutes'`;

async function notRunning(found: Found[], outside: Outside): Promise<Found[]> {
  const gone = new Set(await outside.notRunning(found.map((f) => f.subject)));
  return found.filter((f) => gone.has(f.subject));
}

/** Cases, what they say of themselves, and what runs in Temporal. */
export const caseChecks: readonly Check[] = [
  {
    name: 'cases-run',
    query: OPEN,
    confirm: notRunning,
    repair: {
      name: 'close-terminated',
      /** What had moved stays moved, and a new handover can be started for what is left. */
      async run(db, outside) {
        if (!outside) return 0;
        const { rows } = await OPEN.execute(db);
        const lost = await notRunning(rows, outside);
        const closed = await db.transaction().execute(async (tx) => {
          const done: string[] = [];
          for (const { subject: handoverId, params } of lost) {
            const row = await tx
              .updateTable('handovers')
              .set({
                state: 'cancelled',
                closed_at: sql`now()`,
                waiting_for: null,
                awaited_ids: [],
                due_at: null,
                overdue: false,
                updated_at: sql`now()`,
              })
              .where('id', '=', handoverId)
              .where('closed_at', 'is', null)
              .returning('id')
              .executeTakeFirst();
            if (!row) continue;
            done.push(handoverId);
            await audit(tx, {
              action: 'case.closedByRepair',
              operator: true,
              handoverId,
              params: { step: String(params.step), moved: Number(params.moved) },
            });
          }
          await noteRepair(tx, 'close-terminated', done.length);
          return done;
        });
        // Outside the transaction; those of a repair that broke off here end by themselves with the transition period.
        for (const handoverId of closed) await outside.stopCheckIns(handoverId);
        return closed.length;
      },
    },
  },
  {
    name: 'projections-agree',
    query: sql<Found>`
      select why.code, h.id::text as subject, jsonb_build_object('label', h.label, 'state', h.state, 'step', h.step) as params
        from handovers h
       cross join lateral (select case
          when (h.closed_at is not null) <> (h.state in ('closed', 'cancelled')) then 'closedDiffers'
          when h.closed_at is not null and (h.waiting_for is not null or h.awaited_ids <> '{}') then 'closedAwaits'
          when h.transferred_at is not null and not exists (select 1 from transfers t where t.handover_id = h.id and t.finished_at is not null) then 'transferredWithoutTransfer'
          when h.transferred_at is null and exists (select 1 from transfers t where t.handover_id = h.id and t.finished_at is not null) then 'transferNotTold'
          when h.transferred_at is not null and h.item_count <> (select count(*) from handover_items i where i.handover_id = h.id and i.why <> 'late') then 'itemsDiffer'
          end as code) why
       where why.code is not null`,
  },
];
