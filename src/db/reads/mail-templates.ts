import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { peopleById } from './people.ts';

/** For each key and language that the company has written something for: what is sent, and the newest version. */
export async function templateStates(
  tx: Tx,
): Promise<{ key: string; language: string; sent: number; newest: number }[]> {
  const { rows } = await sql<{ key: string; language: string; sent: number; newest: number }>`
    select t.key, t.language, coalesce(max(s.version), 0) as sent, max(t.version) as newest
      from mail_templates t left join mail_templates_sent s on (s.key, s.language) = (t.key, t.language) group by 1, 2`.execute(
    tx,
  );
  return rows;
}

/** Versions of a mail, newest first. */
export async function templateVersions(tx: Tx, key: string, language: string) {
  const rows = await tx
    .selectFrom('mail_templates')
    .selectAll()
    .where('key', '=', key)
    .where('language', '=', language)
    .orderBy('version', 'desc')
    .limit(200)
    .execute();
  const who = await peopleById(
    tx,
    rows.map((row) => row.created_by),
  );
  return rows.map(({ version, subject, body, note, created_by, created_at }) => ({
    version,
    subject,
    body,
    note,
    by: who(created_by),
    at: created_at,
  }));
}
