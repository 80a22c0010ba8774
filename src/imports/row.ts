import type { CsvRow } from './csv.ts';
import { BadValue, type Params, type RefusedRow, type RowCode } from './errors.ts';
import { type Field, type Mapping, type Source, type SourceIdRule, columnsOf, sourcesOf } from './mapping.ts';
import { type Target, fit } from './target.ts';
import { type Value, transformed } from './transforms.ts';

/** Longer ones would not fit into the index. */
const MAX_SOURCE_ID = 200;
const MAX_VALUE_SHOWN = 200;

/** A row that is ready to be written, once its lookups are found. */
export interface Draft {
  row: CsvRow;
  sourceId: string;
  values: Record<string, Value>;
  /** field → natural key that is still to be looked up */
  wanted: Record<string, string>;
}

/** Turns rows of one file into drafts; knows where the file has which column. */
export class RowReader {
  readonly #mapping: Mapping;
  readonly #target: Target;
  readonly #columns: readonly string[];
  readonly #indexes: Map<string, number>;

  /** @param header column names in the order of the file */
  constructor(mapping: Mapping, target: Target, header: readonly string[]) {
    this.#mapping = mapping;
    this.#target = target;
    this.#columns = header;
    this.#indexes = new Map(header.map((column, index) => [column, index]));
  }

  /** What the record is called in the data set; a row that does not say, or cannot be read as a row, is refused. */
  sourceId(row: CsvRow): string | RefusedRow {
    const expected = this.#columns.length;
    const found = row.cells.length;
    if (found !== expected)
      return { line: row.line, column: null, value: null, code: 'columnCount', params: { expected, found } };
    const nul = row.cells.findIndex((cell) => cell.includes('\0'));
    if (nul !== -1)
      return {
        line: row.line,
        column: this.#columns[nul] ?? null,
        value: shown(row.cells[nul] ?? ''),
        code: 'nulCharacter',
        params: {},
      };
    const rule = this.#mapping.sourceId;
    return this.#attempt(row, rule, 'source_id', () => {
      const id = this.#valueOf(row, rule);
      if (typeof id !== 'string' || id === '') throw new BadValue('required');
      if (id.length > MAX_SOURCE_ID) throw new BadValue('tooLong', { max: MAX_SOURCE_ID });
      return id;
    });
  }

  /** All fields, but for what other records must be asked for. The first wrong field refuses the row. */
  draft(row: CsvRow, sourceId: string): Draft | RefusedRow {
    const draft: Draft = { row, sourceId, values: {}, wanted: {} };
    for (const [field, rule] of Object.entries(this.#mapping.fields)) {
      const value = this.#attempt(row, rule, field, () => this.#field(draft, field, rule));
      if (isRefused(value)) return value;
      draft.values[field] = value;
    }
    return draft;
  }

  /** The refusal of a row for one of its fields, with the cell that the field came from. */
  refusal(row: CsvRow, field: string | undefined, code: RowCode, params: Params): RefusedRow {
    const rule = field === 'source_id' ? this.#mapping.sourceId : this.#mapping.fields[field ?? ''];
    const { column, value } = rule ? this.#origin(row, rule) : { column: null, value: null };
    return { line: row.line, column, value, code, params: field === undefined ? params : { field, ...params } };
  }

  #field(draft: Draft, field: string, rule: Field): Value {
    const { when, lookup } = rule;
    const applies = !when || when.in.includes(asText(this.#cell(draft.row, when.column)));
    const value = applies ? this.#valueOf(draft.row, rule) : null;
    if (!lookup || value === null) return fit(this.#target, field, value);
    draft.wanted[field] = asText(value);
    return null;
  }

  #valueOf(row: CsvRow, rule: SourceIdRule): Value {
    let value: Value = null;
    for (const source of sourcesOf(rule.from)) {
      value = this.#sourceValue(row, source);
      if (value !== null && value !== '') break;
    }
    return transformed(value, rule.transforms ?? []);
  }

  #sourceValue(row: CsvRow, source: Source): Value {
    if (typeof source === 'string') return this.#cell(row, source);
    if ('constant' in source) return Array.isArray(source.constant) ? source.constant : String(source.constant);
    let complete = true;
    const text = source.template.replace(/\{([^{}]+)\}/g, (_, column: string) => {
      const cell = asText(this.#cell(row, column));
      complete &&= cell !== '';
      return cell;
    });
    return complete ? text : null;
  }

  #cell(row: CsvRow, column: string): Value {
    return transformed(this.#raw(row, column), this.#mapping.clean);
  }

  #raw(row: CsvRow, column: string): string {
    return row.cells[this.#indexes.get(column) ?? -1] ?? '';
  }

  #attempt<T>(row: CsvRow, rule: SourceIdRule, field: string, work: () => T): T | RefusedRow {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      return { line: row.line, ...this.#origin(row, rule), code: error.code, params: { field, ...error.params } };
    }
  }

  /** The first column that had something to say, or the first of all. */
  #origin(row: CsvRow, rule: SourceIdRule): { column: string | null; value: string | null } {
    const columns = columnsOf(rule);
    const column = columns.find((c) => this.#raw(row, c).trim() !== '') ?? columns[0];
    return column === undefined ? { column: null, value: null } : { column, value: shown(this.#raw(row, column)) };
  }
}

export function isRefused(value: Draft | RefusedRow | Value): value is RefusedRow {
  return value !== null && typeof value === 'object' && 'code' in value && 'line' in value;
}

function asText(value: Value): string {
  return typeof value === 'string' ? value : (value ?? []).join(',');
}

/** Cut between characters, not within one, and without NUL: else the refusal itself could not be stored. */
function shown(cell: string): string {
  return Array.from(cell.slice(0, 2 * MAX_VALUE_SHOWN))
    .slice(0, MAX_VALUE_SHOWN)
    .join('')
    .replaceAll('\0', '\uFFFD');
}
