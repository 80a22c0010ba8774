/** What is signed of an evidence pack: the digest of its manifest, which holds the digest of every file. */
export interface EvidenceManifest {
  handoverId: string;
  /** hex of the SHA-256 of manifest.json */
  sha256: string;
  /** who asked for the pack */
  personId: string;
  /** whether it holds names */
  names: boolean;
  at: string;
}

/** Header `typ` of the signature, so that it can stand for nothing else. */
export const EVIDENCE_TYPE = 'handover-evidence+jws';
