import { EVIDENCE_TYPE, type EvidenceManifest } from '../src/contract/evidence.ts';
import { Refusal } from '../src/contract/failures.ts';
import { audit } from '../src/db/writes/standing.ts';
import { type ActivityDeps, once } from './context.ts';

/** What vouches for an evidence pack outside of the product. */
export function evidence({ db, signer }: ActivityDeps) {
  return {
    /**
     * Signs the manifest of a closed case's pack, and says in the log that there is such a pack and who asked for it.
     * @returns a compact JWS
     * @throws Refusal notClosedYet
     */
    async signEvidence({ handoverId, sha256, personId, names, at }: EvidenceManifest): Promise<string> {
      return once(db, { step: 'close', round: 1 }, 'signEvidence', async (tx) => {
        const { label, closed_at } = await tx
          .selectFrom('handovers')
          .select(['label', 'closed_at'])
          .where('id', '=', handoverId)
          .executeTakeFirstOrThrow();
        if (closed_at === null) throw new Refusal('notClosedYet');
        await audit(tx, {
          action: 'evidence.made',
          personId,
          handoverId,
          params: { manifest: sha256, names: names ? 1 : 0 },
        });
        return signer.sign(EVIDENCE_TYPE, { handover: handoverId, label, manifest: sha256, at });
      });
    },
  };
}
