import { CompactEncrypt, type JWK, decodeProtectedHeader, importJWK } from 'jose';
import { sql } from 'kysely';
import type { Database, Tx } from './connect.ts';

/**
 * Secrets that the API writes and only a worker reads: each is a JWE (ECDH-ES, A256GCM) to the public key that the workers told last,
 * bound to what it is a secret of.
 */

/** A public key as JWK with its thumbprint as `kid`. */
export type SealingKey = JWK & { kid: string };

/** Makes it the key to which secrets are sealed from now on. */
export async function publishSealingKey(db: Database, jwk: SealingKey): Promise<void> {
  const since = sql<Date>`clock_timestamp()`;
  await db
    .insertInto('sealing_keys')
    .values({ kid: jwk.kid, jwk: JSON.stringify(jwk), since })
    .onConflict((c) => c.column('kid').doUpdateSet({ since }))
    .execute();
}

/**
 * The secret as it is to be stored. Where no worker has told a key yet, all are of the version before, and read it as it is.
 * @param about the id of what it is a secret of
 */
export async function sealedForWorkers(tx: Tx, secret: string, about: string): Promise<string> {
  const key = await tx.selectFrom('sealing_keys').select('jwk').orderBy('since', 'desc').limit(1).executeTakeFirst();
  return key ? sealedTo(key.jwk as SealingKey, secret, about) : secret;
}

export async function sealedTo(jwk: SealingKey, secret: string, about: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: jwk.kid, sub: about })
    .encrypt(await importJWK(jwk, 'ECDH-ES'));
}

/** The key to which it is sealed; null: to none. */
export function sealingKeyOf(stored: string): string | null {
  return stored.startsWith('eyJ') ? (decodeProtectedHeader(stored).kid ?? null) : null;
}

/**
 * Seals anew what is plain, or sealed to another key than that of now.
 * @param open as a keyring opens; what it cannot open stays as it is
 */
export async function resealSecrets(
  db: Database,
  { publicJwk, open }: { publicJwk: SealingKey; open(stored: string, about: string): Promise<string> },
): Promise<void> {
  const all = await db.selectFrom('webhook_secrets').select(['id', 'subscription_id', 'secret']).execute();
  for (const { id, subscription_id: about, secret: stored } of all) {
    if (sealingKeyOf(stored) === publicJwk.kid) continue;
    const secret = await open(stored, about).catch(() => null);
    if (secret === null) continue;
    await db
      .updateTable('webhook_secrets')
      .set({ secret: await sealedTo(publicJwk, secret, about) })
      .where('id', '=', id)
      .execute();
  }
}
