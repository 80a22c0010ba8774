import { type Migration, Migrator, sql } from 'kysely';
import type { Policy } from '../contract/policy.ts';
import type { Database } from './connect.ts';
import * as foundation from './migrations/0001-foundation.ts';
import * as transfer from './migrations/0002-transfer.ts';
import * as auditLog from './migrations/0003-audit-log.ts';
import * as access from './migrations/0004-access.ts';
import * as accessReviews from './migrations/0005-access-reviews.ts';
import * as restore from './migrations/0006-restore.ts';
import * as options from './migrations/0007-options.ts';
import * as integrity from './migrations/0008-integrity.ts';
import * as adoptedHandovers from './migrations/0009-adopted-handovers.ts';
import * as transferLanes from './migrations/0010-transfer-lanes.ts';
import * as kinds from './migrations/0011-kinds.ts';
import * as policies from './migrations/0012-policies.ts';
import * as planning from './migrations/0013-planning.ts';
import * as verification from './migrations/0014-verification.ts';
import * as introduction from './migrations/0015-introduction.ts';
import * as reviews from './migrations/0016-reviews.ts';
import * as materials from './migrations/0017-materials.ts';
import * as risks from './migrations/0018-risks.ts';
import * as leftOf from './migrations/0019-left-of.ts';
import * as transition from './migrations/0020-transition.ts';
import * as webhooks from './migrations/0021-webhooks.ts';
import * as identity from './migrations/0022-identity.ts';
import * as backchannelLogout from './migrations/0030-backchannel-logout.ts';
import * as calls from './migrations/0031-calls.ts';
import * as sealedSecrets from './migrations/0032-sealed-secrets.ts';
import * as deletedRecords from './migrations/0033-deleted-records.ts';
import * as attachmentContents from './migrations/0034-attachment-contents.ts';
import * as summaries from './migrations/0035-summaries.ts';
import * as mergedOptOuts from './migrations/0036-merged-opt-outs.ts';
import * as roleBeforeLists from './migrations/0037-role-before-lists.ts';
import * as namesOfDeleted from './migrations/0038-names-of-deleted.ts';
import * as serviceAccounts from './migrations/0023-service-accounts.ts';
import * as idempotency from './migrations/0024-idempotency.ts';
import * as notices from './migrations/0029-notices.ts';
import * as customers from './migrations/0025-customers.ts';
import { seedPinyin } from './pinyin.ts';
import * as directory from './migrations/0027-directory.ts';
import * as files from './migrations/0026-files.ts';
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
  '0009-adopted-handovers': adoptedHandovers,
  '0010-transfer-lanes': transferLanes,
  '0011-kinds': kinds,
  '0012-policies': policies,
  '0013-planning': planning,
  '0014-verification': verification,
  '0015-introduction': introduction,
  '0016-reviews': reviews,
  '0017-materials': materials,
  '0018-risks': risks,
  '0019-left-of': leftOf,
  '0020-transition': transition,
  '0021-webhooks': webhooks,
  '0022-identity': identity,
  '0030-backchannel-logout': backchannelLogout,
  '0031-calls': calls,
  '0023-service-accounts': serviceAccounts,
  '0024-idempotency': idempotency,
  '0029-notices': notices,
  '0025-customers': customers,
  '0027-directory': directory,
  '0026-files': files,
  '0032-sealed-secrets': sealedSecrets,
  '0033-deleted-records': deletedRecords,
  '0034-attachment-contents': attachmentContents,
  '0035-summaries': summaries,
  '0036-merged-opt-outs': mergedOptOuts,
  '0037-role-before-lists': roleBeforeLists,
  '0038-names-of-deleted': namesOfDeleted,
};

/**
 * Brings the schema to the newest version and loads the reference data. Runs as the schema's owner.
 * Kysely's migrator holds an advisory lock, so several starts at once migrate once.
 * @param standard the versions of the standard policy that are there afterwards; absent: all that come with the product
 * @returns the names of the migrations that ran
 */
export async function migrate(owner: Database, standard?: readonly Policy[]): Promise<string[]> {
  const migrator = new Migrator({ db: owner, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error });
  await seedReference(owner, standard);
  await seedPinyin(owner);
  return (results ?? []).filter((r) => r.status === 'Success').map((r) => r.migrationName);
}

/**
 * The migrations of a database beside those of this version.
 * @returns missing: not run yet; unknown: run by a newer version
 */
export async function migrationsIn(db: Database): Promise<{ missing: string[]; unknown: string[] }> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const ran = rows.map((row) => row.name);
  const known = Object.keys(migrations);
  return {
    missing: known.filter((name) => !ran.includes(name)),
    unknown: ran.filter((name) => !known.includes(name)),
  };
}

/** Whether every migration that this version knows has run: what /readyz asks. */
export async function isMigrated(db: Database): Promise<boolean> {
  return (await migrationsIn(db)).missing.length === 0;
}
