import type { CoverDue, CoverOpened, CoverReturned, Effect } from '../src/contract/effects.ts';
import { coverOf } from '../src/contract/kinds.ts';
import { calendarOf } from '../src/db/calendar.ts';
import type { Tx } from '../src/db/connect.ts';
import { beginRestore } from '../src/db/writes/move-back.ts';
import { audit, clock, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { endSuccessor, endSuccessorAt } from '../src/db/writes/successors.ts';
import { addWorkingDays, at, localDay } from '../src/domain/working-days.ts';
import { type ActivityDeps, once } from './context.ts';
import { participants, post } from './mail.ts';
import { letter } from './notifications.ts';
import { moveBackKey, toTheEnd } from './restore.ts';

/** Cover during absence, from the transfer to the day on which what was lent goes back. */
export function cover(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Writes down until when a cover lasts; the giver's read access lasts as long.
     * @returns the reminders before it, on the company's calendar
     */
    async openCover(effect: Effect, until: string): Promise<CoverOpened> {
      const { handoverId } = effect;
      return once(db, effect, `openCover:${until}:${effect.nth ?? 0}`, async (tx) => {
        const policy = await policyOf(tx, handoverId);
        const calendar = await calendarOf(tx, policy.calendar);
        await stand(tx, effect);
        await tx
          .updateTable('grants')
          .set({ ends_at: until })
          .where('handover_id', '=', handoverId)
          .where('reason', '=', 'transition')
          .where('revoked_at', 'is', null)
          .where('starts_at', '<', new Date(until))
          .execute();
        await audit(tx, { action: 'cover.lent', handoverId, params: { until } });
        const agenda = coverOf(policy)
          .remindBeforeWorkingDays.map((days) => ({
            at: at(calendar, addWorkingDays(calendar, localDay(calendar, until), -days), calendar.dayStarts),
            what: 'remind' as const,
          }))
          .filter((one) => Date.parse(one.at) > Date.parse(effect.at) && Date.parse(one.at) < Date.parse(until))
          .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
        return { agenda };
      });
    },

    /** All who take part hear when the cover ends. */
    async tellCoverEnds(effect: Effect, until: string): Promise<void> {
      const { handoverId } = effect;
      await once(db, effect, `tellCoverEnds:${effect.at}`, async (tx) => {
        await stand(tx, effect);
        await audit(tx, { action: 'cover.endsSoon', handoverId, params: { until } });
      });
      await post(deps, await participants(db, handoverId, ['giver', 'receiver', 'supervisor']), {
        ...letter(effect),
        template: 'coverEnds',
        which: effect.at,
      });
    },

    /** Whether the giver is back at work when the cover is over; if not, the supervisor is asked what becomes of it. */
    async endOfCover(effect: Effect, until: string): Promise<CoverDue> {
      const { handoverId } = effect;
      const due = await once(db, effect, `endOfCover:${until}`, async (tx) => {
        const deadline = await deadlineFor(tx, effect, 'coverReturn');
        const back = await isBack(tx, handoverId, clock(effect));
        await stand(tx, back ? { ...effect, next: {} } : effect, back ? undefined : deadline);
        if (!back) await audit(tx, { action: 'cover.giverNotBack', handoverId });
        return { back, deadline };
      });
      if (!due.back)
        await post(deps, effect.next.awaitedIds ?? [], {
          ...letter(effect),
          template: 'turn.coverReturn',
          which: until,
        });
      return due;
    },

    /**
     * What was lent stays for good: a giver who comes back gets new customers of their own once the transition is over, as after a change
     * of post.
     */
    async keepCover(effect: Effect): Promise<void> {
      const { handoverId } = effect;
      await once(db, effect, 'keepCover', async (tx) => {
        const { state } = await tx
          .selectFrom('handovers as h')
          .innerJoin('employees as g', 'g.id', 'h.giver_id')
          .select('g.state')
          .where('h.id', '=', handoverId)
          .executeTakeFirstOrThrow();
        const { transition } = await policyOf(tx, handoverId);
        const endsAt = new Date(Date.parse(clock(effect)) + transition.days * 86_400_000);
        if (state !== 'left') await endSuccessorAt(tx, handoverId, endsAt);
        await stand(tx, effect);
      });
    },

    /**
     * Gives back exactly what was lent, batch after batch, as far as the cover still holds it; of what came meanwhile as much as the
     * policy says. What was changed meanwhile stays changed. To the supervisor where the giver has left for good.
     */
    async returnCover(effect: Effect): Promise<CoverReturned> {
      const { handoverId } = effect;
      const key = moveBackKey(effect, { as: 'restored' });
      await db.transaction().execute(async (tx) => {
        const begun = await tx
          .selectFrom('restores')
          .select('key')
          .where('handover_id', '=', handoverId)
          .where('key', '=', key)
          .executeTakeFirst();
        if (begun) return;
        const { giver_id, supervisor_id, state } = await tx
          .selectFrom('handovers as h')
          .innerJoin('employees as g', 'g.id', 'h.giver_id')
          .select(['h.giver_id', 'h.supervisor_id', 'g.state'])
          .where('h.id', '=', handoverId)
          .executeTakeFirstOrThrow();
        const { wonCustomers, lateArrivals } = coverOf(await policyOf(tx, handoverId));
        await beginRestore(tx, {
          handoverId,
          key,
          as: 'restored',
          personId: supervisor_id,
          toId: state === 'left' ? supervisor_id : giver_id,
          customerIds: null,
          filter: { late: { won: wonCustomers === 'giver', other: lateArrivals === 'giver' } },
          onConflict: 'keep',
          keepsChanges: true,
        });
        await endSuccessor(tx, handoverId, giver_id);
      });
      const done = await toTheEnd(db, handoverId, key);
      const returned = await once(db, effect, 'returnCover', (tx) => finish(tx, effect, key, done));
      await post(deps, await participants(db, handoverId, ['giver', 'receiver', 'supervisor']), {
        ...letter(effect),
        template: 'coverReturned',
        params: { ...returned },
      });
      return returned;
    },
  };
}

async function finish(
  tx: Tx,
  effect: Effect,
  key: string,
  { restored, conflicts }: { restored: number; conflicts: number },
): Promise<CoverReturned> {
  const { handoverId } = effect;
  await tx
    .updateTable('restores')
    .set({ finished_at: new Date() })
    .where('handover_id', '=', handoverId)
    .where('key', '=', key)
    .execute();
  await tx
    .updateTable('grants')
    .set((e) => ({ revoked_at: e.fn('greatest', [e.val(new Date()), 'starts_at']) }))
    .where('handover_id', '=', handoverId)
    .where('reason', '=', 'transition')
    .where('revoked_at', 'is', null)
    .execute();
  // What somebody else holds by now is theirs: the cover ends, and nobody is left to decide on it.
  await tx
    .updateTable('restore_conflicts')
    .set({ decision: 'keep', decided_at: new Date() })
    .where('handover_id', '=', handoverId)
    .where('restore_key', '=', key)
    .where('decision', 'is', null)
    .execute();
  const { kept } = await tx
    .selectFrom('handover_exceptions')
    .select((e) => e.fn.countAll<number>().as('kept'))
    .where('handover_id', '=', handoverId)
    .where('state', '=', 'late')
    .executeTakeFirstOrThrow();
  await stand(tx, effect);
  const returned = { returned: restored, elsewhere: conflicts, kept };
  await audit(tx, { action: 'cover.returned', handoverId, params: returned });
  return returned;
}

/** At work, or away until a day that is over. */
async function isBack(tx: Tx, handoverId: string, now: string): Promise<boolean> {
  const giver = await tx
    .selectFrom('handovers as h')
    .innerJoin('employees as g', 'g.id', 'h.giver_id')
    .select(['g.state', 'g.away_until', 'g.calendar_code'])
    .where('h.id', '=', handoverId)
    .executeTakeFirstOrThrow();
  if (giver.state === 'active' || giver.state === 'leaving') return true;
  if (giver.state === 'left' || giver.away_until === null) return false;
  const today = localDay(await calendarOf(tx, giver.calendar_code), now);
  return giver.away_until <= today.toString();
}
