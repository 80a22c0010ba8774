import { type Kysely, sql } from 'kysely';
import { guarded } from './0004-access/rules.ts';

/** Secrets of webhooks lie sealed in the database: whoever has a copy of it cannot sign with them. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create table sealing_keys (
  kid text primary key,
  jwk jsonb not null,
  since timestamptz not null default clock_timestamp()
);
comment on table sealing_keys is 'Public keys of the workers to which secrets are sealed, the one with the latest since from now on; the private ones lie in a file of the workers.';
${guarded('sealing_keys')}
create policy api_read on sealing_keys for select to handover_api using (true);
grant select on sealing_keys to handover_api;
grant select, insert, update on sealing_keys to handover_worker;

-- Plain: from before, and as long as no worker of this version has told its key.
alter table webhook_secrets drop constraint webhook_secrets_secret_check,
  add constraint webhook_secrets_secret_check check (secret ~ '^(whsec_|eyJ)');
comment on column webhook_secrets.secret is 'A JWE to a key of sealing_keys whose header names the subscription, or the secret as it is.';
grant update (secret) on webhook_secrets to handover_worker;
`,
    )
    .execute(db);
}
