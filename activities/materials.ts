import type { Effect, Opened, SignOffOpened } from '../src/contract/effects.ts';
import type { DiscrepancyState } from '../src/contract/discrepancies.ts';
import { minutesRequest } from '../src/contract/schemas.ts';
import type { Flag } from '../src/contract/steps.ts';
import type { Database, Tx } from '../src/db/connect.ts';
import { sql } from 'kysely';
import { writeMaterials } from '../src/db/writes/materials.ts';
import { hashPlan } from '../src/db/writes/plan.ts';
import { writeSigners } from '../src/db/writes/signers.ts';
import { voidEarlier } from '../src/db/writes/void-signatures.ts';
import { audit, clock, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { type ActivityDeps, once } from './context.ts';
import { tellProgress } from './heartbeat.ts';
import { post } from './mail.ts';
import { andDelegates, letter, tellSignedInVain } from './notifications.ts';

/** The packs that the giver completes and the receivers check, and the hash over what was checked. */
export function materials(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /** Makes a pack for every customer and asks the giver for what only they know. */
    async prepareMaterials(effect: Effect): Promise<Opened> {
      const at = clock(effect);
      for (let cursor: string | null = null; ;) {
        cursor = await writeMaterials(db, effect.handoverId, effect.round, at, cursor);
        tellProgress(cursor);
        if (cursor === null) break;
      }
      const opened = await once(db, effect, 'prepareMaterials', async (tx) => {
        const deadline = await deadlineFor(tx, effect, 'materials');
        await stand(tx, effect, deadline);
        await voidEarlier(tx, effect);
        const { rows } = await sql<{ packs: number; completeness: number; explain: number }>`
          select count(*) as packs, coalesce(round(avg(completeness)), 100)::int as completeness, count(*) filter (where needs_explanation) as explain
            from materials where handover_id = ${effect.handoverId} and version = ${effect.round}`.execute(tx);
        await audit(tx, {
          action: 'materials.prepared',
          handoverId: effect.handoverId,
          params: { round: effect.round, ...rows[0] },
        });
        return { deadline };
      });
      await tellSignedInVain(deps, effect);
      await post(deps, effect.next.awaitedIds ?? [], { ...letter(effect), template: 'turn.materials' });
      return opened;
    },

    /** Records the minutes, if there are any, and asks the receivers to check their sample. */
    async openVerification(effect: Effect, minutesEntryId: string | null): Promise<Opened> {
      const opened = await once(db, effect, 'openVerification', async (tx) => {
        const deadline = await deadlineFor(tx, effect, 'verification');
        await stand(tx, effect, deadline);
        await voidEarlier(tx, effect);
        if (minutesEntryId !== null) await recordMinutes(tx, effect, minutesEntryId);
        return { deadline };
      });
      await tellSignedInVain(deps, effect);
      await post(deps, effect.next.awaitedIds ?? [], { ...letter(effect), template: 'turn.verification' });
      return opened;
    },

    /**
     * Opens the sign-off over the hash of plan and materials, unless the sample is not yet checked.
     * @param endWithWhatIsThere the verification was ended by decision or by silence: what is missing is counted, not awaited
     */
    async openSignOff(effect: Effect, endWithWhatIsThere: boolean): Promise<SignOffOpened> {
      const { handoverId, round } = effect;
      const checked = await sql<{ unverified: number; found: number }>`
        select count(*) filter (where b.id is null) as unverified, count(*) filter (where (b.body ->> 'ok') = 'false') as found
          from handover_items i
          left join handover_inbox b on b.handover_id = i.handover_id and b.kind = 'verification' and b.round = ${round}
                                    and b.customer_id = i.record_id and b.author_id = i.receiver_id
         where i.handover_id = ${handoverId} and i.record_type = 'customer' and (i.to_verify or b.id is not null)`.execute(
        db,
      );
      const { unverified, found } = checked.rows[0] ?? { unverified: 0, found: 0 };
      const settles = (await policyOf(db, handoverId)).verification.discrepancyDays !== undefined;
      const discrepancies = settles ? await countIn(db, effect, ['accepted']) : found;
      const notYet = async (): Promise<SignOffOpened> => {
        const deadline = await db.transaction().execute((tx) => deadlineFor(tx, effect, 'verification'));
        return { complete: false, planHash: '', deadline, unverified, discrepancies };
      };
      if (unverified > 0 && !endWithWhatIsThere) return notYet();
      const planHash = await hashPlan(db, handoverId);
      const opening = once(db, effect, 'openSignOff', async (tx) => {
        const deadline = await deadlineFor(tx, effect, 'signOff');
        const departments = await writeSigners(tx, handoverId, round, await policyOf(tx, handoverId));
        const awaitedIds = [...(effect.next.awaitedIds ?? []), ...departments.map((d) => d.person.id)];
        const flags: Flag[] = [
          ...(effect.next.flags ?? []),
          ...(unverified > 0 ? (['notVerified'] as const) : []),
          ...(discrepancies > 0 ? (['discrepancies'] as const) : []),
        ];
        const next = { ...effect.next, awaitedIds: [...new Set(awaitedIds)], flags };
        await stand(tx, { ...effect, next }, deadline);
        // The row is locked: whoever opens one from here on is refused, and what came before is seen.
        if (settles && (await countIn(tx, effect, ['open', 'answered'])) > 0) throw new Unsettled();
        await tx.updateTable('handovers').set({ plan_hash: planHash }).where('id', '=', handoverId).execute();
        await audit(tx, {
          action: 'signOff.opened',
          handoverId,
          params: { round, planHash: planHash.toString('hex'), unverified, discrepancies },
        });
        const asked = departments.length === 0 ? {} : { departments };
        return { complete: true, planHash: planHash.toString('hex'), deadline, unverified, discrepancies, ...asked };
      });
      const opened = await opening.catch((error: unknown) => {
        if (error instanceof Unsettled) return null;
        throw error;
      });
      if (opened === null) return notYet();
      const parties = effect.next.awaitedIds ?? [];
      const coordinators = (opened.departments ?? []).map((d) => d.person.id);
      await post(deps, await andDelegates(db, effect, [...new Set([...parties, ...coordinators])]), {
        ...letter(effect),
        template: (id) =>
          coordinators.includes(id) && !parties.includes(id) ? 'turn.signOff.department' : 'turn.signOff',
        params: { planHash: opened.planHash },
      });
      return opened;
    },
  };
}

/** A discrepancy came in while the sign-off was being opened. */
class Unsettled extends Error {}

async function countIn(tx: Database | Tx, { handoverId, round }: Effect, states: DiscrepancyState[]): Promise<number> {
  const { n } = await tx
    .selectFrom('discrepancies')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('handover_id', '=', handoverId)
    .where('round', '=', round)
    .where('state', 'in', states)
    .executeTakeFirstOrThrow();
  return n;
}

const NO_MINUTES = { minutes: null, attendees: [], actions: [] };

async function recordMinutes(tx: Parameters<typeof stand>[0], effect: Effect, entryId: string): Promise<void> {
  const entry = await tx
    .selectFrom('handover_inbox')
    .select('body')
    .where('id', '=', entryId)
    .where('handover_id', '=', effect.handoverId)
    .executeTakeFirst();
  const read = minutesRequest.safeParse(entry?.body);
  // Whoever sends it past the API shall not stop the case: what was said is not there, and the meeting was held all the same.
  const body = read.success ? read.data : NO_MINUTES;
  const { round } = await tx
    .updateTable('meetings')
    .set({ minutes: body.minutes, attendees: body.attendees, state: 'held', updated_at: sql`now()` })
    .where('handover_id', '=', effect.handoverId)
    .where('round', '=', (e) =>
      e
        .selectFrom('meetings')
        .select((m) => m.fn.max('round').as('round'))
        .where('handover_id', '=', effect.handoverId),
    )
    .returning('round')
    .executeTakeFirstOrThrow();
  if (body.actions.length > 0)
    await tx
      .insertInto('meeting_actions')
      .values(
        body.actions.map((a) => ({
          handover_id: effect.handoverId,
          round,
          body: a.body,
          owner_id: a.owner,
          due_on: a.dueOn ?? null,
        })),
      )
      .execute();
  await audit(tx, {
    action: 'meeting.held',
    handoverId: effect.handoverId,
    params: { round, attendees: body.attendees.length, actions: body.actions.length },
  });
}
