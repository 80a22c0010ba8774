import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { SEARCH_ATTRIBUTES } from '../../src/contract/names.ts';
import { buildConsole, consoleIsStale } from '../../src/main/console-build.ts';
import { startPostgres, startTemporalDevServer } from '../../src/embedded/index.ts';
import { bundleWorkflows } from '../../src/temporal/worker.ts';
import { PRODUCED } from './produced.ts';
import { replayFolder } from './replay.ts';
import { startSkippingServers } from './skipping-servers.ts';
import { makeTemplate } from './template.ts';

/** Real servers for the whole run: PostgreSQL with a migrated template, Temporal's development server and the one that skips time. */
export default async function setup(project: TestProject) {
  const home = await mkdtemp(join(tmpdir(), 'handover-tests-'));
  const say = (line: string) => console.log(line);
  const postgres = await startPostgres({
    dataDir: home,
    say,
    // The tests' data is worth nothing after the run.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' },
  });
  await makeTemplate(postgres.adminUrl);
  // The first run builds the one and fetches the other.
  const [temporal, skipping] = await Promise.all([
    startTemporalDevServer({ searchAttributes: SEARCH_ATTRIBUTES, say }),
    startSkippingServers(say),
  ]);

  project.provide('postgresAdminUrl', postgres.adminUrl);
  project.provide('temporalAddress', temporal.address);
  project.provide('skippingServers', skipping.port);
  // Before the files that serve it: they run side by side.
  if (await consoleIsStale()) await buildConsole();
  const bundle = await bundleWorkflows();
  project.provide('workflowBundle', bundle.code);

  const histories = join(home, 'histories');
  project.provide('historiesFolder', histories);
  return async () => {
    await Promise.all([temporal.stop(), skipping.stop()]);
    await postgres.stop();
    await replayProduced(histories, bundle);
    await rm(home, { recursive: true, force: true });
  };
}

/**
 * Every history that this run produced must replay with the code that produced it: what does not is not deterministic.
 * Afterwards they lie where `npm run histories:keep` finds them.
 */
async function replayProduced(folder: string, bundle: { code: string }): Promise<void> {
  if (!existsSync(folder)) return; // a run of other parts
  const failed = (await replayFolder(folder, bundle)).filter((r) => r.error !== undefined);
  await cp(folder, PRODUCED, { recursive: true });
  if (failed.length > 0) throw new Error(`histories of this run do not replay: ${JSON.stringify(failed)}`);
}
