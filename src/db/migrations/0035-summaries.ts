import { type Kysely, sql } from 'kysely';

/** How often a person gets a summary by mail, and mails that wait in two forms. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
alter table notification_preferences add column summaries text not null default 'both' check (summaries in ('off', 'weekly', 'monthly', 'both'));
comment on column notification_preferences.summaries is 'Of handovers over the company, for HR and managers: which are made at all. How they are told is the channel of the category.';
alter table notice_mails add column html text;
comment on column notice_mails.html is 'The same as body with tables and links, where a mail has both forms.';
`,
    )
    .execute(db);
}
