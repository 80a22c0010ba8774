import { sql } from 'kysely';
import type { Channel, Language } from '../../contract/introduction.ts';
import { Refusal } from '../../contract/failures.ts';
import type { Tx } from '../connect.ts';

export interface NewTemplate {
  id: string;
  channel: Channel;
  language: Language;
  /** the version that its author looked at; 0: none */
  basedOn: number;
  subject: string;
  body: string;
  by: string;
}

/**
 * Writes the next version of a letter, once: the same id again changes nothing.
 * @throws Refusal templateOutdated when somebody has written another one meanwhile
 */
export async function writeTemplate(tx: Tx, t: NewTemplate): Promise<void> {
  const written = await tx
    .insertInto('letter_templates')
    .values({
      id: t.id,
      purpose: 'introduction',
      channel: t.channel,
      language: t.language,
      version: t.basedOn + 1,
      subject: t.subject,
      body: t.body,
      created_by: t.by,
    })
    .onConflict((c) => c.doNothing())
    .executeTakeFirstOrThrow();
  const newest = await tx
    .selectFrom('letter_templates')
    .select(['id', 'version'])
    .where('purpose', '=', 'introduction')
    .where('channel', '=', t.channel)
    .where('language', '=', t.language)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const mine = await tx.selectFrom('letter_templates').select('id').where('id', '=', t.id).executeTakeFirst();
  // A version that skips one was based on what is not there.
  if (!mine || (written.numInsertedOrUpdatedRows === 1n && newest.id === t.id && !(await follows(tx, t))))
    throw new Refusal('templateOutdated', { version: newest.version }, '/basedOn');
}

async function follows(tx: Tx, { channel, language, basedOn }: NewTemplate): Promise<boolean> {
  if (basedOn === 0) return true;
  const { rows } = await sql`
    select 1 from letter_templates where purpose = 'introduction' and (channel, language, version) = (${channel}, ${language}, ${basedOn})`.execute(
    tx,
  );
  return rows.length > 0;
}
