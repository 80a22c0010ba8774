import { type Values, settingMissing } from '../../settings.ts';
import { CliError, EXIT, reasonOf } from '../errors.ts';
import { type Call, type Verb, rowsOf } from '../verb.ts';

/** The product's own database, where HANDOVER_DATABASE_URL does not say another. */
const DATABASE = 'handover';
const POSTGRES_MAJOR = 18;
const RETENTION_DAYS = '90';

/** What stands before the first start: the database and Temporal's namespace. Both may be run again at any time. */
export const setUpVerbs: readonly Verb[] = [
  {
    name: 'migrate',
    options: [{ flags: '--create-roles' }],
    async run(call) {
      const settings = call.settings();
      const url = call.given.flag('createRoles') ? await createRoles(settings) : ownerUrl(settings);
      const { connect } = await import('../../db/connect.ts');
      const { migrate } = await import('../../db/migrate.ts');
      const owner = connect(url, { max: 2 });
      try {
        if (!call.given.flag('createRoles')) await mustBeNew(url, 'HANDOVER_DATABASE_URL');
        tellMade(call, await migrate(owner), 'schemaNewest');
      } finally {
        await owner.destroy();
      }
    },
  },
  {
    name: 'prepare-temporal',
    options: [{ flags: '--retention-days <number>', usual: RETENTION_DAYS }],
    async run(call) {
      const settings = call.settings();
      const days = Number(call.given.text('retentionDays'));
      if (!Number.isInteger(days) || days < 1) throw new CliError('retentionWrong');
      const { openConnection } = await import('../../temporal/connection.ts');
      const { prepareNamespace } = await import('../../temporal/namespace.ts');
      const target = { address: settings.TEMPORAL_ADDRESS, namespace: settings.TEMPORAL_NAMESPACE };
      const { connection, namespace } = await openConnection(target).catch((error: unknown) => {
        throw new CliError('temporalAway', { why: reasonOf(error) }, EXIT.unreachable);
      });
      try {
        tellMade(call, await prepareNamespace(connection, namespace, days), 'namespaceReady');
      } finally {
        await connection.close();
      }
    },
  },
];

/** Names of what was made; none: a sentence that says that all of it was there. */
function tellMade(call: Call, made: string[], none: string): void {
  if (call.json) call.io.out(JSON.stringify({ made }, null, 2));
  else call.io.out(made.length === 0 ? call.t(none) : rowsOf(call, made, { made: (name) => name }));
}

function ownerUrl({ HANDOVER_DATABASE_URL: url }: Values): string {
  if (url === undefined)
    throw settingMissing('HANDOVER_DATABASE_URL', 'it names the database, as its owner', '它以所有者身份指明数据库');
  return url;
}

/** @returns the address of the database as its owner */
async function createRoles(settings: Values): Promise<string> {
  const must = (name: keyof Values, en: string, zh: string): string => {
    const value = settings[name];
    if (typeof value !== 'string') throw settingMissing(name, en, zh);
    return value;
  };
  const { API, OWNER, WORKER, createRolesAndDatabase, urlFor } = await import('../../db/roles.ts');
  const adminUrl = must('HANDOVER_ADMIN_DATABASE_URL', 'roles and database are made over it', '用它创建角色和数据库');
  const passwords = {
    [OWNER]: must('HANDOVER_OWNER_PASSWORD', `the role ${OWNER} gets it`, `角色 ${OWNER} 的密码`),
    [WORKER]: must('HANDOVER_WORKER_PASSWORD', `the role ${WORKER} gets it`, `角色 ${WORKER} 的密码`),
    [API]: must('HANDOVER_API_PASSWORD', `the role ${API} gets it`, `角色 ${API} 的密码`),
  };
  const named = settings.HANDOVER_DATABASE_URL;
  const database = named === undefined ? DATABASE : new URL(named).pathname.slice(1) || DATABASE;
  await mustBeNew(adminUrl, 'HANDOVER_ADMIN_DATABASE_URL');
  await createRolesAndDatabase(adminUrl, database, passwords);
  return urlFor(adminUrl, database, OWNER, passwords[OWNER]);
}

/** @throws CliError when the server cannot be reached or is older than the product needs */
async function mustBeNew(url: string, setting: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    mustBeMajor(Number(rows[0]?.server_version_num), setting);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('databaseAway', { setting, why: reasonOf(error) }, EXIT.unreachable);
  } finally {
    await client.end();
  }
}

/**
 * @param versionNumber as PostgreSQL tells it (180004)
 * @throws CliError when it is older than the product needs (uuidv7())
 */
export function mustBeMajor(versionNumber: number, setting: string): void {
  const major = Math.floor(versionNumber / 10_000);
  if (!(major >= POSTGRES_MAJOR)) throw new CliError('databaseOld', { setting, major, needed: POSTGRES_MAJOR });
}
