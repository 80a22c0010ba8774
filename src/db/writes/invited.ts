import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** Appointments that are looked at with one query. */
const PAGE = 50;

/** A future appointment with invited people, and who organises it now. */
interface Invited {
  id: string;
  organiser: string;
}

/** The next future appointments with invited people that the handover brought to a new organiser, in person or with their customer. */
export async function invited(db: Database, handoverId: string, from: Date, after: string | null): Promise<Invited[]> {
  const { rows } = await sql<Invited>`
    select e.id, coalesce(p.receiver_id, c.receiver_id) as organiser
      from calendar_events e
      left join handover_items p on p.handover_id = ${handoverId} and p.record_type = 'calendar_event' and p.record_id = e.id
      left join handover_items c on c.handover_id = ${handoverId} and c.record_type = 'customer' and c.record_id = e.customer_id and e.assignee_id is null
      left join customers k on k.id = c.record_id
     where e.attendees <> '{}' and e.starts_at > ${from} and (${after}::uuid is null or e.id > ${after}::uuid)
       -- What changed hands meanwhile, or went back, is organised by somebody else.
       and coalesce(e.assignee_id, k.owner_id) = coalesce(p.receiver_id, c.receiver_id)
     order by e.id limit ${PAGE}`.execute(db);
  return rows;
}

/**
 * The next future appointments with invited people that a move back brought to whoever organises them now.
 * @param entryId of a decision that took back one record: only what hangs on that record
 */
export async function invitedBack(
  db: Database,
  { handoverId, key, entryId = null }: { handoverId: string; key: string; entryId: string | null | undefined },
  from: Date,
  after: string | null,
): Promise<Invited[]> {
  const { rows } = await sql<Invited>`
    with back as materialized (
      select r.handover_id, r.to_id, r.made_as, r.started_at, null::text as type, null::uuid as id
        from restores r where r.handover_id = ${handoverId} and r.key = ${key}
      union all
      select r.handover_id, r.to_id, r.made_as, r.started_at, x.record_type, x.record_id
        from handover_inbox i join restore_conflicts x on x.id::text = i.body ->> 'conflictId' and x.handover_id = i.handover_id
        join restores r on r.handover_id = x.handover_id and r.key = x.restore_key
       where i.id = ${entryId} and i.handover_id = ${handoverId} and x.kind = 'holderChanged' and x.decision = 'takeBack'
    )
    select e.id, b.to_id as organiser
      from back b cross join calendar_events e
      -- Its own: what another move back brought earlier is known already.
      left join handover_exceptions p on (p.handover_id, p.record_type, p.record_id) = (b.handover_id, 'calendar_event', e.id)
        and p.state = b.made_as and p.at >= b.started_at and (b.id is null or (b.type, b.id) = ('calendar_event', e.id))
      left join handover_exceptions c on (c.handover_id, c.record_type, c.record_id) = (b.handover_id, 'customer', e.customer_id) and e.assignee_id is null
        and c.state = b.made_as and c.at >= b.started_at and (b.id is null or (b.type, b.id) = ('customer', e.customer_id))
      left join customers k on k.id = c.record_id
     where e.attendees <> '{}' and e.starts_at > ${from} and (${after}::uuid is null or e.id > ${after}::uuid)
       and (p.record_id is not null or c.record_id is not null) and coalesce(e.assignee_id, k.owner_id) = b.to_id
     order by e.id limit ${PAGE}`.execute(db);
  return rows;
}
