import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { envExample } from '../../src/settings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
const thereIs = (path: string) => existsSync(join(root, path));

const ENGLISH = 'README.md';
const CHINESE = 'README.zh-CN.md';
const DOCS = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => join('docs', file));
const DOCUMENTS = [ENGLISH, CHINESE, 'CONTRIBUTING.md', 'CHANGELOG.md', ...DOCS];

const codeBlocks = (text: string) => all(text, /```\w+\n([\s\S]*?)```/g);
const prose = (text: string) => text.replaceAll(/```[\s\S]*?```/g, '');

/** As GitHub makes the fragment of a heading. */
const fragmentOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

function brokenLinks(file: string): string[] {
  return all(prose(read(file)), /\]\(([^)\s]+)\)/g)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', fragment] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      if (!thereIs(target)) return true;
      return (
        fragment !== undefined &&
        !all(read(target), /^#+ (.+)$/gm)
          .map(fragmentOf)
          .includes(fragment)
      );
    });
}

/** Paths in backticks; one without a slash is a file of the root, such as `docker-compose.yml`. */
const pathsIn = (text: string) =>
  all(text, /`((?:src|console|workflows|activities|test|docs|bench|bin|\.ci)\/[\w./-]*)`/g);

describe.each(DOCUMENTS)('%s', (file) => {
  test('relative links, followed: lead to files and headings that are there', () => {
    expect(brokenLinks(file)).toEqual([]);
  });

  test('paths, looked up: are there', () => {
    expect(pathsIn(read(file)).filter((path) => !thereIs(path))).toEqual([]);
  });

  test('scripts of npm, looked up in package.json: are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(all(read(file), /npm run ([\w:]+)/g).filter((name) => !(name in scripts))).toEqual([]);
  });

  test('settings, held against those the product knows: are known', () => {
    const known = new Set(all(envExample(), /^# ([A-Z_]+)=/gm));
    expect(known.size).toBeGreaterThan(0);
    const named = all(read(file), /\b((?:HANDOVER|TEMPORAL)_[A-Z][A-Z_]*)\b/g);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('placeholders, looked for: none is left', () => {
    expect(all(read(file), /\b([A-Z]+_SECTION|TODO|FIXME|TBD)\b/g)).toEqual([]);
  });
});

describe('the table "to change X, open Y"', () => {
  const rows = (file: string, heading: string) =>
    (read(file).split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(1);
  const english = rows(ENGLISH, 'To change X, open Y');

  test('each row: opens something that is there', () => {
    expect(english.length).toBeGreaterThan(10);
    for (const row of english) expect(pathsIn(row), row).not.toEqual([]);
  });

  test('both languages: open the same', () => {
    expect(rows(CHINESE, '要改 X，打开 Y').map(pathsIn)).toEqual(english.map(pathsIn));
  });
});

describe('the README in both languages', () => {
  test('headings: have the same structure', () => {
    const levels = (file: string) => all(prose(read(file)), /^(#+) /gm);
    expect(levels(ENGLISH).length).toBeGreaterThan(5);
    expect(levels(CHINESE)).toEqual(levels(ENGLISH));
  });

  test('commands: are the same', () => {
    const commands = (file: string) => codeBlocks(read(file)).filter((block) => !block.startsWith('flowchart'));
    expect(commands(ENGLISH)).toContain('npm ci && npm start\n');
    expect(commands(ENGLISH)).toContain('npm ci && npm test\n');
    expect(commands(CHINESE)).toEqual(commands(ENGLISH));
  });
});

test('decisions, held against their index: each is listed', () => {
  const pages = DOCS.filter((file) => /\d{4}-\d{2}-\d{2}-/.test(file)).map((file) => file.split('/').at(-1));
  expect(pages.length).toBeGreaterThan(0);
  expect(all(read('docs/decisions/README.md'), /\]\(([\d-]+[\w-]+\.md)\)/g).toSorted()).toEqual(pages.toSorted());
});
