import { sql } from 'kysely';
import type { Check, Found } from './check.ts';
import { endCustody } from '../writes/custody.ts';
import { endSuccessor } from '../writes/successors.ts';
import { called, mend } from './mend.ts';

/**
 * Grants in force that nothing speaks for any more. A transition may end on the day after, for zones and the hour of the transfer; that
 * of a cover lasts as long as the cover.
 */
const GROUNDLESS = sql<Found & { id: string }>`
  select g.id, why.code, g.id::text as subject, jsonb_build_object('level', g.level, 'holder', g.grantee_id, 'label', h.label) as params
    from grants g join employees e on e.id = g.grantee_id
    left join handovers h on h.id = g.handover_id
    left join policies p on p.key = h.policy_key and p.version = h.policy_version
   cross join lateral (select case
      when e.state = 'left' then 'grantOfLeft'
      when h.state = 'cancelled' and h.transferred_at is null
           and not exists (select 1 from transfers t where t.handover_id = h.id) then 'grantOfCancelled'
      when g.reason = 'custody' and not exists (select 1 from custodies k where k.handover_id = h.id and k.ended_at is null) then 'custodyOver'
      when g.reason = 'transition' and h.transferred_at is not null and h.kind <> 'absence_cover'
           and g.ends_at > h.transferred_at + make_interval(days => (p.body -> 'transition' ->> 'days')::int + 1) then 'transitionTooLong'
      when g.reason = 'transition' and h.transferred_at is not null and not exists (
           select 1 from handover_items i join customers c on c.id = i.record_id
            where i.handover_id = h.id and i.record_type = 'customer' and c.owner_id is distinct from h.giver_id) then 'transitionOfOwner'
      end as code) why
   where g.revoked_at is null and g.ends_at > now() and why.code is not null`;

/** Custodies whose case ended without the transfer that ends them: what reached the custodian belongs to the giver again. */
const ORPHANED = sql<Found & { giver_id: string }>`
  select 'custodyOfClosed' as code, h.id::text as subject, jsonb_build_object('label', h.label, 'holder', k.custodian_id) as params, h.giver_id
    from custodies k join handovers h on h.id = k.handover_id where k.ended_at is null and h.closed_at is not null`;

/** No access without a reason. */
export const accessChecks: readonly Check[] = [
  {
    name: 'grants-have-reasons',
    query: sql<Found>`select code, subject, params from (${GROUNDLESS}) g`,
    repair: mend('revoke-grants', async (tx) => {
      const { numAffectedRows } = await sql`
        update grants set revoked_at = greatest(now(), starts_at) where id in (select id from (${GROUNDLESS}) g) and revoked_at is null`.execute(
        tx,
      );
      return Number(numAffectedRows ?? 0);
    }),
  },
  {
    name: 'members-are-here',
    query: sql<Found>`
      select 'memberLeft' as code, t.id::text as subject, jsonb_build_object('customer', t.customer_id, 'member', t.assignee_id) as params
        from customer_team t join employees e on e.id = t.assignee_id where e.state = 'left'`,
    repair: mend('remove-members', (tx) => called(tx, sql`app.repair_team()`)),
  },
  {
    name: 'successors-have-reasons',
    // From the moment the rule is made until it ends there is a transfer, or a custody; without one, or when all went back, it only
    // leads astray.
    query: sql<Found>`
      select code, subject, params from (
        select case when not exists (select 1 from transfers t where t.handover_id = h.id)
                         and not exists (select 1 from custodies k where k.handover_id = h.id and k.ended_at is null) then 'successorWithoutTransfer'
                    when h.transferred_at is not null and s.whole_book and exists (select 1 from handover_items i where i.handover_id = h.id and i.record_type = 'customer')
                         and not exists (
                           select 1 from handover_items i left join handover_exceptions x using (handover_id, record_type, record_id)
                            where i.handover_id = h.id and i.record_type = 'customer' and coalesce(x.state not in ('restored', 'returned'), true))
                         and e.state <> 'left' then 'successorOfRestored' end as code,
               s.handover_id::text as subject, jsonb_build_object('label', h.label) as params
          from successors s join handovers h on h.id = s.handover_id join employees e on e.id = s.giver_id
         where s.ended_at is null and (s.ends_at is null or s.ends_at > now())) f
       where code is not null`,
    repair: mend('end-successors', async (tx) => {
      const groundless = accessChecks.find((check) => check.name === 'successors-have-reasons');
      if (!groundless) return 0;
      const { numAffectedRows } = await sql`
        update successors set ended_at = clock_timestamp() where ended_at is null and handover_id::text in (select subject from (${groundless.query}) f)`.execute(
        tx,
      );
      return Number(numAffectedRows ?? 0);
    }),
  },
  {
    name: 'custodies-are-of-open-cases',
    query: sql<Found>`select code, subject, params from (${ORPHANED}) c`,
    repair: mend('end-custodies', async (tx) => {
      const { rows } = await ORPHANED.execute(tx);
      for (const { subject, giver_id } of rows) {
        await endSuccessor(tx, subject, giver_id);
        await endCustody(tx, subject, new Date().toISOString(), true);
      }
      return rows.length;
    }),
  },
  {
    name: 'tokens-are-of-open-rounds',
    query: sql<Found>`
      select 'tokenOfClosedRound' as code, encode(t.digest, 'hex') as subject, jsonb_build_object('label', h.label, 'round', t.round) as params
        from sign_off_tokens t join handovers h on h.id = t.handover_id
       where t.used_at is null and t.expires_at > now() and (h.closed_at is not null or h.round > t.round or h.transferred_at is not null)`,
    repair: mend('void-tokens', async (tx) => {
      const { numAffectedRows } = await sql`
        update sign_off_tokens t set expires_at = now() from handovers h
         where h.id = t.handover_id and t.used_at is null and t.expires_at > now()
           and (h.closed_at is not null or h.round > t.round or h.transferred_at is not null)`.execute(tx);
      return Number(numAffectedRows ?? 0);
    }),
  },
];
