import { once } from 'node:events';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import yazl from 'yazl';

/**
 * Writes workbooks of Excel (ECMA-376) as a stream: memory does not grow with the rows. Text is written as text, so that none of it
 * is taken for a formula.
 */

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** A sheet holds 1,048,576 rows, the header among them; what is beyond goes to the next. */
const MAX_ROWS = 1_048_576;
const MAX_CELL = 32_767;

/** A day is `YYYY-MM-DD`, a time `YYYY-MM-DD HH:mm:ss` as the reader's clock shows it. */
export type SheetCell = string | number | boolean | null | { day: string } | { time: string };

/** Numbers of the cell formats in STYLES. */
const STYLE = { header: 1, day: 2, time: 3, quoted: 4 } as const;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/></cellXfs></styleSheet>`;

/** @param sheetName at most 31 characters are taken @param widths of the columns, in characters */
export function writeXlsx(
  header: readonly string[],
  rows: AsyncIterable<readonly SheetCell[]>,
  { sheetName, widths }: { sheetName: string; widths: readonly number[] },
): Readable {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream;
  if (!(output instanceof Readable)) throw new TypeError('a zip comes as a stream');
  void (async () => {
    const source = rows[Symbol.asyncIterator]();
    let sheets = 0;
    const rest = { more: true };
    while (rest.more) {
      sheets += 1;
      const part = sheet(header, source, widths, rest);
      const stream = Readable.from(part, { objectMode: false });
      zip.addReadStream(stream, `xl/worksheets/sheet${sheets}.xml`);
      await Promise.race([finished(stream), once(output, 'close')]);
      if (output.destroyed) {
        stream.destroy();
        await source.return?.();
        return;
      }
    }
    for (const [path, content] of directory(sheets, sheetName)) zip.addBuffer(Buffer.from(content), path);
    zip.end();
  })().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error('workbook not written')));
  return output;
}

async function* sheet(
  header: readonly string[],
  source: AsyncIterator<readonly SheetCell[]>,
  widths: readonly number[],
  rest: { more: boolean },
): AsyncGenerator<string> {
  const columns = widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`);
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData>`;
  yield row(header.map((name) => text(name, STYLE.header)));
  let pieces: string[] = [];
  for (let count = 1; ; count += 1) {
    if (count === MAX_ROWS) break;
    const { done, value } = await source.next();
    if (done) {
      rest.more = false;
      break;
    }
    pieces.push(row(value.map(cell)));
    if (pieces.length === 200) {
      yield pieces.join('');
      pieces = [];
    }
  }
  yield `${pieces.join('')}</sheetData></worksheet>`;
}

const row = (cells: readonly string[]) => `<row>${cells.join('')}</row>`;

function cell(value: SheetCell): string {
  if (value === null || value === '') return '<c/>';
  if (typeof value === 'number') return Number.isFinite(value) ? `<c><v>${value}</v></c>` : '<c/>';
  if (typeof value === 'boolean') return `<c t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'string') return text(value, /^[=+\-@\t\r]/.test(value) ? STYLE.quoted : undefined);
  const [shown, style] =
    'day' in value ? [`${value.day}T00:00:00Z`, STYLE.day] : [`${value.time.replace(' ', 'T')}Z`, STYLE.time];
  const serial = (Date.parse(shown) - Date.UTC(1899, 11, 30)) / 86_400_000;
  // Excel counts a day too many before March 1900, and none before 1900.
  return serial > 60
    ? `<c s="${style}"><v>${Number(serial.toFixed(8))}</v></c>`
    : text('day' in value ? value.day : value.time);
}

function text(value: string, style?: number): string {
  const cut = value.length > MAX_CELL ? `${value.slice(0, MAX_CELL - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : value;
  return `<c t="inlineStr"${style === undefined ? '' : ` s="${style}"`}><is><t xml:space="preserve">${escaped(cut)}</t></is></c>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** What XML cannot hold is written _x0000_, and what looks like that is told from it. */
const escaped = (value: string) =>
  value
    .toWellFormed()
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replaceAll(
      // oxlint-disable-next-line no-control-regex -- these are what it is about
      /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g,
      (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    );

function directory(sheets: number, name: string): [path: string, content: string][] {
  const numbers = Array.from({ length: sheets }, (_, at) => at + 1);
  const plain = name.replaceAll(/[\\/?*:[\]]/g, ' ').slice(0, 26);
  const type = (part: string, what: string) =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${what}+xml"/>`;
  return [
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('/xl/workbook.xml', 'sheet.main')}${type('/xl/styles.xml', 'styles')}${numbers.map((n) => type(`/xl/worksheets/sheet${n}.xml`, 'worksheet')).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${numbers.map((n) => `<sheet name="${escaped(n === 1 ? plain : `${plain} ${n}`)}" sheetId="${n}" r:id="rId${n}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${RELATIONS}">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}<Relationship Id="rId${sheets + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', STYLES],
  ];
}
