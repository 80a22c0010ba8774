import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('../../console/src/', import.meta.url));
const read = (file: string) => JSON.parse(readFileSync(join(SOURCES, file), 'utf8')) as Record<string, string>;
/** Those of the pages, and those that come with the tour alone. */
const LANGUAGES = ['i18n', 'tour/words'].map((of) => ({ of, en: read(`${of}/en.json`), zh: read(`${of}/zh-CN.json`) }));
const base = (key: string) => key.replace(/_(one|other)$/, '');
const named = (sentence: string) => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
const pages = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));

/** Attributes that a person reads or hears. */
const SPOKEN = new Set(['title', 'placeholder', 'alt', 'label', 'aria-label', 'aria-description', 'aria-valuetext']);
const isWord = (text: string) => /\p{L}/u.test(text);

/** Words that stand in the code instead of in the languages. */
function literalsIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(SOURCES, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && isWord(node.text)) found.push(node.text.trim());
    if (
      ts.isJsxAttribute(node) &&
      SPOKEN.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer)
    )
      if (isWord(node.initializer.text)) found.push(node.initializer.text);
    if (
      ts.isJsxExpression(node) &&
      node.expression &&
      ts.isStringLiteral(node.expression) &&
      !ts.isJsxAttribute(node.parent)
    )
      if (isWord(node.expression.text)) found.push(node.expression.text);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

test.each(LANGUAGES)(
  '$of, both languages held against each other: the same keys and the same parameters',
  ({ en, zh }) => {
    expect([...new Set(Object.keys(zh).map(base))].sort()).toEqual([...new Set(Object.keys(en).map(base))].sort());
    for (const [key, sentence] of Object.entries(zh)) {
      expect(sentence.trim(), key).not.toBe('');
      expect(named(sentence), key).toEqual(named(en[key] ?? en[`${base(key)}_other`] ?? ''));
    }
  },
);

test.each(LANGUAGES)('$of, held against the code: each sentence is used', ({ en }) => {
  const code = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
    .join('\n');
  // `act.${name}.text` uses every key of that form.
  const forms = [...code.matchAll(/`([a-zA-Z]+\.[^`]*\$\{[^`]*)`/g)].map(
    ([, form]) => new RegExp(`^${(form ?? '').replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '\\w+')}$`),
  );
  const unused = Object.keys(en)
    .map(base)
    .filter((key) => !code.includes(`'${key}'`) && !code.includes(`"${key}"`) && !forms.some((form) => form.test(key)));
  expect(unused).toEqual([]);
});

test('the pages, looked through for words: all stand in the languages', () => {
  expect(pages.length).toBeGreaterThan(20);
  expect(pages.flatMap((file) => literalsIn(file).map((literal) => `${file}: ${literal}`))).toEqual([]);
});
