import type { Database, Tx } from './connect.ts';

/** The text of the company's own that is sent for a key in a language; undefined: the one that comes with the product. */
export async function sentTemplate(db: Database | Tx, key: string, language: string) {
  return db
    .selectFrom('mail_templates_sent as s')
    .innerJoin('mail_templates as t', (join) =>
      join.onRef('t.key', '=', 's.key').onRef('t.language', '=', 's.language').onRef('t.version', '=', 's.version'),
    )
    .select(['t.subject', 't.body', 't.version'])
    .where('s.key', '=', key)
    .where('s.language', '=', language)
    .executeTakeFirst();
}
