import { sql } from 'kysely';
import type { DiscrepanciesSeen, Effect } from '../src/contract/effects.ts';
import { calendarOf } from '../src/db/calendar.ts';
import type { Tx } from '../src/db/connect.ts';
import { audit, clock, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { dueAfter, upTo } from '../src/domain/working-days.ts';
import { type ActivityDeps, once } from './context.ts';
import { andDelegates, letter } from './notifications.ts';
import { post } from './mail.ts';

/** What receivers found, as far as the case must know of it: how many are left, for whom to settle or decide, until when. */
export function discrepancies(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Looks at the discrepancies of the round and asks whoever is to act on them: receiver and giver until their time is over, then the
     * supervisor. What was opened later than others has its own time.
     */
    async lookAtDiscrepancies(effect: Effect): Promise<DiscrepanciesSeen> {
      const { handoverId, round } = effect;
      const seen = await once(db, effect, `discrepancies:${effect.at}:${effect.nth ?? 0}`, async (tx) => {
        const at = clock(effect);
        await giveTime(tx, effect);
        const { rows } = await sql<{ open: number; due: string | null; mend: number; parties: string[] | null }>`
          select count(*) filter (where state in ('open', 'answered')) as open,
                 to_char(max(due_at) filter (where state in ('open', 'answered') and due_at > ${at}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as due,
                 count(*) filter (where state = 'mend') as mend,
                 array_agg(distinct receiver_id) filter (where state in ('open', 'answered')) as parties
            from discrepancies where handover_id = ${handoverId} and round = ${round}`.execute(tx);
        const { open = 0, due = null, mend = 0, parties = null } = rows[0] ?? {};
        if (open === 0) return { wait: null, mend, open };
        const policy = await policyOf(tx, handoverId);
        const wait = due === null ? ('discrepancyDecision' as const) : ('discrepancies' as const);
        const deadline =
          due === null
            ? await deadlineFor(tx, effect, wait)
            : upTo(await calendarOf(tx, policy.calendar), due, effect.at);
        const personIds = await asked(tx, handoverId, due === null ? null : (parties ?? []));
        await stand(tx, { ...effect, next: { ...effect.next, waitingFor: wait, awaitedIds: personIds } }, deadline);
        await audit(tx, { action: 'discrepancies.open', handoverId, params: { round, count: open, wait } });
        return { wait, mend, open, deadline, personIds };
      });
      if (seen.wait !== null)
        await post(deps, await andDelegates(db, effect, seen.personIds), {
          ...letter(effect),
          template: `turn.${seen.wait}`,
          which: effect.at,
          params: { count: seen.open },
        });
      return seen;
    },
  };
}

/** What was written down without a time has the policy's from now on; where the giver is gone there is nobody to settle it with. */
async function giveTime(tx: Tx, effect: Effect): Promise<void> {
  const policy = await policyOf(tx, effect.handoverId);
  const days = policy.verification.discrepancyDays ?? 0;
  const { kind } = await tx
    .selectFrom('handovers')
    .select('kind')
    .where('id', '=', effect.handoverId)
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('discrepancies')
    .set({
      due_at:
        kind === 'emergency_departure' ? effect.at : dueAfter(await calendarOf(tx, policy.calendar), days, effect.at),
    })
    .where('handover_id', '=', effect.handoverId)
    .where('round', '=', effect.round)
    .where('due_at', 'is', null)
    .execute();
}

/** @param receiverIds with the giver, the ones to settle; null: the supervisor decides */
async function asked(tx: Tx, handoverId: string, receiverIds: string[] | null): Promise<string[]> {
  const { giver_id, supervisor_id } = await tx
    .selectFrom('handovers')
    .select(['giver_id', 'supervisor_id'])
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  return receiverIds === null ? [supervisor_id] : [giver_id, ...receiverIds];
}
