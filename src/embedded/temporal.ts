import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { EmbeddedError, type Say, stage, told } from './errors.ts';
import { cacheDir } from './folders.ts';
import { type Kept, keep, tail } from './kept.ts';
import { freePort, preferredPort, until } from './ports.ts';

const run = promisify(execFile);

/** The newest version of the command line that `go install` takes: later ones have a replace directive in their go.mod. */
const CLI_VERSION = 'v1.5.1';
const TEST_SERVER_VERSION = '1.38.0';

export interface EmbeddedTemporal {
  address: string;
  /** absent when started without its UI */
  uiUrl?: string;
  pid: number;
  exited: Promise<string>;
  stop(): Promise<void>;
}

export interface DevServerOptions {
  /** absent: in memory */
  dataDir?: string;
  /** 0 or absent: from the system */
  port?: number;
  /** preferred port of the UI; false: no UI */
  uiPort?: number | false;
  /** name → type as the command line spells it */
  searchAttributes: Record<string, string>;
  say?: Say;
}

/**
 * Brings up Temporal's development server with its UI. Its binary is, in this order: TEMPORAL_CLI, `temporal` on the PATH or in the
 * cache, the SDK's own download, or built by `go install`.
 * @throws EmbeddedError
 */
export async function startTemporalDevServer({
  dataDir,
  port = 0,
  uiPort = false,
  searchAttributes,
  say = () => {},
}: DevServerOptions): Promise<EmbeddedTemporal> {
  const command = await temporalCli(say);
  const home = dataDir ?? (await mkdtemp(join(tmpdir(), 'handover-temporal-')));
  await mkdir(home, { recursive: true });
  const logFile = join(home, 'temporal.log');
  return stage(say, 'Temporal', async () => {
    const at = await freePort(port);
    const ui = uiPort === false ? undefined : await preferredPort(uiPort);
    const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(at), '--log-level', 'error'];
    args.push(...(ui === undefined ? ['--headless'] : ['--ui-port', String(ui)]));
    if (dataDir !== undefined) args.push('--db-filename', join(dataDir, 'temporal.db'));
    for (const [name, type] of Object.entries(searchAttributes)) args.push('--search-attribute', `${name}=${type}`);
    // One partition and eager activities: a single machine needs no spreading, and every step is faster (measured).
    const tuning = [
      'system.enableActivityEagerExecution=true',
      'matching.numTaskqueueReadPartitions=1',
      'matching.numTaskqueueWritePartitions=1',
    ];
    for (const one of tuning) args.push('--dynamic-config-value', one);
    const kept = await keep({ command, args, logFile, stopSignal: 'SIGTERM' });
    const address = `127.0.0.1:${at}`;
    await ready(kept, address, logFile, (connection) => knowsAttributes(connection, Object.keys(searchAttributes)));
    return {
      address,
      ...(ui === undefined ? {} : { uiUrl: `http://127.0.0.1:${ui}` }),
      pid: kept.pid,
      exited: kept.exited,
      stop: kept.stop,
    };
  });
}

/**
 * Brings up the time-skipping test server: TEMPORAL_TEST_SERVER, on the PATH or in the cache, or from Maven Central (needs Java and Maven).
 * The SDK's download is tried before Maven.
 */
export async function startTimeSkippingServer({
  port = 0,
  say = () => {},
}: { port?: number; say?: Say } = {}): Promise<EmbeddedTemporal> {
  const command = await testServer(say);
  const home = await mkdtemp(join(tmpdir(), 'handover-temporal-'));
  const logFile = join(home, 'test-server.log');
  return stage(say, told('Temporal test server', 'Temporal 测试服务器'), async () => {
    const at = await freePort(port);
    const kept = await keep({ command, args: [String(at)], logFile, stopSignal: 'SIGTERM' });
    const address = `127.0.0.1:${at}`;
    await ready(kept, address, logFile, async () => {});
    return { address, pid: kept.pid, exited: kept.exited, stop: kept.stop };
  });
}

async function ready(
  kept: Kept,
  address: string,
  logFile: string,
  check: (connection: Connection) => Promise<void>,
): Promise<void> {
  let ended = false;
  void kept.exited.then(() => (ended = true));
  try {
    await until(
      async () => {
        const connection = await Connection.connect({ address, connectTimeout: '2 seconds' });
        try {
          await connection.workflowService.getSystemInfo({});
          await check(connection);
        } finally {
          await connection.close();
        }
      },
      60_000,
      () => ended,
    );
  } catch (error) {
    await kept.stop();
    const why = error instanceof Error ? error.message : String(error);
    throw new EmbeddedError(
      told(
        `Temporal did not start (${why}); its log is ${logFile}:\n${tail(logFile)}`,
        `Temporal 未能启动（${why}），日志见 ${logFile}：\n${tail(logFile)}`,
      ),
    );
  }
}

async function knowsAttributes(connection: Connection, names: string[]): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
  const missing = names.find((name) => !(name in (customAttributes ?? {})));
  if (missing !== undefined) throw new Error(`search attribute ${missing} is not there yet`);
}

/** The path of the `temporal` command line; builds or downloads it the first time. */
export async function temporalCli(say: Say = () => {}): Promise<string> {
  const cached = join(cacheDir(), `temporal-cli-${CLI_VERSION}`, 'temporal');
  return (
    (await fromSetting('TEMPORAL_CLI')) ??
    (await onPath('temporal')) ??
    (existsSync(cached) ? cached : undefined) ??
    (await downloaded('temporal-cli', say)) ??
    (await goInstalled(cached, say))
  );
}

async function testServer(say: Say): Promise<string> {
  const folder = join(cacheDir(), `temporal-test-server-${TEST_SERVER_VERSION}`);
  const cached = join(folder, 'temporal-test-server');
  return (
    (await fromSetting('TEMPORAL_TEST_SERVER')) ??
    (await onPath('temporal-test-server')) ??
    (existsSync(cached) ? cached : undefined) ??
    (await downloaded('temporal-test-server', say)) ??
    (await fromMaven(folder, say))
  );
}

async function fromSetting(name: string): Promise<string | undefined> {
  const path = process.env[name];
  if (!path) return undefined;
  await access(path, constants.X_OK).catch(() => {
    throw new EmbeddedError(
      told(`${name} names ${path}, which is not a program that can be run.`, `${name} 指向的 ${path} 不是可执行程序。`),
    );
  });
  return path;
}

export async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

/**
 * The SDK's own download. It keeps the binary in a folder that we name and starts it once; a machine without the internet
 * must not wait for it, so that what cannot be reached within seconds counts as not to be had.
 */
async function downloaded(what: 'temporal-cli' | 'temporal-test-server', say: Say): Promise<string | undefined> {
  const reachable = await fetch('https://temporal.download', {
    method: 'HEAD',
    signal: AbortSignal.timeout(3_000),
  }).then(
    () => true,
    () => false,
  );
  if (!reachable) return undefined;
  return stage(say, told(`Downloading ${what}`, `下载 ${what}`), async () => {
    const folder = join(cacheDir(), 'downloads');
    await mkdir(folder, { recursive: true });
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const server = { executable: { type: 'cached-download', downloadDir: folder } } as const;
    const environment =
      what === 'temporal-cli'
        ? await TestWorkflowEnvironment.createLocal({ server })
        : await TestWorkflowEnvironment.createTimeSkipping({ server });
    await environment.teardown();
    const { readdir } = await import('node:fs/promises');
    const file = (await readdir(folder)).find((name) =>
      name.startsWith(what === 'temporal-cli' ? 'temporal-cli' : 'temporal-test-server'),
    );
    return file === undefined ? undefined : join(folder, file);
  }).catch(() => undefined);
}

async function goInstalled(target: string, say: Say): Promise<string> {
  if (!(await onPath('go')))
    throw new EmbeddedError(
      told(
        'There is no Temporal server: install the Temporal CLI (docs.temporal.io/cli) or Go 1.24 or newer with which it is built, or set TEMPORAL_CLI to its path.',
        '没有 Temporal 服务器：请安装 Temporal CLI（docs.temporal.io/cli），或安装 Go 1.24 以上以便构建，或将 TEMPORAL_CLI 设为其路径。',
      ),
    );
  return stage(
    say,
    told('Building the Temporal server with Go, once, some minutes', '用 Go 构建 Temporal 服务器（仅首次，约数分钟）'),
    async () => {
      const folder = join(target, '..', '..');
      await mkdir(folder, { recursive: true });
      const partial = await mkdtemp(join(folder, 'building-'));
      const ticking = setInterval(() => say(told('  still building …', '  仍在构建 …')), 20_000);
      try {
        await run('go', ['install', `github.com/temporalio/cli/cmd/temporal@${CLI_VERSION}`], {
          env: { ...process.env, GOBIN: partial, CGO_ENABLED: '0' },
          maxBuffer: 64 * 1024 * 1024,
        });
        await mkdir(join(target, '..'), { recursive: true });
        // Renamed when whole, so that a start beside us finds all of it or nothing.
        await rename(join(partial, 'temporal'), target);
        return target;
      } catch (error) {
        const why =
          error instanceof Error && 'stderr' in error
            ? String(error.stderr).trim().split('\n').slice(-3).join('\n')
            : String(error);
        throw new EmbeddedError(
          told(`Go could not build the Temporal server: ${why}`, `Go 无法构建 Temporal 服务器：${why}`),
        );
      } finally {
        clearInterval(ticking);
        await rm(partial, { recursive: true, force: true });
      }
    },
  );
}

async function fromMaven(folder: string, say: Say): Promise<string> {
  for (const tool of ['java', 'mvn'])
    if (!(await onPath(tool)))
      throw new EmbeddedError(
        told(
          `There is no Temporal test server, and ${tool} is missing to get it: install Java 17 and Maven, or set TEMPORAL_TEST_SERVER to the program's path.`,
          `没有 Temporal 测试服务器，且缺少 ${tool}：请安装 Java 17 与 Maven，或将 TEMPORAL_TEST_SERVER 设为其路径。`,
        ),
      );
  return stage(
    say,
    told('Fetching the Temporal test server with Maven, once', '用 Maven 获取 Temporal 测试服务器（仅首次）'),
    async () => {
      await mkdir(join(folder, '..'), { recursive: true });
      const partial = await mkdtemp(join(folder, '..', 'fetching-'));
      try {
        await writeFile(
          join(partial, 'pom.xml'),
          `<project><modelVersion>4.0.0</modelVersion><groupId>handover</groupId><artifactId>test-server</artifactId><version>1</version>
<dependencies><dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${TEST_SERVER_VERSION}</version></dependency></dependencies></project>`,
        );
        await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(partial, 'lib')}`], {
          cwd: partial,
          maxBuffer: 64 * 1024 * 1024,
        });
        const script = join(partial, 'temporal-test-server');
        await writeFile(
          script,
          `#!/bin/sh\nexec java -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"\n`,
          { mode: 0o755 },
        );
        await rename(partial, folder).catch(async (error: unknown) => {
          if (!existsSync(join(folder, 'temporal-test-server'))) throw error; // another fetch was first
        });
        return join(folder, 'temporal-test-server');
      } catch (error) {
        if (error instanceof EmbeddedError) throw error;
        const why =
          error instanceof Error && 'stdout' in error
            ? String(error.stdout).trim().split('\n').slice(-3).join('\n')
            : String(error);
        throw new EmbeddedError(
          told(`Maven could not fetch the Temporal test server: ${why}`, `Maven 无法获取 Temporal 测试服务器：${why}`),
        );
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
    },
  );
}
