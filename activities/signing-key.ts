import { CompactSign, type JWK, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import { keyFile } from './key-file.ts';
import type { Signer } from './ports.ts';

/**
 * The server's key for sign-offs and heads of the audit log: an Ed25519 private key as JWK in a file that only the server may read.
 * @param file made with a new key when it is not there
 */
export async function signingKey(file: string): Promise<Signer> {
  const jwk = await keyFile(file, async (): Promise<JWK> => {
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    return exportJWK(privateKey);
  });
  const key = await importJWK(jwk, 'EdDSA');
  const keyId = await calculateJwkThumbprint(jwk);
  const { d: _private, ...publicJwk } = jwk;
  return {
    keyId,
    publicJwk: { ...publicJwk, kid: keyId },
    sign: (typ, claims) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'EdDSA', kid: keyId, typ })
        .sign(key),
  };
}
