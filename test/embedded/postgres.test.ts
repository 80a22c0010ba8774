import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { EmbeddedError } from '../../src/embedded/errors.ts';
import { freePort } from '../../src/embedded/ports.ts';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { QUICK, ask, gone, postgres, temporary } from './support.ts';

test('PostgreSQL, a new cluster: finds trigrams of Chinese text and has the extensions', async () => {
  const { adminUrl } = await postgres({ dataDir: await temporary() });
  for (const name of ['pg_trgm', 'pgcrypto', 'btree_gist']) await ask(adminUrl, `create extension ${name}`);
  expect(await ask(adminUrl, `select cardinality(show_trgm('中国移动'))`)).toBeGreaterThan(3);
  expect(await ask(adminUrl, `select similarity('中国移动通信', '中国移动')`)).toBeGreaterThan(0.3);
  expect(await ask(adminUrl, 'show server_encoding')).toBe('UTF8');
});

test('PostgreSQL, a new cluster: listens on the loopback address only, by password, and nobody else reads the password', async () => {
  const dataDir = await temporary();
  const { adminUrl } = await postgres({ dataDir });
  expect(await ask(adminUrl, 'show listen_addresses')).toBe('127.0.0.1');
  expect(await ask(adminUrl, 'show unix_socket_directories')).toBe('');
  const wrong = new URL(adminUrl);
  wrong.password = 'guessed';
  await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password/);
  expect((await stat(join(dataDir, 'superuser-password'))).mode & 0o777).toBe(0o600);
});

test('PostgreSQL, without settings: is durable', async () => {
  const { adminUrl } = await postgres({ dataDir: await temporary(), settings: {} });
  expect(await ask(adminUrl, `select current_setting('fsync') || current_setting('synchronous_commit')`)).toBe('onon');
});

test('PostgreSQL, stopped and started again: keeps its data and makes no new cluster', async () => {
  const dataDir = await temporary();
  const first = await postgres({ dataDir });
  await ask(first.adminUrl, 'create table kept as select 7 as number');
  await first.stop();
  expect(await first.exited).toMatch(/^0\n/);
  const said: string[] = [];
  const second = await postgres({ dataDir, say: (line) => said.push(line) });
  expect(await ask(second.adminUrl, 'select number from kept')).toBe(7);
  expect(said).toHaveLength(2);
});

test('PostgreSQL, postmaster killed while a statement runs: tells, and starts again on the same folder and port with what was committed', async () => {
  const dataDir = await temporary();
  const first = await postgres({ dataDir });
  await ask(first.adminUrl, 'create table kept as select 7 as number');
  // A child that is busy does not look whether its postmaster lives, and holds the shared memory.
  const busy = ask(first.adminUrl, 'select count(*) from generate_series(1, 1e12::bigint)').catch(() => 'broken off');
  process.kill(first.pid, 'SIGKILL');
  expect(await first.exited).toMatch(/^SIGKILL\n/);
  const second = await postgres({ dataDir, port: first.port });
  expect(second.port).toBe(first.port);
  expect(await ask(second.adminUrl, 'select number from kept')).toBe(7);
  expect(await busy).toBe('broken off');
});

test('PostgreSQL, a lock file whose process number is somebody else’s by now: starts', async () => {
  const dataDir = await temporary();
  const first = await postgres({ dataDir });
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  const lock = join(dataDir, 'postgres', 'postmaster.pid');
  await writeFile(lock, (await readFile(lock, 'utf8')).replace(/^\d+/, String(process.pid)));
  const second = await postgres({ dataDir });
  expect(await ask(second.adminUrl, 'select 1')).toBe(1);
});

test('PostgreSQL, a server that a killed start left on the folder: is stopped, then started', async () => {
  const dataDir = await temporary();
  const left = await postgres({ dataDir });
  const said: string[] = [];
  const second = await postgres({ dataDir, say: (line) => said.push(line) });
  await gone(left.pid);
  expect(said[0]).toContain(String(left.pid));
  expect(await ask(second.adminUrl, 'select 1')).toBe(1);
});

test('PostgreSQL, a cluster that was begun and never completed: is made anew', async () => {
  const dataDir = await temporary();
  await mkdir(join(dataDir, 'postgres', 'base'), { recursive: true });
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
  await writeFile(join(dataDir, 'postgres.begun'), '');
  const { adminUrl } = await postgres({ dataDir });
  expect(await ask(adminUrl, 'select 1')).toBe(1);
});

test('PostgreSQL, a folder with files that are not ours: is refused and left as it is', async () => {
  const dataDir = await temporary();
  await mkdir(join(dataDir, 'postgres'));
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
  await expect(startPostgres({ dataDir })).rejects.toThrow(EmbeddedError);
  expect(await readdir(join(dataDir, 'postgres'))).toEqual(['PG_VERSION']);
});

test('PostgreSQL, a cluster of another major version: is refused with both versions', async () => {
  const dataDir = await temporary();
  await mkdir(join(dataDir, 'postgres'));
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
  await writeFile(join(dataDir, 'postgres', 'handover-complete'), '');
  await expect(startPostgres({ dataDir })).rejects.toThrow(/15.*18/);
});

test('PostgreSQL, its password lost or not the right one: is refused at once with the file’s name', async () => {
  const dataDir = await temporary();
  const first = await postgres({ dataDir });
  await first.stop();
  await writeFile(join(dataDir, 'superuser-password'), 'guessed\n');
  await expect(startPostgres({ dataDir, settings: QUICK })).rejects.toThrow(/superuser-password/);
  await rm(join(dataDir, 'superuser-password'));
  await expect(startPostgres({ dataDir, settings: QUICK })).rejects.toThrow(/superuser-password/);
});

test('PostgreSQL, a setting that it does not know: is told with the end of its log', async () => {
  const dataDir = await temporary();
  await expect(startPostgres({ dataDir, settings: { fsync: 'off', no_such_setting: '1' } })).rejects.toThrow(
    /postgres\.log[\s\S]*no_such_setting/,
  );
});

test('PostgreSQL, the wanted port taken: is refused with the port', async () => {
  const port = await freePort();
  const other = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void other.close());
  await expect(startPostgres({ dataDir: await temporary(), port, settings: QUICK })).rejects.toThrow(String(port));
});

// Below a folder that only root may pass; an ordinary user's server runs as that user, who can.
test.runIf(process.getuid?.() === 0)(
  'PostgreSQL as root, a folder that its user cannot reach: says where the data lies, and finds it there again',
  async () => {
    const closed = await mkdtemp(join(tmpdir(), 'handover-closed-'));
    await chmod(closed, 0o700);
    const dataDir = join(closed, 'data');
    const said: string[] = [];
    const first = await postgres({ dataDir, say: (line) => said.push(line) });
    onTestFinished(async () => {
      await rm(first.dataDir, { recursive: true, force: true });
      await rm(closed, { recursive: true, force: true });
    });
    expect(said[0]).toContain(first.dataDir);
    await ask(first.adminUrl, 'create table kept as select 7 as number');
    await first.stop();
    const second = await postgres({ dataDir });
    expect(await ask(second.adminUrl, 'select number from kept')).toBe(7);
  },
);
