import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Effect, SignatureGiven, SignatureRecorded } from '../src/contract/effects.ts';
import { Refusal } from '../src/contract/failures.ts';
import type { AnswerReview } from '../src/contract/messages.ts';
import type { SignerRole } from '../src/contract/steps.ts';
import type { Tx } from '../src/db/connect.ts';
import { audit, clock, stand } from '../src/db/writes/standing.ts';
import { type ActivityDeps, once } from './context.ts';

/** What people decide, recorded before they hear that it is. Run as local activities: short, one transaction each. */
export function signOffs(deps: ActivityDeps) {
  const { db, signer } = deps;
  return {
    /** Records a signature or a rejection as a JWS over the hash (decision 16). A one-time token tells whose it is. */
    async recordSignOff(effect: Effect, given: SignatureGiven): Promise<SignatureRecorded> {
      const { handoverId, round } = effect;
      const { by } = given;
      const key = by.via === 'token' ? `signOff:token:${digest(by.token).toString('hex')}` : `signOff:${by.forId}`;
      return once(db, effect, key, async (tx) => {
        const who =
          by.via === 'token'
            ? await redeem(tx, handoverId, round, given.planHash, by.token, clock(effect))
            : { personId: by.forId, role: by.role };
        if (by.via !== 'operator') await notFrozen(tx, by.via === 'http' ? by.signerId : who.personId);
        const signerId = by.via === 'http' ? by.signerId : by.via === 'token' ? who.personId : null;
        const at = clock(effect);
        const { label, hash_version } = await tx
          .selectFrom('handovers')
          .select(['label', 'hash_version'])
          .where('id', '=', handoverId)
          .executeTakeFirstOrThrow();
        const jws = await signer.sign('handover-sign-off+jws', {
          handover: handoverId,
          label,
          round,
          planHash: given.planHash,
          hashVersion: hash_version,
          role: who.role,
          person: who.personId,
          signer: signerId,
          via: by.via,
          decision: given.decision,
          at,
        });
        const written = await tx
          .insertInto('sign_offs')
          .values({
            handover_id: handoverId,
            round,
            role: who.role,
            person_id: who.personId,
            signer_id: signerId,
            decision: given.decision,
            comment: await commentOf(tx, given.entryId),
            plan_hash: Buffer.from(given.planHash, 'hex'),
            via: by.via,
            signed_at: at,
            jws,
          })
          .onConflict((c) => c.doNothing())
          .returning('id')
          .executeTakeFirst();
        if (!written) throw new Refusal('alreadyAnswered');
        await noLongerAwaited(tx, handoverId, who.personId);
        await audit(tx, {
          action: given.decision === 'signed' ? 'signOff.signed' : 'signOff.rejected',
          personId: signerId,
          operator: signerId === null,
          handoverId,
          subjectType: 'employee',
          subjectId: who.personId,
          params: { round, role: who.role, via: by.via, planHash: given.planHash },
        });
        return { ...who, decision: given.decision };
      });
    },

    /** Decisions that need no other effect (pause, resume, cancel, extension, a replaced receiver), and a standing that none brings about. */
    async recordDecision(effect: Effect): Promise<void> {
      const action = effect.decisions.map((d) => d.action).join('+');
      const nth = effect.nth === undefined ? '' : `:${effect.nth}`;
      await once(db, effect, `decision:${action}:${effect.at}${nth}`, async (tx) => {
        for (const d of effect.decisions)
          if (d.action === 'receiver.replaced' && d.params)
            await replaceReceiver(tx, effect.handoverId, String(d.params.from), String(d.params.to));
        await stand(tx, effect);
      });
    },

    async recordReviewAnswer(effect: Effect, answer: AnswerReview): Promise<void> {
      await once(db, effect, `review:${answer.reviewId}:${answer.personId}`, async (tx) => {
        await tx
          .insertInto('review_answers')
          .values({
            review_id: answer.reviewId,
            person_id: answer.personId,
            satisfaction: answer.satisfaction,
            comment: await commentOf(tx, answer.entryId),
            answered_at: clock(effect),
          })
          .execute();
        await noLongerAwaited(tx, effect.handoverId, answer.personId);
        await audit(tx, {
          action: 'review.answered',
          personId: answer.personId,
          handoverId: effect.handoverId,
          subjectType: 'review',
          subjectId: answer.reviewId,
          params: { satisfaction: answer.satisfaction },
        });
      });
    },
  };
}

async function redeem(
  tx: Tx,
  handoverId: string,
  round: number,
  planHash: string,
  token: string,
  at: string,
): Promise<{ personId: string; role: SignerRole }> {
  const found = await tx
    .updateTable('sign_off_tokens')
    .set({ used_at: at })
    .where('digest', '=', digest(token))
    .where('handover_id', '=', handoverId)
    .where('round', '=', round)
    .where('plan_hash', '=', Buffer.from(planHash, 'hex'))
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(at))
    .returning('person_id')
    .executeTakeFirst();
  if (!found) throw new Refusal('tokenInvalid');
  const role = await tx
    .selectFrom('handover_people')
    .select('role')
    .where('handover_id', '=', handoverId)
    .where('person_id', '=', found.person_id)
    .where('role', 'in', ['giver', 'receiver', 'supervisor'])
    .executeTakeFirst();
  if (!role) throw new Refusal('tokenInvalid');
  return { personId: found.person_id, role: role.role as SignerRole };
}

/**
 * A signature that was on its way when its signer was frozen is none. The freeze waits for this transaction, or this one sees it.
 * @throws Refusal frozen
 */
async function notFrozen(tx: Tx, personId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(app.work_key(${personId}))`.execute(tx);
  const { rows } = await sql<{ frozen: boolean }>`select app.is_frozen(${personId}) as frozen`.execute(tx);
  if (rows[0]?.frozen !== false) throw new Refusal('frozen');
}

const digest = (token: string) => createHash('sha256').update(token).digest();

async function commentOf(tx: Tx, entryId: string | undefined): Promise<string | null> {
  if (entryId === undefined) return null;
  const entry = await tx.selectFrom('handover_inbox').select('body').where('id', '=', entryId).executeTakeFirst();
  return (entry?.body as { comment?: string } | undefined)?.comment ?? null;
}

/** Answers arrive side by side: each takes out its own person instead of writing the list that it saw. */
async function noLongerAwaited(tx: Tx, handoverId: string, personId: string): Promise<void> {
  await tx
    .updateTable('handovers')
    .set({ awaited_ids: sql`array_remove(awaited_ids, ${personId}::uuid)`, updated_at: sql`now()` })
    .where('id', '=', handoverId)
    .execute();
}

async function replaceReceiver(tx: Tx, handoverId: string, from: string, to: string): Promise<void> {
  await tx
    .updateTable('handover_people')
    .set({ person_id: to })
    .where('handover_id', '=', handoverId)
    .where('role', '=', 'receiver')
    .where('person_id', '=', from)
    .execute();
  await tx
    .updateTable('handovers')
    .set({ late_receiver_id: to })
    .where('id', '=', handoverId)
    .where('late_receiver_id', '=', from)
    .execute();
}
