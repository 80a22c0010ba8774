/** Types of verify.mjs, which is plain JavaScript so that it runs anywhere by itself. */

export type EvidenceVerdict =
  | {
      sound: true;
      handover: string;
      madeAt: string;
      planHash: string;
      items: number;
      customers: number;
      /** customers that went to the receiver that was signed */
      moved: number;
      excepted: number;
      late: number;
      /** signer: who signed, for the person whose part it is; null: an operator's statement */
      signatures: { role: string; person: string; signer: string | null; decision: string; via: string; at: string }[];
      entries: number;
      head: { number: number; sealedAt: string } | null;
    }
  | { sound: false; code: string; params: Record<string, string | number> };

/**
 * Checks a pack.
 * @param path of the zip, or of the folder into which it was unpacked
 * @param fingerprint thumbprint of the server's key, from elsewhere than the pack
 */
export function verifyPack(path: string, fingerprint: string): EvidenceVerdict;

/** What was found, a sentence a line. */
export function tell(verdict: EvidenceVerdict, lang: string | undefined): string[];
