import { base64url, compactVerify, createLocalJWKSet, errors } from 'jose';
import { type AuditProof, HEAD_TYPE, type HeadClaims, leafText } from './audit-log.ts';

/** The check of a proof by what browsers and Node have alike (Web Cryptography), so that the console and the command line make the same one. */

export type ProofVerdict =
  { head: Pick<HeadClaims, 'number' | 'size' | 'sealedAt'>; key: string } | { fault: ProofFault };
/** keyUnknown: no key given has signed the head; signatureWrong: nor is it by that key; proofWrong: the entry is not under the head */
export type ProofFault = 'keyUnknown' | 'signatureWrong' | 'proofWrong';

/**
 * Whether the entry is the one that the head seals.
 * @param keys public keys as JWK, each with its `kid`
 * @returns the head with the id of the key that signed it, or what is wrong
 * @throws TypeError when the path is no list of hashes; DOMException NotSupportedError where the browser does not know Ed25519
 */
export async function checkProof(
  { entry, position, path, head }: AuditProof,
  keys: Record<string, unknown>[],
): Promise<ProofVerdict> {
  const signed = await claimsOfHead(head, keys);
  if ('fault' in signed) return signed;
  const { number, size, root, sealedAt } = signed.claims;
  const led = await rootOfPath(
    await sha256(LEAF, utf8.encode(leafText(entry))),
    position,
    size,
    path.map((hash) => base64url.decode(hash)),
  );
  if (led === null || hexOf(led) !== root) return { fault: 'proofWrong' };
  return { head: { number, size, sealedAt }, key: signed.key };
}

async function claimsOfHead(
  jws: string,
  keys: Record<string, unknown>[],
): Promise<{ claims: HeadClaims; key: string } | { fault: ProofFault }> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws, createLocalJWKSet({ keys }), {
      algorithms: ['EdDSA'],
    });
    if (protectedHeader.typ !== HEAD_TYPE) return { fault: 'signatureWrong' };
    return { claims: JSON.parse(new TextDecoder().decode(payload)) as HeadClaims, key: protectedHeader.kid ?? '' };
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return { fault: 'keyUnknown' };
    if (error instanceof errors.JOSEError) return { fault: 'signatureWrong' };
    throw error;
  }
}

/**
 * RFC 9162, 2.1.3.2.
 * @returns the root to which a leaf's path leads; null when the path cannot be one of that place in a tree of that size
 */
export async function rootOfPath(
  leaf: Uint8Array,
  position: number,
  size: number,
  path: readonly Uint8Array[],
): Promise<Uint8Array | null> {
  if (!(position >= 0 && position < size)) return null;
  let [at, last, node] = [position, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      node = await sha256(NODE, sibling, node);
      for (; at % 2 === 0 && at !== 0; last = Math.floor(last / 2)) at /= 2;
    } else node = await sha256(NODE, node, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? node : null;
}

/** As in merkle.ts, which makes the trees: leaves and nodes carry different prefixes (RFC 6962, 2.1). */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const utf8 = new TextEncoder();

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  const all = Uint8Array.from(parts.flatMap((part) => [...part]));
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
