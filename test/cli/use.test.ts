import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { cell, fields, table } from '../../src/cli/print.ts';
import { VERBS } from '../../src/cli/program.ts';
import { RESOURCES } from '../../src/i18n/index.ts';
import { handover, handoverProcess } from './cli.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});
/** A server that is not the engine. */
async function somebodyElse(status: number, body: string): Promise<string> {
  const server = createServer((_, res) => res.writeHead(status, { Connection: 'close' }).end(body));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
/** An address on which nobody listens. */
async function nobody(): Promise<string> {
  const url = await somebodyElse(200, '');
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return url;
}

describe('wrong use, whatever it is: exit code 2 and a sentence in the language that was asked for', () => {
  test.each([
    ['no verb', [], 'Usage:'],
    ['an unknown verb', ['nope'], 'There is no verb nope.'],
    ['an unknown option', ['list', '--nope'], 'There is no option --nope.'],
    ['a missing argument', ['show'], 'The argument handover is missing.'],
    ['too many arguments', ['show', 'a', 'b'], 'There are too many arguments'],
    ['a missing option', ['extend', 'x'], 'The option --until <instant> is missing.'],
    ['an option without its value', ['list', '--state'], 'The option --state <state> needs a value.'],
    ['a value that is none of the choices', ['list', '--state', 'x'], 'The option --state <state> does not take this'],
    ['a language that is not there', ['list', '--lang', 'fr'], 'The option --lang <language> does not take this'],
    ['no instant', ['extend', '0198c0de-0000-7000-8000-000000000000', '--until', 'soon'], '--until needs an instant'],
    ['neither mapping nor manifest', ['import', 'x'], 'Give either --mapping'],
    ['a dry run of a data set', ['import', 'x', '--manifest', 'chinook', '--dry-run'], 'A dry run takes one file'],
    ['nobody who asks', ['list'], 'The setting HANDOVER_TOKEN is missing'],
    ['no whole number of days', ['prepare-temporal', '--retention-days', '1.5'], '--retention-days needs'],
  ])('%s', async (_, args, sentence) => {
    const ended = await handover(args);
    expect(ended.code).toBe(2);
    expect(ended.out + ended.err).toContain(sentence);
    const zh = await handover(args, { LANG: 'zh_CN.UTF-8' });
    expect(zh.code).toBe(2);
    expect(zh.out + zh.err).toMatch(/[\u4e00-\u9fff]/);
  });
});

test.each([
  ['HANDOVER_URL', 'nowhere', ['list']],
  ['HANDOVER_DATABASE_URL', 'mysql://x', ['migrate']],
  ['HANDOVER_OWNER_PASSWORD', 'short', ['migrate', '--create-roles']],
])('the setting %s, given as %s: exit code 2 and a sentence that names it', async (name, value, args) => {
  const ended = await handover([...args, '--json'], { [name]: value });
  expect(ended).toMatchObject({ code: 2, out: '' });
  expect(JSON.parse(ended.err).detail).toContain(name);
});

test('settings that migrate needs, missing one by one: each is named', async () => {
  const all = {
    HANDOVER_ADMIN_DATABASE_URL: 'postgres://x@127.0.0.1:1/x',
    HANDOVER_OWNER_PASSWORD: 'owner-owner-owner',
    HANDOVER_WORKER_PASSWORD: 'worker-worker-worker',
    HANDOVER_API_PASSWORD: 'api-api-api-api',
  };
  for (const name of Object.keys(all)) {
    const ended = await handover(['migrate', '--create-roles'], { ...all, [name]: '' });
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining(`The setting ${name} is missing`) });
  }
  const bare = await handover(['migrate']);
  expect(bare).toMatchObject({ code: 2, err: expect.stringContaining('The setting HANDOVER_DATABASE_URL is missing') });
  const away = await handover(['migrate', '--create-roles'], all);
  expect(away).toMatchObject({ code: 3, err: expect.stringContaining('HANDOVER_ADMIN_DATABASE_URL') });
});

test('a server that is not there or not ours, asked by the real program: exit code 3 and where it was looked for', async () => {
  const gone = await nobody();
  const down = await handoverProcess(['list', '--as', '1'], { HANDOVER_URL: gone });
  expect(down).toMatchObject({ code: 3, out: '' });
  expect(down.err).toMatch(new RegExp(`Nobody answers at ${gone} \\(ECONNREFUSED\\).*HANDOVER_URL`));
  for (const [status, body] of [
    [404, '<html>'],
    [200, 'hello'],
  ] as const) {
    const other = await handover(['people'], { HANDOVER_URL: await somebodyElse(status, body) });
    expect(other).toMatchObject({ code: 3, err: expect.stringContaining('is not the Handover Engine') });
  }
  const shape = await handover(['people'], { HANDOVER_URL: await somebodyElse(200, '{"people":[]}') });
  expect(shape).toMatchObject({ code: 3, err: expect.stringContaining('another version') });
});

test('every verb, in its help: told in both languages, with its options and the exit codes', async () => {
  const codes = new Set(Object.keys(RESOURCES.en.cli));
  for (const { name, takes = [], options = [] } of VERBS) {
    expect(codes, name).toContain(`verb.${name}`);
    for (const argument of takes) expect(codes).toContain(`argument.${argument.replaceAll(/[^a-z]/g, '')}`);
    for (const { flags } of options) expect(codes).toContain(`option.${/--([a-z-]+)/.exec(flags)?.[1]}`);
    const help = await handover([name, '--help', '--lang', 'zh-CN']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out, name).not.toMatch(/(verb|option|argument|help)\./);
  }
  const all = await handover(['--help']);
  for (const { name } of VERBS) expect(all.out).toMatch(new RegExp(`^ +${name} `, 'm'));
  expect(all.out).toMatch(/Exit codes: 0 .*; 1 .*; 2 .*; 3 /);
});

test('a table with Chinese and with what steers a terminal, printed: the columns stand below each other, one row a line', () => {
  const rows = [
    ['陈', '1'],
    ['Li\nLei\u001b[2J', '2'],
  ];
  expect(table(['Name', 'Id'], rows).split('\n')).toEqual(['Name       Id', '陈         1', 'Li Lei[2J  2']);
  const pairs: [string, string | null][] = [
    ['Name', 'x'],
    ['Absent', null],
    ['状态', 'y'],
  ];
  expect(fields(pairs)).toBe('Name  x\n状态  y');
  expect(cell(null)).toBe('');
});
