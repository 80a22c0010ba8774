import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { Refusal } from '../contract/failures.ts';
import { type Database, withPerson } from '../db/connect.ts';

export interface KeyedRequest {
  actorId: string;
  key: string;
  /** method and address */
  route: string;
  body: unknown;
}

export interface TakenKey {
  /** of what the request makes or decides; kept with the key, so that a repetition makes the same */
  id: string;
  /** the answer that was given before, if one was */
  answer: { status: number; body: unknown } | null;
}

/**
 * Takes a key for a request, or finds that the same request took it before. A first try that crashed left a key without an answer:
 * then the work is done again under the same id, which the workflow's id and the update's id make one effect.
 * @throws Refusal idempotencyKeyReused, idempotencyKeyInFlight
 */
export async function takeKey(db: Database, { actorId, key, route, body }: KeyedRequest): Promise<TakenKey> {
  const digest = createHash('sha256').update(canonical(body)).digest();
  const row = await withPerson(db, actorId, async (tx) => {
    await sql`set local lock_timeout = '2s'`.execute(tx);
    await tx
      .insertInto('idempotency_keys')
      .values({ actor_id: actorId, key, route, body_digest: digest, resource_id: uuidv7() })
      .onConflict((c) => c.doNothing())
      .execute();
    return tx
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('actor_id', '=', actorId)
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
  }).catch((error: unknown) => {
    const waited = error instanceof Error && 'code' in error && error.code === '55P03';
    throw waited ? new Refusal('idempotencyKeyInFlight') : error;
  });
  if (row.route !== route || !row.body_digest.equals(digest)) throw new Refusal('idempotencyKeyReused');
  return {
    id: row.resource_id ?? uuidv7(),
    answer: row.status === null ? null : { status: row.status, body: row.response },
  };
}

/** Keeps the answer for whoever sends the same request again. */
export async function keepAnswer(
  db: Database,
  actorId: string,
  key: string,
  status: number,
  body: unknown,
): Promise<void> {
  await withPerson(db, actorId, (tx) =>
    tx
      .updateTable('idempotency_keys')
      .set({ status, response: JSON.stringify(body) })
      .where('actor_id', '=', actorId)
      .where('key', '=', key)
      .execute(),
  );
}

/** JSON with sorted keys: the same request in another spelling is the same request. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
