import type { Effect, ReminderRequest } from '../src/contract/effects.ts';
import type { Database, Tx } from '../src/db/connect.ts';
import { audit, stand } from '../src/db/writes/standing.ts';
import { type ActivityDeps, once } from './context.ts';
import { participants, post } from './mail.ts';

/** Mails to people: the first notice, reminders, periodic check-ins. */
export function notifications(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Tells giver, receivers and supervisor what happens, when, and what is expected of them.
     * @param personIds only these of them: receivers who came in later
     */
    async notifyParties(effect: Effect, personIds?: string[]): Promise<void> {
      await once(db, effect, 'notifyParties', async (tx) => {
        await stand(tx, effect);
        await audit(tx, { action: 'parties.notified', handoverId: effect.handoverId, params: { round: effect.round } });
      });
      const roles = await rolesOf(db, effect.handoverId);
      const meant = [...roles.keys()].filter((id) => personIds === undefined || personIds.includes(id));
      await post(deps, meant, { ...letter(effect), template: (id) => `notify.${roles.get(id) ?? 'receiver'}` });
    },

    /** A reminder, the notice that a wait is overdue, or the call to the deputies. */
    async remind(effect: Effect, request: ReminderRequest): Promise<void> {
      const key = `${request.what}:${request.wait}:${request.nth}`;
      await once(db, effect, `${key}:${effect.at}`, async (tx) => {
        const awaitedIds = await stillAwaited(tx, effect.handoverId, request.what);
        await stand(tx, { ...effect, next: { ...effect.next, awaitedIds } });
        await audit(tx, {
          action: `wait.${request.what}`,
          handoverId: effect.handoverId,
          params: { wait: request.wait, nth: request.nth, awaited: request.personIds },
        });
      });
      await post(deps, request.personIds, {
        ...letter(effect),
        template: request.what,
        params: { wait: request.wait },
        // A later wait of the same name in the same round (another review) has reminders of its own.
        which: `${key}:${effect.at}`,
      });
    },

    /** Giver and receivers are asked to talk and to report; the Schedule of the transition period starts it. */
    async sendCheckIn(handoverId: string): Promise<void> {
      const handover = await db
        .selectFrom('handovers')
        .select(['state', 'step', 'round'])
        .where('id', '=', handoverId)
        .executeTakeFirst();
      if (handover?.state !== 'running' || handover.step !== 'followUp') return;
      const at = new Date().toISOString();
      const effect = { handoverId, step: 'followUp', round: handover.round, at } as Effect;
      const asked = await once(db, effect, 'checkIn', async (tx) => {
        await tx.insertInto('check_ins').values({ handover_id: handoverId, asked_at: at }).execute();
        await audit(tx, { action: 'checkIn.asked', handoverId });
        return at;
      });
      await post(deps, await participants(db, handoverId, ['giver', 'receiver']), {
        handoverId,
        step: 'followUp',
        round: handover.round,
        template: 'checkIn',
        which: asked,
      });
    },
  };
}

/** The three parties of a case, each with what they are in it. */
async function rolesOf(db: Database, handoverId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('handover_people')
    .select(['person_id', 'role'])
    .where('handover_id', '=', handoverId)
    .where('role', 'in', ['giver', 'receiver', 'supervisor'])
    .execute();
  return new Map(rows.map((r) => [r.person_id, r.role]));
}

/** Who answered while the reminder was on its way is not awaited any more; at the escalation the deputies are. */
async function stillAwaited(tx: Tx, handoverId: string, what: ReminderRequest['what']): Promise<string[]> {
  const { awaited_ids } = await tx
    .selectFrom('handovers')
    .select('awaited_ids')
    .where('id', '=', handoverId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return what === 'escalate'
    ? [...new Set([...awaited_ids, ...(await participants(tx, handoverId, ['deputy']))])]
    : awaited_ids;
}

export function letter(effect: Effect) {
  return { handoverId: effect.handoverId, step: effect.step, round: effect.round };
}
