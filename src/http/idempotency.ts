import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { Refusal } from '../contract/failures.ts';
import type { Database } from '../db/connect.ts';

/** Requests with the header Idempotency-Key, by draft-ietf-httpapi-idempotency-key-header. */

/** So long after the last sign of life of a request its key is taken over by the same request. */
const LEASE_MS = 3_000;
const SIGN_OF_LIFE_EVERY_MS = 1_000;
/** Keys are forgotten after so many days. */
const DAYS_KEPT = 7;

export interface KeyedRequest {
  actorId: string;
  key: string;
  /** method and address */
  route: string;
  /** SHA-256 of the body; null: the body streams, and its digest is known when it has been read */
  digest: Buffer | null;
}

type Answer = { status: number; body: unknown };
export type TakenKey =
  | { answer: Answer; digest: Buffer }
  | {
      answer: null;
      /** of what the request makes or decides; kept with the key, so that a repetition makes the same */
      id: string;
      /** Keeps the answer for whoever sends the same request again. */
      keep(answer: Answer, digest: Buffer): Promise<void>;
      /** Lets the key go without an answer. @param refused nothing has happened, and the caller must mend it: any request may have the key */
      letGo(refused: boolean): Promise<void>;
    };

/** The header as a string by RFC 8941 ("8e03978e-…") or as bare text; either is visible ASCII, with spaces inside. */
export const keyHeader = z
  .string()
  .min(1)
  .max(255)
  .regex(/^(?:"(?:[ !#-[\]-~]|\\["\\])+"|[!#-~](?:[ -~]*[!-~])?)$/);

/**
 * The key of a request. What follows a string by RFC 8941 as its parameters says nothing here.
 * @returns null: there is none
 * @throws Refusal idempotencyKeyMissing: what is there is no key
 */
export function keyIn(header: string | undefined): string | null {
  if (header === undefined) return null;
  const said = header.trim().replace(/^("(?:[^"\\]|\\.)*")\s*;.*$/, '$1');
  if (!keyHeader.safeParse(said).success) throw new Refusal('idempotencyKeyMissing');
  return said.startsWith('"') ? said.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : said;
}

/**
 * Takes a key for a request, or finds that the same request was answered before. What a crash left without an answer is taken over
 * under the same id, which the workflow's id and the update's id make one effect.
 * @throws Refusal idempotencyKeyReused, idempotencyKeyInFlight
 */
export async function takeKey(db: Database, { actorId, key, route, digest }: KeyedRequest): Promise<TakenKey> {
  const holder = uuidv7();
  const { rows } = await sql<Row>`
    select * from app.take_key(${actorId}, ${key}, ${route}, ${digest ?? UNREAD}, ${uuidv7()}, ${holder}, ${LEASE})`
    .execute(db)
    .catch((error: unknown) => {
      const waited = error instanceof Error && 'code' in error && error.code === '55P03';
      throw waited ? new Refusal('idempotencyKeyInFlight') : error;
    });
  const [row] = rows;
  if (row?.outcome === 'reused') throw new Refusal('idempotencyKeyReused');
  if (row?.outcome === 'answered')
    return { answer: { status: row.kept_status, body: row.kept }, digest: row.kept_digest };

  if (row?.outcome !== 'taken') throw new Refusal('idempotencyKeyInFlight');

  const hold = (lease: string | null) =>
    sql`select app.hold_key(${actorId}, ${key}, ${holder}, ${lease}::interval)`.execute(db);
  // Whoever cannot be told now is told the next time, or the key is taken over: both are one effect.
  const alive = setInterval(() => void hold(LEASE).catch(() => {}), SIGN_OF_LIFE_EVERY_MS).unref();
  return {
    answer: null,
    id: row.resource,
    async keep({ status, body }, digestOfAll) {
      clearInterval(alive);
      await sql`select app.answer_key(${actorId}, ${key}, ${holder}, ${digestOfAll}, ${status}, ${JSON.stringify(body)})`.execute(
        db,
      );
    },
    async letGo(refused) {
      clearInterval(alive);
      await hold(refused ? null : '0').catch(() => {});
    },
  };
}

const LEASE = `${LEASE_MS} milliseconds`;
const UNREAD = Buffer.alloc(0);

type Row =
  | { outcome: 'reused' }
  | { outcome: 'held' }
  | { outcome: 'answered'; kept_status: number; kept: unknown; kept_digest: Buffer }
  | { outcome: 'taken'; resource: string };

/** SHA-256 of a body that was read as JSON; its members in any order are the same body. */
export function digestOf(body: unknown): Buffer {
  return createHash('sha256').update(canonical(body)).digest();
}

/** JSON with sorted keys: the same request in another spelling is the same request. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Forgets keys that are too old to be sent again. */
export async function forgetOldKeys(db: Database, stopping: AbortSignal): Promise<void> {
  for (let n = 1; n > 0 && !stopping.aborted;) {
    const { rows } = await sql<{ n: number }>`select app.forget_keys(${`${DAYS_KEPT} days`}) as n`.execute(db);
    n = rows[0]?.n ?? 0;
  }
}
