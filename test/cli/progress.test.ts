import { PassThrough } from 'node:stream';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WriteStream } from 'node:tty';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { type TestApi, startTestApi } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let home: string;
let file: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'handover-progress-'));
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { receivers: 0, customers: 0 });
  file = join(home, 'employees.csv');
  await writeFile(
    file,
    'EmployeeId,LastName,FirstName,Title,ReportsTo,State,Phone,Email\n1,Adams,Andrew,General Manager,,AB,1,andrew@chinookcorp.com\n',
  );
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
  await rm(home, { recursive: true, force: true });
});

/** What a verb says and draws, with a terminal of its own or piped. */
async function watched(args: string[], isTty: boolean) {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 120 });
  const drawn: string[] = [];
  terminal.on('data', (chunk: Buffer) => drawn.push(chunk.toString()));
  const out: string[] = [];
  const code = await run([...args, '--as', c.hr.number], {
    out: (line) => void out.push(line),
    err: (line) => void out.push(line),
    env: { LANG: 'C', HANDOVER_URL: api.url },
    ...(isTty ? { terminal: terminal as unknown as WriteStream } : {}),
  });
  return { code, out: out.join('\n'), drawn: drawn.join('') };
}

test('a file on its way, with a terminal: a bar that is cleared; piped or as JSON nothing of it, and the same answer', async () => {
  const args = ['import', file, '--mapping', 'chinook/employees', '--dry-run'];
  const seen = await watched(args, true);
  expect(seen.code).toBe(0);
  expect(seen.drawn).toMatch(/█.* 100 % {2}\d+ of \d+ bytes sent/);
  expect(seen.out).not.toContain('█');
  const piped = await watched(args, false);
  expect(piped).toEqual({ code: 0, out: seen.out, drawn: '' });
  const json = await watched([...args, '--json'], true);
  expect(json.drawn).toBe('');
  expect(JSON.parse(json.out)).toMatchObject({ dryRun: true, read: 1 });
});

test('a file that comes: a bar as well, and the file is whole', async () => {
  const out = join(home, 'load.csv');
  const seen = await watched(['reports', 'workload', '--out', out], true);
  expect(seen).toMatchObject({ code: 0, out: `Written: ${out}` });
  expect(seen.drawn).toMatch(/bytes received/);
});
