import type { ImportPreview, Mapping } from '../api.ts';

/** A mapping as rows of a form: what a field is read from, and back. */

type Rule = Mapping['fields'][string];

export interface Row {
  key: string;
  /** `source_id` is the record's own number */
  field: string;
  name: string;
  /** column of the file; empty: none */
  column: string;
  /** what the mapping makes the field from instead of one column; null: from nothing */
  made: string | null;
  /** everything else that is said of the field */
  rule: Omit<Rule, 'from'>;
  /** as the mapping has it; undefined: it has nothing */
  from: Rule['from'] | undefined;
}

/** The rows of everything that a file can tell, and of what the mapping has besides. */
export function rowsOf(preview: ImportPreview): Row[] {
  // The document says of a mapping in an answer only that it is an object.
  const mapping = preview.mapping as Mapping | null;
  const said = Object.entries({ ...(mapping && { source_id: mapping.sourceId }), ...mapping?.fields });
  const left = new Map<string, Rule>(said);
  const rows = preview.choices.map(({ field, name, column, rule }, at): Row => {
    const has = left.get(field);
    const same = has !== undefined && has.lookup?.by === (rule as Partial<Rule>).lookup?.by;
    if (same) left.delete(field);
    // Without a mapping, the header says as much as it can.
    const from = mapping === null ? (column ?? undefined) : same ? has.from : undefined;
    return rowOf(`${field}:${at}`, field, name, same ? has : rule, from);
  });
  return [...rows, ...[...left].map(([field, rule]) => rowOf(field, field, field, rule, rule.from))];
}

function rowOf(key: string, field: string, name: string, all: Partial<Rule>, from: Rule['from'] | undefined): Row {
  const { from: _, ...rule } = all;
  const column = typeof from === 'string' ? from : '';
  return { key, field, name, column, made: from === undefined || column !== '' ? null : madeOf(from), rule, from };
}

/** What is made of several columns, or of none, in few letters. */
const madeOf = (from: Rule['from']): string =>
  [from]
    .flat()
    .map((one) => (typeof one === 'string' ? one : 'template' in one ? one.template : `= ${String(one.constant)}`))
    .join(' / ');

/** @param table into which the file goes, as long as there is no mapping */
export function mappingOf(preview: ImportPreview, table: string, rows: readonly Row[]): Mapping {
  const rules = rows.flatMap(({ field, column, made, rule, from }): [string, Rule][] => {
    const now = column === '' ? (made === null ? undefined : from) : column;
    return now === undefined ? [] : [[field, { ...rule, from: now }]];
  });
  const { source_id: sourceId, ...fields } = Object.fromEntries(rules);
  const before = (preview.mapping ?? { table }) as Pick<Mapping, 'table'>;
  return { ...before, sourceId: { from: '', ...sourceId }, fields };
}
