import { type JWK, calculateJwkThumbprint, compactDecrypt, exportJWK, generateKeyPair, importJWK } from 'jose';
import { sealingKeyOf } from '../src/db/sealed-secrets.ts';
import { keyFile } from './key-file.ts';
import type { Keyring } from './ports.ts';

/**
 * The keys to which secrets are sealed: P-256 private keys as a JWK set in a file that only the server may read. The first is the one
 * of now, the others open what was sealed to them.
 * @param file made with a new key when it is not there
 */
export async function keyring(file: string): Promise<Keyring> {
  const { keys } = await keyFile(file, async (): Promise<{ keys: JWK[] }> => {
    const { privateKey } = await generateKeyPair('ECDH-ES', { extractable: true });
    return { keys: [await exportJWK(privateKey)] };
  });
  const known = new Map(
    await Promise.all(
      keys.map(async (jwk) => [await calculateJwkThumbprint(jwk), await importJWK(jwk, 'ECDH-ES')] as const),
    ),
  );
  const [first] = keys;
  if (first === undefined) throw new Error(`${file} holds no key`);
  const { d: _private, ...publicJwk } = first;
  return {
    publicJwk: { ...publicJwk, kid: await calculateJwkThumbprint(first) },
    async open(stored, about) {
      const kid = sealingKeyOf(stored);
      if (kid === null) return stored;
      const key = known.get(kid);
      if (!key) throw new Error(`sealed to a key that is not here: ${kid}`);
      const { plaintext, protectedHeader } = await compactDecrypt(stored, key);
      if (protectedHeader.sub !== about) throw new Error(`sealed for something else than ${about}`);
      return new TextDecoder().decode(plaintext);
    },
  };
}
