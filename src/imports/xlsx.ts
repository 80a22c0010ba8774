import { StringDecoder } from 'node:string_decoder';
import xml, { type QualifiedTag, type SAXParser, type Tag } from 'sax';
import { type Entry, type ZipFile, openPromise } from 'yauzl';
import type { CsvRow } from './csv.ts';
import { ImportError } from './errors.ts';

/**
 * Reads workbooks of Excel (ECMA-376, SpreadsheetML) as rows of text, one sheet, as a stream: a formula by the value that it had
 * when the file was saved, a date in ISO 8601, a number in its shortest form, or with the leading zeros that its format gives it.
 */

/** What a file may unpack to: beyond it, a small file would fill the machine (a zip bomb). */
const MAX_PART_BYTES = 4 * 1024 ** 3;
const MAX_TEXTS_BYTES = 256 * 1024 ** 2;
const MAX_RATIO = 300;
/** Small parts pack well; only a large one is suspect. */
const RATIO_COUNTS_FROM_BYTES = 16 * 1024 ** 2;
const MAX_COLUMNS = 16_384;
/** A cell of Excel holds 32,767 characters. */
const MAX_CELL = 100_000;

export interface Sheet {
  name: string;
  hidden: boolean;
}

/**
 * @param path of the file: its directory is at its end, so that it must be there as a whole
 * @param wanted name of the sheet; absent: the first that is not hidden
 * @throws ImportError notXlsx, sheetUnknown, xlsxTooLarge
 */
export async function* readXlsx(path: string, wanted?: string): AsyncGenerator<CsvRow, void, undefined> {
  const workbook = await Workbook.open(path);
  try {
    yield* workbook.rows(wanted);
  } finally {
    workbook.close();
  }
}

/** The sheets of a workbook, in its order. @throws ImportError notXlsx */
export async function sheetsOf(path: string): Promise<Sheet[]> {
  const workbook = await Workbook.open(path);
  workbook.close();
  return workbook.sheets.map(({ name, hidden }) => ({ name, hidden }));
}

class Workbook {
  readonly #zip: ZipFile;
  readonly #parts: Map<string, Entry>;
  sheets: (Sheet & { part: string })[] = [];
  #from1904 = false;
  #texts: string[] = [];
  /** what the number format of each style makes of a number */
  #styles: Style[] = [];

  private constructor(zip: ZipFile, parts: Map<string, Entry>) {
    this.#zip = zip;
    this.#parts = parts;
  }

  static async open(path: string): Promise<Workbook> {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch(() => {
      throw new ImportError('notXlsx');
    });
    try {
      const parts = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) {
        if (parts.size >= 10_000) throw new ImportError('xlsxTooLarge', { part: 'zip' });
        parts.set(entry.fileName, entry);
      }
      const workbook = new Workbook(zip, parts);
      await workbook.#readDirectory();
      return workbook;
    } catch (error) {
      zip.close();
      throw error instanceof ImportError ? error : new ImportError('notXlsx');
    }
  }

  close(): void {
    this.#zip.close();
  }

  async #readDirectory(): Promise<void> {
    const targets = new Map<string, string>();
    const found: (Sheet & { ref: string })[] = [];
    await this.#read('xl/_rels/workbook.xml.rels', {
      open: (name, at) => {
        if (name === 'Relationship') targets.set(at('Id'), partOf(at('Target')));
      },
    });
    await this.#read('xl/workbook.xml', {
      open: (name, at) => {
        if (name === 'workbookPr') this.#from1904 = at('date1904') === '1' || at('date1904') === 'true';
        if (name === 'sheet')
          found.push({ name: at('name'), hidden: at('state') !== '' && at('state') !== 'visible', ref: at('r:id') });
      },
    });
    this.sheets = found.flatMap(({ ref, ...sheet }) => {
      const part = targets.get(ref);
      return part === undefined || !this.#parts.has(part) ? [] : [{ ...sheet, part }];
    });
    if (this.sheets.length === 0) throw new ImportError('notXlsx');
  }

  async *rows(wanted?: string): AsyncGenerator<CsvRow, void, undefined> {
    const sheet =
      wanted === undefined ? this.sheets.find((one) => !one.hidden) : this.sheets.find((one) => one.name === wanted);
    if (!sheet) {
      const known = this.sheets.filter((one) => !one.hidden).map((one) => one.name);
      throw new ImportError('sheetUnknown', { sheet: wanted ?? '', known: known.join(', ') });
    }
    await this.#readStyles();
    await this.#readTexts();
    let width = 0;
    for await (const { line, cells } of this.#sheetRows(sheet.part)) {
      // The header says how wide the table is; Excel leaves out what is empty at the end of a row.
      if (width === 0) width = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
      while (cells.length > width && cells.at(-1)?.trim() === '') cells.pop();
      while (cells.length < width) cells.push('');
      if (cells.some((cell) => cell !== '')) yield { line, cells };
    }
  }

  async #readStyles(): Promise<void> {
    const formats = new Map<number, string>();
    let inCells = false;
    await this.#read('xl/styles.xml', {
      open: (name, at) => {
        if (name === 'numFmt') formats.set(Number(at('numFmtId')), at('formatCode'));
        if (name === 'cellXfs') inCells = true;
        if (name === 'xf' && inCells) this.#styles.push(styleOf(Number(at('numFmtId')), formats));
      },
      close: (name) => {
        if (name === 'cellXfs') inCells = false;
      },
    });
  }

  /** Texts that cells share lie in a part of their own, and cells name them by number. */
  async #readTexts(): Promise<void> {
    let current = '';
    let within = false;
    let phonetic = false;
    let bytes = 0;
    await this.#read('xl/sharedStrings.xml', {
      open: (name) => {
        if (name === 'si') current = '';
        if (name === 'rPh') phonetic = true;
        within = name === 't' && !phonetic;
      },
      text: (text) => {
        if (within) current += text;
      },
      close: (name) => {
        within = false;
        if (name === 'rPh') phonetic = false;
        if (name !== 'si') return;
        bytes += current.length * 2;
        if (bytes > MAX_TEXTS_BYTES) throw new ImportError('xlsxTooLarge', { part: 'sharedStrings' });
        this.#texts.push(unescaped(current));
      },
    });
  }

  async *#sheetRows(part: string): AsyncGenerator<CsvRow, void, undefined> {
    const ready: CsvRow[] = [];
    let row: CsvRow = { line: 0, cells: [] };
    let cell = { column: 0, type: '', style: 0, text: '' };
    let within = false;
    const handlers: Handlers = {
      open: (name, at) => {
        if (name === 'row') row = { line: Number(at('r')) || row.line + 1, cells: [] };
        if (name === 'c') {
          const column = at('r') === '' ? row.cells.length : columnOf(at('r'));
          if (column >= MAX_COLUMNS) throw new ImportError('notXlsx');
          cell = { column, type: at('t'), style: Number(at('s')), text: '' };
        }
        within = name === 'v' || name === 't';
      },
      text: (text) => {
        if (!within) return;
        cell.text += text;
        if (cell.text.length > MAX_CELL) throw new ImportError('recordTooLarge', { line: row.line, bytes: MAX_CELL });
      },
      close: (name) => {
        within = false;
        if (name === 'c') {
          while (row.cells.length < cell.column) row.cells.push('');
          row.cells[cell.column] = this.#shown(cell);
        }
        if (name === 'row') ready.push(row);
      },
    };
    for await (const _ of this.#steps(part, handlers)) {
      yield* ready;
      ready.length = 0;
    }
  }

  #shown({ type, style, text }: { type: string; style: number; text: string }): string {
    if (type === 's') return this.#texts[Number(text)] ?? '';
    if (type === 'inlineStr' || type === 'str') return unescaped(text);
    if (type === 'b') return text === '1' ? 'true' : 'false';
    if (type === 'd' || type === 'e' || text === '') return text;
    return numberShown(text, this.#styles[style] ?? {}, this.#from1904);
  }

  async #read(part: string, handlers: Handlers): Promise<void> {
    for await (const _ of this.#steps(part, handlers));
  }

  /** Feeds a part to the handlers, a piece at each step; a part that is not there has no steps. */
  async *#steps(part: string, handlers: Handlers): AsyncGenerator<void, void, undefined> {
    const entry = this.#parts.get(part);
    if (!entry) return;
    if (entry.uncompressedSize > MAX_PART_BYTES || isBomb(entry.uncompressedSize, entry.compressedSize))
      throw new ImportError('xlsxTooLarge', { part });
    const sax = xmlReader(handlers);
    // In pieces of bytes, a character may be cut.
    const decoder = new StringDecoder('utf8');
    const stream = await this.#zip.openReadStreamPromise(entry).catch(() => {
      throw new ImportError('notXlsx');
    });
    try {
      for await (const chunk of stream) {
        sax.write(decoder.write(chunk));
        yield;
      }
    } catch (error) {
      throw error instanceof ImportError ? error : new ImportError('notXlsx');
    }
  }
}

/** The sizes are those of the directory; the reader of the zip refuses a part that unpacks to another. */
const isBomb = (unpacked: number, packed: number) =>
  unpacked > RATIO_COUNTS_FROM_BYTES && unpacked > MAX_RATIO * Math.max(packed, 1);

interface Handlers {
  open(name: string, at: (attribute: string) => string): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Strict: what is no XML is refused, and entities of a document's own are not known, let alone expanded. */
function xmlReader({ open, text = () => {}, close = () => {} }: Handlers): SAXParser {
  const sax = xml.parser(true);
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the parser has none
  sax.onerror = (error) => {
    throw error;
  };
  sax.ondoctype = () => {
    throw new ImportError('notXlsx');
  };
  sax.onopentag = (tag: Tag | QualifiedTag) => {
    open(local(tag.name), (attribute) => {
      const value = tag.attributes[attribute];
      return typeof value === 'string' ? value : (value?.value ?? '');
    });
  };
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the parser has none
  sax.ontext = text;
  sax.oncdata = text;
  sax.onclosetag = (name) => close(local(name));
  return sax;
}

/** Some programs write every element with the prefix of its namespace. */
const local = (name: string) => name.slice(name.indexOf(':') + 1);

const partOf = (target: string) => (target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`);

/** @param cell such as AB12 @returns from 0 */
function columnOf(cell: string): number {
  let column = 0;
  for (const letter of /^[A-Z]+/.exec(cell)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** Characters that XML cannot hold are written _x000D_. */
const unescaped = (text: string) =>
  text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

interface Style {
  date?: boolean;
  /** a format of zeros only gives a number as many digits */
  digits?: number;
}

/** Formats of dates and times that every workbook knows by number, those of Chinese and Japanese among them. */
const isDateFormat = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

function styleOf(id: number, formats: ReadonlyMap<number, string>): Style {
  const code = formats.get(id);
  if (code === undefined) return { date: isDateFormat(id) };
  // Quoted words, escaped characters, colours and locales are no part of what tells a date from a number.
  const [bare = ''] = code.replaceAll(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '').split(';');
  if (/^0+$/.test(bare)) return { digits: bare.length };
  return { date: /[ymdhs年月日]/i.test(bare) && !/^general$/i.test(bare.trim()) };
}

function numberShown(text: string, { date, digits }: Style, from1904: boolean): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  if (date) return dateShown(value, from1904);
  const plain = /^-?\d+$/.test(text) ? text : plainNumber(value);
  return digits !== undefined && /^\d+$/.test(plain) ? plain.padStart(digits, '0') : plain;
}

/** Without an exponent. Excel keeps 15 digits: what it writes beyond them (0.30000000000000004) is not the value that it shows. */
function plainNumber(value: number): string {
  const shown = String(Number(value.toPrecision(15)));
  if (!/e/i.test(shown)) return shown;
  return Math.abs(value) >= 1 ? BigInt(Math.round(value)).toString() : value.toFixed(20).replace(/\.?0+$/, '');
}

const DAY_MS = 86_400_000;
/** @param serial days since the end of 1899, of which 29 February 1900 is one, though there was none; or since 1904 */
function dateShown(serial: number, from1904: boolean): string {
  if (serial >= 0 && serial < 1 && !from1904) return new Date(Math.round(serial * DAY_MS)).toISOString().slice(11, 19);
  const since = from1904 ? Date.UTC(1904, 0, 1) : serial < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
  const at = new Date(since + Math.round(serial * 86_400) * 1_000);
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9_999) return String(serial);
  const iso = at.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19);
}
