import { createHash } from 'node:crypto';
import { type HeadClaims, type SealedEntry, canonicalJson, claimsOf, leafText } from './audit-log.ts';
import { leafHash } from './merkle.ts';

/** The leaf of an entry: 32 bytes. */
export const leafOf = (entry: SealedEntry): Buffer => leafHash(leafText(entry));

/** What the next head names as `previous`: 32 bytes. */
export const headHash = (head: HeadClaims): Buffer =>
  createHash('sha256')
    .update(canonicalJson(claimsOf(head)))
    .digest();
