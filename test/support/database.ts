import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, connect } from '../../src/db/connect.ts';
import { API, OWNER, WORKER, urlFor } from '../../src/db/roles.ts';
import { TEMPLATE, TEST_PASSWORDS } from './template.ts';

export interface TestDatabase {
  name: string;
  urls: Record<'owner' | 'worker' | 'api' | 'admin', string>;
  /** pools as each role; opened on first use, closed by drop() */
  owner: Database;
  worker: Database;
  api: Database;
  /** superuser: sees what is really there, past row-level security */
  admin: Database;
  drop(): Promise<void>;
}

interface Origin {
  adminUrl: string;
  template: string;
  /** file_copy: for templates of gigabytes, which should not go through the log */
  strategy?: 'wal_log' | 'file_copy';
}

/**
 * A database of its own for a test file: a copy of the migrated template. Call drop() in afterAll.
 * The cluster and the template can be others; nobody may be connected to a template.
 */
export async function freshDatabase(
  { adminUrl, template, strategy = 'wal_log' }: Origin = { adminUrl: inject('postgresAdminUrl'), template: TEMPLATE },
): Promise<TestDatabase> {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(adminUrl, (client) =>
    client.query(`create database ${name} template ${template} strategy ${strategy} owner ${OWNER}`),
  );
  const admin = new URL(adminUrl);
  admin.pathname = `/${name}`;
  const urls = {
    owner: urlFor(adminUrl, name, OWNER, TEST_PASSWORDS[OWNER]),
    worker: urlFor(adminUrl, name, WORKER, TEST_PASSWORDS[WORKER]),
    api: urlFor(adminUrl, name, API, TEST_PASSWORDS[API]),
    admin: admin.href,
  };
  const pools = {
    owner: connect(urls.owner),
    worker: connect(urls.worker),
    api: connect(urls.api),
    admin: connect(urls.admin),
  };
  return {
    name,
    urls,
    ...pools,
    async drop() {
      await Promise.all(Object.values(pools).map((pool) => pool.destroy()));
      await asAdmin(adminUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function asAdmin<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    postgresAdminUrl: string;
    /** Temporal's development server */
    temporalAddress: string;
    /** port of the machine with the servers that skip time; absent where each is a program of its own */
    skippingServers: number | undefined;
    workflowBundle: string;
    /** where the histories of this run go */
    historiesFolder: string;
  }
}
