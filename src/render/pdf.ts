import { fileURLToPath } from 'node:url';
import pdfmake, { type Content, type Definition } from 'pdfmake';
import { sentence } from '../i18n/index.ts';
import type { Block, PrintedDocument } from './document.ts';

/** A font with Chinese from a package of ours: no machine has to have it. Only the glyphs that occur get into a file. */
const font = (name: string) =>
  fileURLToPath(new URL(`../fonts/${name}.otf`, import.meta.resolve('@embedpdf/fonts-sc')));
pdfmake.setFonts({ Noto: { normal: font('NotoSansHans-Regular'), bold: font('NotoSansHans-Bold') } });
// What people wrote gets into documents: nothing in it may make this process read a file or an address.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.includes('fonts-sc'));

/**
 * A document as PDF, A4, with the number of each page. Takes about a second of this process's time for ten full pages, in which nothing
 * else of it runs: what is long in a table is shortened, and says so; the page as HTML has all of it.
 */
export async function renderPdf(document: PrintedDocument): Promise<Buffer> {
  return pdfmake.createPdf(definitionOf(shortened(document))).getBuffer();
}

/** Characters of a cell, and of all cells of a document before they get shorter still. */
const LONGEST_CELL = 4_000;
const LONGEST_TABLES = 100_000;
const SHORT_CELL = 200;

function shortened(document: PrintedDocument): PrintedDocument {
  let left = LONGEST_TABLES;
  const note = sentence(document.locale, 'labels', 'document.shortened');
  const cell = (text: string): string => {
    const longest = left > 0 ? LONGEST_CELL : SHORT_CELL;
    const kept = text.length > longest ? `${text.slice(0, longest).toWellFormed()}${note}` : text;
    left -= kept.length;
    return kept;
  };
  const blocks = document.blocks.map((block): Block =>
    block.kind === 'table' ? { ...block, rows: block.rows.map((row) => row.map(cell)) } : block,
  );
  return { ...document, blocks };
}

function definitionOf({ locale, title, subtitle, blocks, foot }: PrintedDocument): Definition {
  return {
    info: { title },
    language: locale,
    pageSize: 'A4',
    pageMargins: [48, 48, 48, 56],
    defaultStyle: { font: 'Noto', fontSize: 9.5, lineHeight: 1.25 },
    styles: {
      title: { fontSize: 17, bold: true },
      heading2: { fontSize: 12.5, bold: true, margin: [0, 14, 0, 4] },
      heading3: { fontSize: 10.5, bold: true, margin: [0, 8, 0, 3] },
      muted: { color: '#5a5a5a' },
      warning: { color: '#8a4500', bold: true },
      head: { bold: true, fillColor: '#f3f3f3' },
    },
    content: [
      { text: title, style: 'title' },
      ...(subtitle === undefined ? [] : [{ text: subtitle, style: 'muted' }]),
      ...blocks.map(contentOf),
    ],
    footer: (page, pages) => ({
      margin: [48, 16, 48, 0],
      style: 'muted',
      fontSize: 8,
      columns: [
        { text: foot ?? title },
        { text: sentence(locale, 'labels', 'document.page', { page, pages }), alignment: 'right', width: 'auto' },
      ],
    }),
  };
}

const LINES = {
  hLineWidth: () => 0.5,
  vLineWidth: () => 0,
  hLineColor: () => '#d5d5d5',
  paddingLeft: () => 4,
  paddingRight: () => 4,
};

function contentOf(block: Block): Content {
  switch (block.kind) {
    case 'heading':
      return { text: block.text, style: `heading${block.level ?? 2}`, headlineLevel: block.level ?? 2 };
    case 'text':
      return { ...flowing(block.text), margin: [0, 0, 0, 4], ...(block.tone ? { style: block.tone } : {}) };
    case 'facts':
      if (block.rows.length === 0) return [];
      return {
        margin: [0, 2, 0, 6],
        layout: LINES,
        table: {
          widths: [150, '*'],
          body: block.rows.map(({ name, value }) => [{ text: name, style: 'muted' }, flowing(value)]),
        },
      };
    case 'table':
      return {
        margin: [0, 2, 0, 6],
        layout: LINES,
        table: {
          headerRows: 1,
          // A row that must stay whole and is longer than a page would lose what does not fit.
          dontBreakRows: block.rows.every((row) => row.every((cell) => linesOf(cell, row.length) <= LINES_THAT_FIT)),
          widths: block.columns.map(({ align }) => (align === 'right' ? 'auto' : '*')),
          body: [
            block.columns.map(({ title, align = 'left' }) => ({
              text: title,
              style: 'head',
              alignment: align,
              noWrap: align === 'right',
            })),
            ...block.rows.map((row) =>
              block.columns.map(({ align = 'left' }, at) => ({ ...flowing(row[at] ?? ''), alignment: align })),
            ),
          ],
        },
      };
    case 'links':
      return { ul: block.items.map(({ text, href }) => ({ text, link: href })), margin: [0, 0, 0, 6] };
    default:
      return block.items.length === 0 ? [] : { ul: block.items.map((item) => flowing(item)), margin: [0, 0, 0, 6] };
  }
}

const LINES_THAT_FIT = 50;
/** About as many lines as a cell takes where each character is a Chinese one, which are the widest. */
function linesOf(cell: string, columns: number): number {
  const inALine = Math.max(1, Math.floor(44 / columns));
  return cell.split('\n').reduce((lines, line) => lines + Math.max(1, Math.ceil(line.length / inALine)), 0);
}

/** The library measures a paragraph again for each of its lines: long ones are laid out in parts. */
const LONGEST_PARAGRAPH = 400;
const PARTS = new RegExp(`.{1,${LONGEST_PARAGRAPH}}(?:[\\s。；，！？]|$)|.{1,${LONGEST_PARAGRAPH}}`, 'gsu');

function flowing(text: string): { text: Content } | { stack: Content[] } {
  if (text.length <= LONGEST_PARAGRAPH) return { text: breakable(text) };
  const paragraphs = text.split('\n').flatMap((line) => line.match(PARTS) ?? [' ']);
  return { stack: paragraphs.map((paragraph) => ({ text: breakable(paragraph) })) };
}

/** Hashes and addresses have no place to break at, and would run over the edge of their column: pieces may be parted. */
const breakable = (text: string) =>
  text
    .replaceAll(/\S{20}(?=\S)/g, '$&\u0000')
    .split('\u0000')
    .map((piece) => ({ text: piece }));
