import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtConsole } from '../../src/main/console-build.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

const FIRST_PAGE_KB = 200;

let database: TestDatabase;
let api: TestApi;
let dir: string;
beforeAll(async () => {
  dir = builtConsole() ?? '';
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway, consoleDir: dir });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const page = (path: string) => api.ask('GET', path, undefined, { headers: { accept: 'text/html' } });

test('the console’s addresses, typed: one page, kept by nobody, under a policy without anything inline', async () => {
  for (const path of ['/', '/work', '/handovers/new', '/customers/x/y', '/sign-in?returnTo=%2Fwork']) {
    const answer = await page(path);
    expect([answer.status, answer.headers.get('cache-control')], path).toEqual([200, 'no-store']);
    expect(answer.body).toContain('<meta name="handover-sign-in" content="demo"');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'self'.*script-src 'self'.*style-src 'self'/);
    expect(policy).not.toMatch(/unsafe|data:|https?:/);
    expect(answer.body).not.toMatch(/<script>|<style|style=|javascript:| on\w+=/);
  }
});

test('OPTIONS beside the console: of its pages, GET; of an address of the API, what can be done there', async () => {
  const allowed = async (path: string) => (await api.ask('OPTIONS', path)).headers.get('allow');
  expect([await allowed('/work'), await allowed('/api/v1/handovers')]).toEqual(['GET, HEAD', 'POST, GET, HEAD']);
});

test('its files: named by their content, so that a browser keeps them for ever', async () => {
  const html = (await page('/')).body as string;
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file]) => file ?? '');
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    const answer = await api.ask('GET', file);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  }
});

test('its files, to a browser that reads Brotli: as small as the build made them; to another: as it asks', async () => {
  const html = (await page('/')).body as string;
  const file = /src="(\/assets\/index-[^"]+[.]js)"/.exec(html)?.[1] ?? '';
  const plain = await readFile(join(dir, file), 'utf8');
  for (const accepted of ['br', 'gzip', 'identity']) {
    const { headers, body } = await api.ask('GET', file, undefined, { headers: { 'accept-encoding': accepted } });
    expect(headers.get('content-encoding') ?? 'identity').toBe(accepted);
    expect([headers.get('content-type'), headers.get('vary')]).toEqual([
      expect.stringMatching(/^text\/javascript; charset=utf-8$/i),
      expect.stringMatching(/accept-encoding/i),
    ]);
    expect(body).toBe(plain);
    expect([headers.get('x-content-type-options'), headers.get('content-security-policy')]).toEqual(['nosniff', null]);
  }
});

test('a file that a new build took away: is not found, in plain JSON', async () => {
  const built = await mkdtemp(join(tmpdir(), 'handover-console-'));
  await mkdir(join(built, 'assets'));
  await writeFile(join(built, 'assets/old.js'), 'export {};');
  await writeFile(join(built, 'assets/old.js.br'), brotliCompressSync('export {};'));
  const served = await startTestApi({ db: database.api, gateway: gatewayAway, consoleDir: built });
  try {
    const ask = () => served.ask('GET', '/assets/old.js', undefined, { headers: { 'accept-encoding': 'br' } });
    expect((await ask()).headers.get('content-encoding')).toBe('br');
    await rm(join(built, 'assets'), { recursive: true });
    const { status, headers, body } = await ask();
    expect([status, body.code, headers.get('content-encoding')]).toEqual([404, 'notFound', null]);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  } finally {
    await served.stop();
    await rm(built, { recursive: true });
  }
});

test.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['en-GB,en;q=0.9', 'en'],
  ['fr, zh;q=0.5', 'zh-CN'],
  ['fr', 'en'],
])(
  'a browser that reads %s: is told at once where the words of %s are, and of no other language',
  async (said, lang) => {
    const { body } = await api.ask('GET', '/', undefined, {
      headers: { accept: 'text/html', 'accept-language': said },
    });
    const named = [...(body as string).matchAll(/rel="modulepreload"[^>]* href="([^"]+)" data-lang="([^"]+)"/g)];
    expect(named.map(([, , of]) => of)).toEqual([lang, lang]);
    expect(named.some(([, file]) => file?.includes('labels'))).toBe(true);
  },
);

test('the first page, compressed: is small enough for a phone', async () => {
  const html = await readFile(join(dir, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+[.](?:js|css))"/g)].map(([, file]) => file ?? '');
  const scripts = files.filter((file) => file.endsWith('.js'));
  const entry = (await Promise.all(scripts.map((file) => readFile(join(dir, file), 'utf8')))).join('\n');
  // The tour is for the demonstration, and comes when it is there.
  expect(entry).not.toContain('handover.tour');
  // Both languages are counted, of which a reader loads one.
  const languages = [
    ...new Set([...entry.matchAll(/\.\/((?:en|zh-CN|labels)-[\w-]+\.js)/g)].map(([, file]) => `assets/${file}`)),
  ];
  expect(languages).toHaveLength(4);
  let bytes = 0;
  for (const file of new Set([...files, ...languages])) bytes += gzipSync(await readFile(join(dir, file))).length;
  expect(bytes).toBeLessThan(FIRST_PAGE_KB * 1024);
});

test('what is not the console’s: stays what it is', async () => {
  expect((await page('/nothing')).body.code).toBe('notFound');
  expect((await page('/assets/nothing.js')).body.code).toBe('notFound');
  expect((await page('/assets/..%2f..%2f..%2fpackage.json')).status).toBe(404);
  expect((await page('/docs/')).body).toContain('swagger-ui');
  const program = await api.ask('GET', '/work', undefined, { headers: { accept: 'application/json' } });
  expect(program.body.code).toBe('notFound');
  expect((await api.ask('GET', '/api/v1/me')).status).toBe(401);
});
