import type { Database, Tx } from '../connect.ts';

/** A public key as JWK with its thumbprint as `kid`. */
export type PublicKey = Record<string, unknown>;

/** Makes the public part of a server's key known, so that what it signed can be checked for ever. Idempotent. */
export async function publishKey(db: Database, kid: string, jwk: PublicKey): Promise<void> {
  await db
    .insertInto('signing_keys')
    .values({ kid, jwk: JSON.stringify(jwk) })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Every key that ever signed, oldest first. */
export async function publicKeys(db: Database | Tx): Promise<PublicKey[]> {
  const rows = await db.selectFrom('signing_keys').select('jwk').orderBy('since').execute();
  return rows.map(({ jwk }) => jwk as PublicKey);
}
