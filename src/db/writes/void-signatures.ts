import { sql } from 'kysely';
import type { Effect } from '../../contract/effects.ts';
import type { VoidedBecause } from '../../contract/signers.ts';
import type { Tx } from '../connect.ts';
import { audit, clock } from './standing.ts';

/**
 * Signatures of a round, and of those before it, that count no more from now on: they stay on record, and the log says so. What was
 * rejected is no signature and stays as it is.
 * @param round the last one whose signatures are void
 */
export async function voidSignatures(tx: Tx, effect: Effect, round: number, because: VoidedBecause): Promise<void> {
  const voided = await tx
    .updateTable('sign_offs')
    .set({ voided_at: clock(effect), voided_because: because })
    .where('handover_id', '=', effect.handoverId)
    .where('round', '<=', round)
    .where('decision', '<>', 'rejected')
    .where('voided_at', 'is', null)
    .returning('id')
    .execute();
  if (voided.length > 0)
    await audit(tx, {
      action: 'signOff.voided',
      handoverId: effect.handoverId,
      params: { round, count: voided.length, because },
    });
}

/** The same for whatever was signed in rounds before the effect's own, by an effect that makes anew what was signed. */
export async function voidEarlier(tx: Tx, effect: Effect): Promise<void> {
  const sentBack = effect.decisions.find((d) => d.action === 'signOff.sentBack');
  await voidSignatures(
    tx,
    effect,
    effect.round - 1,
    sentBack?.params?.reason === undefined ? 'reopened' : 'planChanged',
  );
}

/** Who signed, in the round before the effect's, what is now being made anew. */
export async function signedInVain(tx: Tx, { handoverId, round }: Effect): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`
    select coalesce(signer_id, person_id) as person_id from sign_offs
     where handover_id = ${handoverId} and round = ${round - 1} and voided_at is not null and decision = 'signed'
    union
    select person_id from sign_offs
     where handover_id = ${handoverId} and round = ${round - 1} and voided_at is not null and decision = 'signed'`.execute(
    tx,
  );
  return rows.map((r) => r.person_id);
}

/**
 * The evidence before anything moves: whoever had to sign this round has signed this hash, or HR did without, and all of it counts.
 * Cases that opened their sign-off before this was written down have nobody listed.
 */
export async function isSigned(tx: Tx, handoverId: string, round: number, planHash: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from handover_signers n
     where n.handover_id = ${handoverId} and n.round = ${round} and not exists (
       select 1 from sign_offs s
        where (s.handover_id, s.round, s.role, s.person_id) = (n.handover_id, n.round, n.role, n.person_id)
          and s.decision in ('signed', 'waived') and s.voided_at is null and s.plan_hash = ${Buffer.from(planHash, 'hex')})
     limit 1`.execute(tx);
  return rows.length === 0;
}
