import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import type { Tx } from '../connect.ts';

interface NewText {
  key: string;
  language: string;
  /** the newest version that its author looked at; 0: none */
  basedOn: number;
  subject: string;
  body: string;
  note: string | undefined;
  by: string;
}

/** Writes the next version of a mail; it is not sent before it is published. @throws Refusal templateOutdated */
export async function writeMailTemplate(tx: Tx, text: NewText): Promise<void> {
  const { key, language, basedOn, subject, body, note, by } = text;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`mail template ${key} ${language}`}, 0))`.execute(tx);
  const { version } = await tx
    .selectFrom('mail_templates')
    .select((e) => e.fn.coalesce(e.fn.max('version'), e.val(0)).as('version'))
    .where('key', '=', key)
    .where('language', '=', language)
    .executeTakeFirstOrThrow();
  if (version !== basedOn) throw new Refusal('templateOutdated', { version }, '/basedOn');
  await tx
    .insertInto('mail_templates')
    .values({ key, language, version: version + 1, subject, body, note: note ?? null, created_by: by })
    .execute();
}

/** Says which version is sent from now on. @param version null: the one that comes with the product */
export async function publishMailTemplate(
  tx: Tx,
  { key, language, version, by }: { key: string; language: string; version: number | null; by: string },
): Promise<void> {
  const now = sql<Date>`clock_timestamp()`;
  await tx
    .insertInto('mail_templates_sent')
    .values({ key, language, version, published_by: by })
    .onConflict((c) => c.columns(['key', 'language']).doUpdateSet({ version, published_by: by, published_at: now }))
    .execute();
}
