import { sql } from 'kysely';
import type { Database, Tx } from '../connect.ts';

export interface NewSession {
  /** SHA-256 of the new token */
  digest: Buffer;
  personId: string;
  issuer: string;
  /** claims sub and sid: which of the issuer's it is */
  subject: string | null;
  issuerSession: string | null;
  authenticatedAt: Date | null;
  acr: string | null;
  amr: string[];
  /** sealed */
  idToken: Buffer | null;
  userAgent: string | null;
  idleSeconds: number;
  lastsHours: number;
  /** SHA-256 of the token that the browser had before */
  insteadOf: Buffer | null;
}

/** @returns the session's id; null: the person is frozen or has left */
export async function openSession(db: Database, s: NewSession): Promise<string | null> {
  const { rows } = await sql<{ id: string | null }>`
    select app.open_session(${s.digest}, ${s.personId}::uuid, ${s.issuer}, ${s.authenticatedAt}, ${s.acr}, ${s.amr}::text[], ${s.idToken},
      ${s.userAgent}, ${s.idleSeconds}, make_interval(hours => ${s.lastsHours}::int), ${s.insteadOf},
      ${s.subject}, ${s.issuerSession}) as id`.execute(db);
  return rows[0]?.id ?? null;
}

export interface LiveSession {
  id: string;
  person_id: string;
  issuer: string;
  authenticated_at: Date | null;
  acr: string | null;
  amr: string[];
  id_token: Buffer | null;
  expires_at: Date;
}

/** The session of a token, if it goes on; asking counts as a sign of life. */
export async function liveSession(db: Database, digest: Buffer): Promise<LiveSession | undefined> {
  const { rows } = await sql<LiveSession>`
    select id, person_id, issuer, authenticated_at, acr, amr, id_token, expires_at from app.session(${digest})`.execute(
    db,
  );
  return rows[0];
}

/** Sessions of a person that go on, latest first; at most 200. */
export function sessionsOf(tx: Tx, personId: string) {
  return tx
    .selectFrom('sessions')
    .select([
      'id',
      'issuer',
      'user_agent as userAgent',
      'started_at as startedAt',
      'last_seen_at as lastSeenAt',
      'expires_at as expiresAt',
    ])
    .where('person_id', '=', personId)
    .where(goesOn)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
}

/**
 * Ends sessions of a person that go on: from the commit on their tokens are nothing.
 * @param which one, or all but one (null: all)
 * @returns how many
 */
export async function endSessions(
  tx: Tx,
  personId: string,
  which: { id: string } | { but: string | null },
  { by, reason }: { by: string; reason: 'loggedOut' | 'cut' },
): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('sessions')
    .set({ ended_at: sql`now()`, ended_by: by, end_reason: reason })
    .where('person_id', '=', personId)
    .where(goesOn)
    .$if('id' in which, (q) => q.where('id', '=', 'id' in which ? which.id : null))
    .$if('but' in which && which.but !== null, (q) => q.where('id', '<>', 'but' in which ? which.but : null))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Ends the sessions that an issuer says are over at it. @returns how many */
export async function endSessionsByIssuer(
  db: Database,
  issuer: string,
  { subject, session }: { subject: string | null; session: string | null },
): Promise<number> {
  const { rows } = await sql<{ ended: number }>`
    select app.end_sessions_by_issuer(${issuer}, ${subject}, ${session}) as ended`.execute(db);
  return rows[0]?.ended ?? 0;
}

const goesOn = sql<boolean>`ended_at is null and now() < expires_at and now() < last_seen_at + make_interval(secs => idle_seconds)`;

/** Writes down that a browser goes to an issuer to log in. */
export async function beginLogin(db: Database, digest: Buffer, issuer: string, returnTo: string): Promise<void> {
  await sql`select app.begin_login(${digest}, ${issuer}, ${returnTo})`.execute(db);
}

/** @returns undefined: no such login, or it was taken before; returnTo null: it took too long */
export async function takeLogin(
  db: Database,
  digest: Buffer,
): Promise<{ issuer: string; returnTo: string | null } | undefined> {
  const { rows } = await sql<{
    issuer: string;
    return_to: string | null;
  }>`select * from app.take_login(${digest})`.execute(db);
  const [row] = rows;
  return row && { issuer: row.issuer, returnTo: row.return_to };
}

/** Roles that an issuer decides about, as a token of `issued` says them. @returns the roles that the person has then */
export async function rolesByIssuer(
  db: Database,
  personId: string,
  decides: string[],
  held: string[],
  issued: Date,
): Promise<string[]> {
  const { rows } = await sql<{ roles: string[] }>`
    select app.roles_by_issuer(${personId}::uuid, ${decides}::text[], ${held}::text[], ${issued}) as roles`.execute(db);
  return rows[0]?.roles ?? [];
}
