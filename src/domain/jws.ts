import { type KeyObject, createPublicKey, verify } from 'node:crypto';

/** Public Ed25519 keys by their thumbprint. */
export type Keys = ReadonlyMap<string, KeyObject>;

/** @param jwks public keys as JWK, each with its `kid`; what is no Ed25519 key is left out */
export function keysOf(jwks: readonly Record<string, unknown>[]): Keys {
  const keys = new Map<string, KeyObject>();
  for (const { kty, crv, x, kid } of jwks)
    if (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' && typeof kid === 'string')
      keys.set(kid, createPublicKey({ key: { kty, crv, x }, format: 'jwk' }));
  return keys;
}

export type Checked = { claims: unknown } | { fault: 'keyUnknown' | 'signatureWrong' };

/**
 * Checks a compact JWS (EdDSA over Ed25519, RFC 8037).
 * @param typ what its header must say, so that a signature of one kind can't stand for another
 */
export function checkJws(jws: string, typ: string, keys: Keys): Checked {
  const [header = '', payload = '', signature = '', ...more] = jws.split('.');
  const head = jsonOf(header);
  if (more.length > 0 || head?.alg !== 'EdDSA' || head.typ !== typ) return { fault: 'signatureWrong' };
  const key = keys.get(String(head.kid));
  if (!key) return { fault: 'keyUnknown' };
  return verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))
    ? { claims: jsonOf(payload) }
    : { fault: 'signatureWrong' };
}

function jsonOf(part: string): Record<string, unknown> | null {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

/** What a compact JWS says, unchecked. */
export const payloadOf = (jws: string): unknown => jsonOf(jws.split('.')[1] ?? '');
