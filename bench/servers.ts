import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { SEARCH_ATTRIBUTES } from '../src/contract/names.ts';
import { startPostgres, startTemporalDevServer } from '../src/embedded/index.ts';
import { bundleWorkflows } from '../src/temporal/worker.ts';
import { makeTemplate } from '../test/support/template.ts';
import type { Shared } from '../test/support/engine.ts';

export interface Servers {
  /** the superuser's address of a durable PostgreSQL that holds the migrated template */
  postgres(): Promise<string>;
  /** Temporal's development server and the bundle of the workflows */
  temporal(): Promise<Shared>;
  stop(): Promise<void>;
}

/** Durable as in production; memory and WAL wide enough, and no vacuum between, so that no run pays for another. */
const SETTINGS = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  shared_buffers: '3GB',
  max_wal_size: '12GB',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
};

/** The servers of a run, each started when the first benchmark asks for it. */
export function openServers(say: (line: string) => void): Servers {
  const stops: (() => Promise<void>)[] = [];
  return {
    postgres: once(async () => {
      const dataDir = await mkdtemp(join(tmpdir(), 'handover-bench-'));
      stops.push(() => rm(dataDir, { recursive: true, force: true }));
      const server = await startPostgres({ dataDir, say, settings: SETTINGS });
      stops.push(() => server.stop());
      await makeTemplate(server.adminUrl);
      say(`PostgreSQL: ${await settingsOf(server.adminUrl)}`);
      return server.adminUrl;
    }),
    temporal: once(async () => {
      const server = await startTemporalDevServer({ searchAttributes: SEARCH_ATTRIBUTES, say });
      stops.push(() => server.stop());
      return { temporalAddress: server.address, workflowBundle: (await bundleWorkflows()).code };
    }),
    async stop() {
      for (const stop of stops.splice(0).reverse()) await stop();
    },
  };
}

/** As the server itself sees them, not as they were asked for. */
async function settingsOf(adminUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; value: string }>(
      'select name, current_setting(name) as value from pg_settings where name = any ($1) order by name',
      [['server_version', ...Object.keys(SETTINGS)]],
    );
    return rows.map(({ name, value }) => `${name} ${value}`).join(', ');
  } finally {
    await client.end();
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
