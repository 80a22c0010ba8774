import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '../connect.ts';

/**
 * Issues a one-time token with which `personId` answers the sign-off by signal (decision 9). Only its SHA-256 is kept.
 * @returns the token: 43 characters, 256 random bits
 */
export async function issueSignOffToken(
  tx: Tx,
  grant: { handoverId: string; round: number; personId: string; planHash: Buffer; expiresAt: Date },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await tx
    .insertInto('sign_off_tokens')
    .values({
      digest: createHash('sha256').update(token).digest(),
      handover_id: grant.handoverId,
      round: grant.round,
      person_id: grant.personId,
      plan_hash: grant.planHash,
      expires_at: grant.expiresAt,
    })
    .execute();
  return token;
}
