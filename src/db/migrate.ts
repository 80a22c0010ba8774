import { type Migration, Migrator, sql } from 'kysely';
import type { Database } from './connect.ts';
import * as foundation from './migrations/0001-foundation.ts';
import * as transfer from './migrations/0002-transfer.ts';
import * as auditLog from './migrations/0003-audit-log.ts';
import * as access from './migrations/0004-access.ts';
import * as accessReviews from './migrations/0005-access-reviews.ts';
import * as restore from './migrations/0006-restore.ts';
import * as options from './migrations/0007-options.ts';
import * as integrity from './migrations/0008-integrity.ts';
import { seedReference } from './reference.ts';

const migrations: Record<string, Migration> = {
  '0001-foundation': foundation,
  '0002-transfer': transfer,
  '0003-audit-log': auditLog,
  '0004-access': access,
  '0005-access-reviews': accessReviews,
  '0006-restore': restore,
  '0007-options': options,
  '0008-integrity': integrity,
};

/**
 * Brings the schema to the newest version and loads the reference data. Runs as the schema's owner.
 * Kysely's migrator holds an advisory lock, so several starts at once migrate once.
 * @returns the names of the migrations that ran
 */
export async function migrate(owner: Database): Promise<string[]> {
  const migrator = new Migrator({ db: owner, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
  await seedReference(owner);
  return (results ?? []).filter((r) => r.status === 'Success').map((r) => r.migrationName);
}

/** Whether every migration that this version knows has run: what /readyz asks. */
export async function isMigrated(db: Database): Promise<boolean> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return Object.keys(migrations).every((name) => rows.some((row) => row.name === name));
}
