import { sql } from 'kysely';
import type { Effect, ReminderRequest } from '../src/contract/effects.ts';
import type { Database, Tx } from '../src/db/connect.ts';
import { delegatesOf } from '../src/db/delegates.ts';
import { audit, policyOf, stand } from '../src/db/writes/standing.ts';
import { signedInVain } from '../src/db/writes/void-signatures.ts';
import { type ActivityDeps, once } from './context.ts';
import { NOT_CUT_OFF, participants, post } from './mail.ts';

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
        const called = request.called ?? [];
        await makeDeputies(tx, effect.handoverId, called);
        const awaitedIds = await stillAwaited(tx, effect.handoverId, request.what);
        await stand(tx, { ...effect, next: { ...effect.next, awaitedIds } });
        await audit(tx, {
          action: `wait.${request.what}`,
          handoverId: effect.handoverId,
          params: {
            wait: request.wait,
            nth: request.nth,
            awaited: request.personIds,
            ...(called.length > 0 && { called }),
          },
        });
      });
      await post(deps, await andDelegates(db, effect, request.personIds), {
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
      const about = { handoverId, step: 'followUp', round: handover.round, which: asked };
      const { workReports = false } = (await policyOf(db, handoverId)).reviews;
      const receivers = await participants(db, handoverId, ['receiver']);
      const late = workReports ? await withoutReport(db, handoverId, asked) : [];
      const missing = late.map(({ id }) => id);
      await post(deps, await participants(db, handoverId, ['giver', 'receiver']), {
        ...about,
        template: (id) =>
          !workReports || !receivers.includes(id)
            ? 'checkIn'
            : missing.includes(id)
              ? 'checkIn.missing'
              : 'checkIn.report',
      });
      if (missing.length === 0) return;
      await post(deps, await participants(db, handoverId, ['supervisor']), {
        ...about,
        template: 'workReport.missing',
        params: { receivers: late.map(({ number }) => number).join(', ') },
      });
    },
  };
}

/** Receivers who were asked at the check-in before and have not reported since. */
async function withoutReport(
  db: Database,
  handoverId: string,
  asked: string,
): Promise<{ id: string; number: string }[]> {
  const { rows } = await sql<{ id: string; number: string }>`
    select e.id, e.number from handover_people p join employees e on e.id = p.person_id
     where p.handover_id = ${handoverId} and p.role = 'receiver'
       and exists (select 1 from check_ins c where c.handover_id = p.handover_id and c.asked_at < ${asked})
       and not exists (select 1 from work_reports w where w.handover_id = p.handover_id and w.author_id = p.person_id
                          and w.created_at >= (select max(c.asked_at) from check_ins c where c.handover_id = p.handover_id and c.asked_at < ${asked}))
     order by p.position, p.person_id`.execute(db);
  return rows;
}

/** The three parties of a case, each with what they are in it. */
async function rolesOf(db: Database, handoverId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('handover_people')
    .select(['person_id', 'role'])
    .where('handover_id', '=', handoverId)
    .where('role', 'in', ['giver', 'receiver', 'supervisor'])
    .where(NOT_CUT_OFF)
    .execute();
  return new Map(rows.map((r) => [r.person_id, r.role]));
}

/** These people and whoever acts for them now: who is asked for an approval or a signature. */
export async function andDelegates(db: Database, effect: Effect, personIds: string[]): Promise<string[]> {
  return [...personIds, ...(await delegatesOf(db, { handoverId: effect.handoverId, personIds, at: effect.at }))];
}

/** Whoever a further escalation asks may answer from now on, and see what they answer about. */
export async function makeDeputies(tx: Tx, handoverId: string, personIds: string[]): Promise<void> {
  if (personIds.length > 0)
    await tx
      .insertInto('handover_people')
      .values(personIds.map((id) => ({ handover_id: handoverId, person_id: id, role: 'deputy', position: 1 })))
      .onConflict((c) => c.doNothing())
      .execute();
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

/** Whoever signed what is now being made anew hears that their signature counts no more. */
export async function tellSignedInVain(deps: ActivityDeps, effect: Effect): Promise<void> {
  const signers = await deps.db.transaction().execute((tx) => signedInVain(tx, effect));
  await post(deps, signers, { ...letter(effect), template: 'signaturesVoided' });
}

export function letter(effect: Effect) {
  return { handoverId: effect.handoverId, step: effect.step, round: effect.round };
}
