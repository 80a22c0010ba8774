import { createHash } from 'node:crypto';
import type { Tx } from '../connect.ts';

/**
 * Writes a one-time link down, once: the same token again changes nothing.
 * @param token a signed one, see `linkToken` in activities/links.ts; only its SHA-256 is kept
 */
export async function keepLink(
  tx: Tx,
  link: { token: string; purpose: 'introduction' | 'survey'; subjectId: string; handoverId: string; expiresAt: string },
): Promise<void> {
  await tx
    .insertInto('one_time_links')
    .values({
      digest: createHash('sha256').update(link.token).digest(),
      purpose: link.purpose,
      subject_id: link.subjectId,
      handover_id: link.handoverId,
      expires_at: link.expiresAt,
    })
    .onConflict((c) => c.column('digest').doUpdateSet({ expires_at: link.expiresAt }))
    .execute();
}
