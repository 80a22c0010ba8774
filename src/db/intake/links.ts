import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { checkJws, keysOf } from '../../domain/jws.ts';
import { publicKeys } from '../audit/keys.ts';
import type { Database } from '../connect.ts';

/** One-time links of people without an account: signed tokens of which only the SHA-256 is kept. */

/** What its header must say, so that no other signature of the server opens a page. */
const LINK_TYPE = 'handover-link+jws';

export interface FoundLink {
  /** SHA-256 of the token: what the functions of a purpose take */
  digest: Buffer;
  purpose: string;
  /** the row that the link answers */
  subjectId: string;
  state: 'open' | 'used' | 'expired';
}

/** SHA-256 of a token, as it is stored. */
export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * Finds a link by its token. The signature is looked at first: what the server did not sign is turned away without a look at the links.
 * @returns undefined: forged, or there is no such link
 */
export async function findLink(db: Database, token: string): Promise<FoundLink | undefined> {
  const signed = checkJws(token, LINK_TYPE, keysOf(await publicKeys(db)));
  if ('fault' in signed) return undefined;
  const digest = digestOf(token);
  const { rows } = await sql<Omit<FoundLink, 'digest'>>`
    select purpose, subject_id as "subjectId", state from app.find_link(${digest})`.execute(db);
  return rows[0] && { digest, ...rows[0] };
}
