import { sql } from 'kysely';
import type { Scope } from '../../contract/scopes.ts';
import type { Database, Tx } from '../connect.ts';

/** Service accounts and their tokens as people keep them; triggers of the database write them into the audit log. */

export async function createServiceAccount(
  tx: Tx,
  { id, name, description, scopes }: { id: string; name: string; description?: string | undefined; scopes: Scope[] },
): Promise<void> {
  await sql`select app.create_service_account(${id}::uuid, ${name}, ${description ?? null}, ${scopes}::text[])`.execute(
    tx,
  );
}

/** Whether the person of the transaction may give a program these scopes. */
export async function mayGiveScopes(tx: Tx, scopes: readonly Scope[]): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`select app.may_give_scopes(${[...scopes]}::text[]) as may`.execute(tx);
  return rows[0]?.may ?? false;
}

/** Ends an account for good, and all of its tokens. One that has ended stays as it is. */
export async function endServiceAccount(tx: Tx, id: string, by: string): Promise<void> {
  await tx
    .updateTable('service_accounts')
    .set({ ended_at: sql`now()`, ended_by: by })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

export interface NewApiToken {
  id: string;
  serviceAccountId: string;
  /** SHA-256 of the token */
  digest: Buffer;
  name: string;
  scopes: Scope[];
  by: string;
  expiresAt: string;
}

export async function makeApiToken(tx: Tx, { serviceAccountId, by, expiresAt, ...given }: NewApiToken): Promise<void> {
  await tx
    .insertInto('api_tokens')
    .values({ ...given, service_account_id: serviceAccountId, created_by: by, expires_at: expiresAt })
    .execute();
}

/** From the commit on the token is nothing. One that was revoked stays as it is. */
export async function revokeApiToken(tx: Tx, id: string, by: string): Promise<void> {
  await tx
    .updateTable('api_tokens')
    .set({ revoked_at: sql`now()`, revoked_by: by })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}

export interface LiveApiToken {
  id: string;
  service_account_id: string;
  scopes: string[];
  expires_at: Date;
}

/** The token of a digest, if it is good; asking counts as a use. */
export async function liveApiToken(db: Database, digest: Buffer): Promise<LiveApiToken | undefined> {
  const { rows } = await sql<LiveApiToken>`
    select id, service_account_id, scopes, expires_at from app.api_token(${digest})`.execute(db);
  return rows[0];
}
