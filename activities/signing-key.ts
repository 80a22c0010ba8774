import { open, readFile } from 'node:fs/promises';
import { CompactSign, type JWK, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { Signer } from './ports.ts';

/**
 * The server's key for sign-offs and heads of the audit log: an Ed25519 private key as JWK in a file that only the server may read.
 * @param file made with a new key when it is not there
 */
export async function signingKey(file: string): Promise<Signer> {
  const jwk = await readOrMake(file);
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

async function readOrMake(file: string): Promise<JWK> {
  try {
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = await exportJWK(privateKey);
    // Exclusive: of two starts one makes the key and the other reads it.
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(JSON.stringify(jwk));
    await handle.close();
    return jwk;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return JSON.parse(await readFile(file, 'utf8')) as JWK;
  }
}
