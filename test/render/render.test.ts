import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { PrintedDocument } from '../../src/render/document.ts';
import { renderHtml } from '../../src/render/html.ts';
import { renderPdf } from '../../src/render/pdf.ts';

const EVIL = '<script>alert(1)</script>{{ title }}{% raw %}';
const document: PrintedDocument = {
  locale: 'zh-CN',
  title: '移交报告',
  subtitle: '离职',
  foot: '客户移交',
  blocks: [
    { kind: 'heading', text: '概况' },
    { kind: 'heading', text: '细节', level: 3 },
    {
      kind: 'facts',
      rows: [
        { name: '移交人', value: '王小明' },
        { name: '哈希', value: 'a'.repeat(64) },
      ],
    },
    {
      kind: 'table',
      columns: [{ title: '类型' }, { title: '数量', align: 'right' }],
      rows: Array.from({ length: 120 }, (_, n) => [`客户${n}`, String(n)]),
    },
    { kind: 'text', text: EVIL, tone: 'warning' },
    { kind: 'list', items: ['第一', '第二'] },
  ],
};

/** What the fonts of a PDF say their glyphs mean: the text that a reader can search and copy. */
function charactersOf(pdf: Buffer): Set<string> {
  const found = new Set<string>();
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 7)) {
    const end = pdf.indexOf('endstream', at);
    let text = '';
    try {
      text = inflateSync(pdf.subarray(at + 7, end)).toString('latin1');
    } catch {
      continue;
    }
    if (!text.includes('beginbfrange') && !text.includes('beginbfchar')) continue;
    for (const [, hex = ''] of text.matchAll(/<([0-9a-f]{4})>/gi)) found.add(String.fromCharCode(parseInt(hex, 16)));
  }
  return found;
}

describe('a document for people', () => {
  test('as HTML, whatever people wrote, holds their words and neither markup nor template of theirs', async () => {
    const html = await renderHtml(document);
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain('<th scope="row">移交人</th><td>王小明</td>');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;{{ title }}{% raw %}');
    expect(html).not.toContain('<script');
    expect(html.match(/<tr>/g)).toHaveLength(2 + 1 + 120);
    expect(html).toContain('<td class="right">119</td>');
  });

  test('as PDF, in Chinese, is small and its characters can be searched', async () => {
    const pdf = await renderPdf(document);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeLessThan(300_000);
    const known = charactersOf(pdf);
    for (const character of '移交报告离职王小明客户第页') expect(known, character).toContain(character);
  });

  const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
  const letter = '尊敬的客户，您好！感谢您的来信，我们已经收到并会尽快处理。';
  const table = (...cells: string[]): PrintedDocument => ({
    ...document,
    blocks: [
      { kind: 'table', columns: [{ title: '时间' }, { title: '内容' }], rows: cells.map((cell) => ['昨天', cell]) },
    ],
  });

  test('as PDF, with a row that is longer than a page: goes on on the next pages', async () => {
    expect(pagesOf(await renderPdf(table(letter.repeat(130))))).toBeGreaterThan(2);
  });

  test('as PDF, with a cell and with tables without end: is shortened, says so, and is soon there', async () => {
    const pdf = await renderPdf(table(letter.repeat(50_000)));
    expect(pagesOf(pdf)).toBeLessThan(8);
    for (const character of '此处有删节') expect(charactersOf(pdf), character).toContain(character);
    const many = await renderPdf(table(...Array.from({ length: 60 }, () => letter.repeat(100))));
    expect(pagesOf(many)).toBeLessThan(100);
  });

  test('as PDF, with pictures by address in the text, reads neither files nor addresses', async () => {
    const pdf = await renderPdf({
      ...document,
      blocks: [{ kind: 'text', text: 'file:///etc/passwd http://127.0.0.1/' }],
    });
    expect(pdf.toString('latin1')).not.toContain('/URI');
  });
});
