import { type Kysely, sql } from 'kysely';
import { exports } from './0026-files/exports.ts';
import { imports } from './0026-files/imports.ts';
import { templates } from './0026-files/templates.ts';

/** What lists are sorted and filtered by. Entries are written in the order of time, which is what BRIN is for. */
const lists = `
create index handovers_due on handovers (due_at, id) where due_at is not null;
create index audit_entries_action on audit_entries (action, id);
create index audit_entries_at on audit_entries using brin (at);
`;

/** Files in and out: imports as jobs with the rows that they refused, mappings of the company's own, records that leave as files, and mails in the company's words. */
export async function up(db: Kysely<any>): Promise<void> {
  for (const statements of [imports, exports, lists, templates]) await sql.raw(statements).execute(db);
}
