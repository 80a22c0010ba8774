import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { type Page, keyset } from './page.ts';
import { peopleById } from './people.ts';

function rows(tx: Tx) {
  return tx
    .selectFrom('service_accounts as s')
    .innerJoin('employees as e', 'e.id', 's.id')
    .select(['s.id', 'e.number', 'e.name', 's.description', 's.scopes', 's.created_by', 's.created_at', 's.ended_at'])
    .select((q) =>
      q
        .selectFrom('api_tokens as t')
        .select((n) => n.fn.countAll<number>().as('n'))
        .whereRef('t.service_account_id', '=', 's.id')
        .where('t.revoked_at', 'is', null)
        .where('t.expires_at', '>', sql<Date>`now()`)
        .as('tokens'),
    );
}
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

async function shown(tx: Tx, found: Row[]) {
  const who = await peopleById(
    tx,
    found.map((row) => row.created_by),
  );
  return found.map(({ created_by: by, created_at: createdAt, ended_at: endedAt, tokens, ...row }) => ({
    ...row,
    createdBy: who(by),
    createdAt,
    endedAt,
    tokens: tokens ?? 0,
  }));
}
export type ServiceAccountRow = Awaited<ReturnType<typeof shown>>[number];

/** Service accounts, oldest first. */
export async function listServiceAccounts(
  tx: Tx,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<ServiceAccountRow>> {
  const found = await rows(tx)
    .$if(cursor !== undefined, (b) => b.where('s.id', '>', cursor ?? ''))
    .orderBy('s.id')
    .limit(limit + 1)
    .execute();
  return keyset(await shown(tx, found), limit, (row) => row.id);
}

export async function readServiceAccount(tx: Tx, id: string): Promise<ServiceAccountRow | undefined> {
  return (await shown(tx, await rows(tx).where('s.id', '=', id).execute()))[0];
}

/** Tokens of an account, newest first; at most 200. */
export async function listApiTokens(tx: Tx, serviceAccountId: string) {
  const found = await tx
    .selectFrom('api_tokens')
    .select(['id', 'name', 'scopes', 'created_by', 'created_at', 'expires_at', 'last_used_at', 'revoked_at'])
    .select(
      sql<string>`case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'active' end`.as(
        'state',
      ),
    )
    .where('service_account_id', '=', serviceAccountId)
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  const who = await peopleById(
    tx,
    found.map((row) => row.created_by),
  );
  return found.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    state: row.state,
    createdBy: who(row.created_by),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }));
}
