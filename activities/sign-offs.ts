import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Effect, SignatureGiven, SignatureRecorded } from '../src/contract/effects.ts';
import { Refusal } from '../src/contract/failures.ts';
import type { AnswerReview } from '../src/contract/messages.ts';
import { isWaivable } from '../src/contract/signers.ts';
import { SIGNER_ROLES, type SignerRole } from '../src/contract/steps.ts';
import type { Tx } from '../src/db/connect.ts';
import { voidSignatures } from '../src/db/writes/void-signatures.ts';
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
      const key = by.via === 'token' ? `signOff:token:${digest(by.token).toString('hex')}` : keyOf(by.forId, by.role);
      return once(db, effect, key, async (tx) => {
        const who =
          by.via === 'token'
            ? await redeem(tx, handoverId, round, given.planHash, by.token, clock(effect))
            : { personId: by.forId, role: by.role };
        if (by.via !== 'operator') await notFrozen(tx, by.via === 'http' ? by.signerId : who.personId);
        const signerId = by.via === 'http' ? by.signerId : by.via === 'token' ? who.personId : null;
        if (given.decision === 'waived') await mustMayWaive(tx, handoverId, signerId, who.role);
        const delegation = by.via === 'http' ? (by.delegationId ?? null) : null;
        if (delegation !== null) await mustBeDelegated(tx, { handoverId, round }, delegation, signerId, who.personId);
        const department = await departmentOf(tx, handoverId, round, who);
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
          ...(department === null ? {} : { department }),
          ...(delegation === null ? {} : { delegation }),
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
            department_id: department,
            delegation_id: delegation,
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
        if (!(await signsElsewhere(tx, handoverId, round, who.personId)))
          await noLongerAwaited(tx, handoverId, who.personId);
        await audit(tx, {
          action: `signOff.${given.decision}`,
          personId: signerId,
          operator: signerId === null,
          handoverId,
          subjectType: 'employee',
          subjectId: who.personId,
          params: {
            round,
            role: who.role,
            via: by.via,
            planHash: given.planHash,
            ...(delegation === null ? {} : { delegation }),
          },
        });
        if (given.decision === 'rejected') await voidSignatures(tx, effect, round, 'rejected');
        return { ...who, decision: given.decision };
      });
    },

    /** Decisions that need no other effect (pause, resume, cancel, extension, a replaced receiver), and a standing that none brings about. */
    async recordDecision(effect: Effect): Promise<void> {
      const action = effect.decisions.map((d) => d.action).join('+');
      const nth = effect.nth === undefined ? '' : `:${effect.nth}`;
      await once(db, effect, `decision:${action}:${effect.at}${nth}`, async (tx) => {
        for (const d of effect.decisions)
          if (d.action === 'receiver.replaced' && d.params) {
            await voidSignatures(tx, effect, effect.round, 'receiverReplaced');
            await replaceReceiver(tx, effect.handoverId, String(d.params.from), String(d.params.to));
          }
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
            answers: JSON.stringify(await answersOf(tx, answer.entryId)),
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

/** Answers to the questions of the policy, which the way in has held against them. */
async function answersOf(tx: Tx, entryId: string | undefined): Promise<unknown> {
  if (entryId === undefined) return {};
  const entry = await tx.selectFrom('handover_inbox').select('body').where('id', '=', entryId).executeTakeFirst();
  return (entry?.body as { answers?: unknown } | undefined)?.answers ?? {};
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
  const part = (await partsOf(tx, handoverId, round, found.person_id))[0];
  if (!part) throw new Refusal('tokenInvalid');
  return { personId: found.person_id, role: part };
}

/** The parts in which somebody signs in this round, those that are not signed yet first: a token is for one signature. */
async function partsOf(tx: Tx, handoverId: string, round: number, personId: string): Promise<SignerRole[]> {
  const { rows } = await sql<{ role: SignerRole }>`
    select p.role from (
      select role from handover_signers where handover_id = ${handoverId} and round = ${round} and person_id = ${personId}
      union
      select role from handover_people where handover_id = ${handoverId} and person_id = ${personId} and role in ('giver', 'receiver', 'supervisor')) p
      left join sign_offs s on s.handover_id = ${handoverId} and s.round = ${round} and s.person_id = ${personId} and s.role = p.role
     order by s.id is not null, array_position(${[...SIGNER_ROLES]}::text[], p.role)`.execute(tx);
  return rows.map(({ role }) => role);
}

/** Whether a signature of theirs is still missing in another part. */
async function signsElsewhere(tx: Tx, handoverId: string, round: number, personId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from handover_signers n
     where n.handover_id = ${handoverId} and n.round = ${round} and n.person_id = ${personId} and not exists (
       select 1 from sign_offs s where (s.handover_id, s.round, s.role, s.person_id) = (n.handover_id, n.round, n.role, n.person_id)) limit 1`.execute(
    tx,
  );
  return rows.length > 0;
}

async function departmentOf(
  tx: Tx,
  handoverId: string,
  round: number,
  who: { personId: string; role: SignerRole },
): Promise<string | null> {
  const signer = await tx
    .selectFrom('handover_signers')
    .select('department_id')
    .where('handover_id', '=', handoverId)
    .where('round', '=', round)
    .where('role', '=', who.role)
    .where('person_id', '=', who.personId)
    .executeTakeFirst();
  return signer?.department_id ?? null;
}

/**
 * Only HR does without a signature, and nobody in HR does so in a handover in which they give or receive.
 * @throws Refusal notForYou, waiverNotPossible
 */
async function mustMayWaive(tx: Tx, handoverId: string, personId: string | null, role: SignerRole): Promise<void> {
  if (!isWaivable(role)) throw new Refusal('waiverNotPossible');
  const { rows } = await sql<{ may: boolean }>`
    select exists (select 1 from employees where id = ${personId} and 'hr' = any (roles) and state <> 'left')
       and not exists (select 1 from handover_people where handover_id = ${handoverId} and person_id = ${personId} and role in ('giver', 'receiver')) as may`.execute(
    tx,
  );
  if (rows[0]?.may !== true) throw new Refusal('notForYou');
}

/**
 * The delegation holds now, from the one whose signature it is to the one who gives it, who neither gives nor receives.
 * @throws Refusal notForYou
 */
async function mustBeDelegated(
  tx: Tx,
  { handoverId, round }: Pick<Effect, 'handoverId' | 'round'>,
  delegationId: string,
  signerId: string | null,
  forId: string,
): Promise<void> {
  const { rows } = await sql`
    select 1 from delegations d join employees e on e.id = d.from_id
     where d.id = ${delegationId} and d.from_id = ${forId} and d.to_id = ${signerId} and d.revoked_at is null and now() >= d.starts_at and now() < d.ends_at
       and e.state <> 'left' and not app.is_frozen(d.from_id)
       and not exists (select 1 from handover_people p where p.handover_id = ${handoverId} and p.person_id = d.to_id and p.role in ('giver', 'receiver', 'supervisor'))`.execute(
    tx,
  );
  if (rows.length === 0) throw new Refusal('notForYou');
  const another = await tx
    .selectFrom('sign_offs')
    .select('id')
    .where('handover_id', '=', handoverId)
    .where('round', '=', round)
    .where('signer_id', '=', signerId)
    .where('delegation_id', 'is not', null)
    .where('role', 'in', ['giver', 'receiver', 'supervisor'])
    .where('person_id', '<>', forId)
    .executeTakeFirst();
  if (another) throw new Refusal('delegateOfAnother');
}

/** One signature a person and part; that of a party has the key that it had before departments signed. */
const keyOf = (personId: string, role: SignerRole) =>
  role === 'giver' || role === 'receiver' || role === 'supervisor'
    ? `signOff:${personId}`
    : `signOff:${role}:${personId}`;

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
