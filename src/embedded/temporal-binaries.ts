import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedError, type Say, reason, stage } from './errors.ts';
import { cacheDir, isProgram, onPath, toolEnvironment } from './folders.ts';
import { runKept } from './kept.ts';
import { madeOnce } from './made-once.ts';
import { sentences } from './sentences.ts';

const run = promisify(execFile);

/** The newest version of the command line that `go install` takes: later ones have a replace directive in their go.mod. */
const CLI_VERSION = 'v1.5.1';
const TEST_SERVER_VERSION = '1.38.0';

/**
 * The path of the `temporal` command line: TEMPORAL_CLI, on the PATH, from the cache, the SDK's own download, built with Go.
 * @throws EmbeddedError that says what to install
 */
export async function temporalCli(say: Say = () => {}): Promise<string> {
  const folder = join(cacheDir(), `temporal-cli-${CLI_VERSION}`);
  return (
    (await fromSetting('TEMPORAL_CLI')) ??
    (await onPath('temporal')) ??
    cached(folder, 'temporal') ??
    (await downloaded('temporal-cli', say)) ??
    (await goInstalled(folder, say))
  );
}

/**
 * The path of the test server that skips time: TEMPORAL_TEST_SERVER, on the PATH, from the cache, the SDK's own download, Maven Central.
 * @throws EmbeddedError that says what to install
 */
export async function temporalTestServer(say: Say = () => {}): Promise<string> {
  const folder = join(cacheDir(), `temporal-test-server-${TEST_SERVER_VERSION}`);
  return (
    (await fromSetting('TEMPORAL_TEST_SERVER')) ??
    (await onPath('temporal-test-server')) ??
    cached(folder, 'temporal-test-server') ??
    (await downloaded('temporal-test-server', say)) ??
    (await fromMaven(folder, say))
  );
}

async function fromSetting(name: string): Promise<string | undefined> {
  const setting = process.env[name];
  if (!setting) return undefined;
  const path = resolve(setting);
  if (!(await isProgram(path))) throw new EmbeddedError(sentences.notAProgram(name, path));
  return path;
}

function cached(folder: string, file: string): string | undefined {
  const path = join(folder, file);
  return existsSync(path) ? path : undefined;
}

/**
 * The SDK's own download, into a folder that we name. The SDK only gives it by starting the server once, which happens in a process
 * of its own: it can be ended when nothing comes, and ours keeps the SDK's runtime unset.
 */
async function downloaded(what: 'temporal-cli' | 'temporal-test-server', say: Say): Promise<string | undefined> {
  const folder = join(cacheDir(), 'downloads', what);
  await mkdir(folder, { recursive: true });
  const there = async () => {
    const file = (await readdir(folder)).find((name) => !name.endsWith('.downloading'));
    return file === undefined ? undefined : join(folder, file);
  };
  const earlier = await there();
  if (earlier !== undefined) return earlier;
  if (!(await isOnline())) return undefined;
  const create = what === 'temporal-cli' ? 'createLocal' : 'createTimeSkipping';
  const script = `import { TestWorkflowEnvironment } from '@temporalio/testing';
    const executable = { type: 'cached-download', downloadDir: process.argv[1] };
    await (await TestWorkflowEnvironment.${create}({ server: { executable } })).teardown();`;
  try {
    return await stage(say, sentences.downloading(what), async () => {
      await run(process.execPath, ['--input-type=module', '--eval', script, folder], {
        cwd: import.meta.dirname,
        timeout: 180_000,
        killSignal: 'SIGKILL',
      });
      return there();
    });
  } catch (error) {
    const why = /Error: (.{0,120})/.exec(reason(error))?.[1];
    say(sentences.notDownloaded(what, why ?? 'no answer'));
    return undefined;
  }
}

/** A machine without the internet must not wait for a download; behind a proxy only the try can tell. */
async function isOnline(): Promise<boolean> {
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return true;
  try {
    await fetch('https://temporal.download', { method: 'HEAD', signal: AbortSignal.timeout(3_000) });
    return true;
  } catch {
    return false;
  }
}

async function goInstalled(folder: string, say: Say): Promise<string> {
  const go = await onPath('go');
  if (go === undefined) throw new EmbeddedError(sentences.noTemporal());
  return madeOnce(folder, 'temporal', sentences.buildingTemporal(), say, async (partial) => {
    const ticking = setInterval(() => say(sentences.stillBuilding()), 20_000);
    try {
      await runKept({
        command: go,
        // Without what debuggers need it takes a tenth less.
        args: [
          'install',
          '-gcflags=all=-dwarf=false',
          '-ldflags=-w',
          `github.com/temporalio/cli/cmd/temporal@${CLI_VERSION}`,
        ],
        logFile: join(partial, 'build.log'),
        stopSignal: 'SIGTERM',
        graceMs: 5_000,
        env: { ...toolEnvironment(), GOBIN: partial, CGO_ENABLED: '0' },
      });
    } catch (error) {
      throw new EmbeddedError(sentences.notBuilt(reason(error)));
    } finally {
      clearInterval(ticking);
    }
  });
}

async function fromMaven(folder: string, say: Say): Promise<string> {
  for (const tool of ['java', 'mvn']) if (!(await onPath(tool))) throw new EmbeddedError(sentences.noTestServer(tool));
  const mvn = (await onPath('mvn')) ?? 'mvn';
  return madeOnce(folder, 'temporal-test-server', sentences.fetchingTestServer(), say, async (partial) => {
    const pom = join(partial, 'pom.xml');
    await writeFile(pom, POM);
    const { HOME: home } = toolEnvironment();
    try {
      await runKept({
        command: mvn,
        args: [
          '-q',
          '-B',
          '-f',
          pom,
          'dependency:copy-dependencies',
          `-DoutputDirectory=${join(partial, 'lib')}`,
          // Maven takes the home folder from the system's list of users, not from the environment.
          ...(home === process.env.HOME ? [] : [`-Dmaven.repo.local=${home}/maven`]),
        ],
        logFile: join(partial, 'fetch.log'),
        stopSignal: 'SIGTERM',
        graceMs: 5_000,
      });
    } catch (error) {
      throw new EmbeddedError(sentences.notFetched(reason(error)));
    }
    await writeFile(join(partial, 'temporal-test-server'), START_TEST_SERVER, { mode: 0o755 });
  });
}

const POM = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>handover</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${TEST_SERVER_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

const START_TEST_SERVER = `#!/bin/sh
# Each test has a server of its own, which lives for seconds: it starts sooner than it would be optimized.
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`;
