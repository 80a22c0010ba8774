import pg from 'pg';

export const OWNER = 'handover_owner';
export const WORKER = 'handover_worker';
export const API = 'handover_api';
export type RoleName = typeof OWNER | typeof WORKER | typeof API;

/**
 * Makes the three roles of the product (none with SUPERUSER or BYPASSRLS) and a database that the owner owns. The worker may take the
 * place of the API, which sees less: what it tells a person is read under that person's row-level security.
 * Idempotent; passwords are set anew. Needs a connection that may create roles and databases.
 * @param adminUrl a superuser's or CREATEROLE and CREATEDB user's connection
 */
export async function createRolesAndDatabase(
  adminUrl: string,
  database: string,
  passwords: Record<RoleName, string>,
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    // Two starts on one cluster must not both try to create.
    await client.query(`select pg_advisory_lock(hashtextextended('handover roles', 0))`);
    for (const [role, password] of Object.entries(passwords)) {
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      const verb = rowCount ? 'alter' : 'create';
      await client.query(
        `${verb} role ${client.escapeIdentifier(role)} login nosuperuser nobypassrls nocreaterole nocreatedb noinherit password ${client.escapeLiteral(password)}`,
      );
    }
    await client.query(`grant ${API} to ${WORKER} with inherit false, set true`);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (!rowCount)
      await client.query(`create database ${client.escapeIdentifier(database)} owner ${OWNER} template template0`);
  } finally {
    await client.end();
  }
}

/** The same server and database as another role. */
export function urlFor(adminUrl: string, database: string, role: RoleName, password: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}
