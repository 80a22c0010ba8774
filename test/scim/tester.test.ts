import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../http/api.ts';
import { makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';

const run = promisify(execFile);
const here = import.meta.dirname;

interface Result {
  status: string;
  title: string;
  reason: string;
  type: string | null;
  data: string | null;
}

/** A Python with scim2-tester, made once for its requirements; undefined: there is no Python of 3.10 or later. */
async function python(): Promise<string | undefined> {
  const requirements = join(here, 'requirements.txt');
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 16);
  const folder = join(process.env.XDG_CACHE_HOME ?? tmpdir(), 'handover-tests', `scim2-tester-${digest}`);
  const program = join(folder, 'bin', 'python');
  if (
    await access(program).then(
      () => true,
      () => false,
    )
  )
    return program;
  const version = await run('python3', ['-c', 'import sys; print(sys.version_info >= (3, 10))']).catch(() => undefined);
  if (version?.stdout.trim() !== 'True') return undefined;
  await mkdir(join(folder, '..'), { recursive: true });
  const fresh = `${folder}.${process.pid}`;
  await run('python3', ['-m', 'venv', fresh]);
  await run(join(fresh, 'bin', 'python'), [
    '-m',
    'pip',
    'install',
    '-q',
    '--disable-pip-version-check',
    '-r',
    requirements,
  ]);
  // Whole or not at all: another run may be at it too.
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
  return program;
}

let database: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

test('scim2-tester against the directory, with everything declared to be served: nothing fails, nothing is skipped', async (t) => {
  const program = await python();
  if (program === undefined) t.skip('python3 of 3.10 or later is not there');
  const { hr } = await makeCompany(database.admin, { customers: 0 });
  const { stdout } = await run(program ?? '', [join(here, 'tester.py'), `${api.url}/scim/v2`], {
    env: { ...process.env, SCIM_TOKEN: await api.tokenFor(hr.number), PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 100_000_000,
  });
  const results = JSON.parse(stdout) as Result[];
  expect(results.filter(({ status }) => status !== 'SUCCESS')).toEqual([]);
  expect(results.length).toBeGreaterThan(100);
}, 120_000);
