import { sql } from 'kysely';
import type { Tx } from '../db/connect.ts';
import { BadValue, ImportError } from './errors.ts';
import type { Mapping } from './mapping.ts';
import type { Value } from './transforms.ts';

/** A column of a table as the database's catalogue has it: the one place that knows types and limits. */
interface Column {
  name: string;
  /** as SQL spells it, with its limits: `numeric(14,2)`, `character(3)` */
  type: string;
  not_null: boolean;
}

export interface Target {
  table: string;
  columns: Map<string, Column>;
  /** constraint, or unique index on an expression → its columns */
  constraints: Map<string, string[]>;
}

/** The engine keeps these itself. */
const KEPT = new Set(['id', 'source', 'source_id', 'created_at', 'updated_at', 'version']);

/**
 * Looks the target table up and checks the mapping against it.
 * @throws ImportError fieldUnknown: a field, or the key of a lookup, is no column that an import may touch
 */
export async function describeTarget(tx: Tx, mapping: Mapping): Promise<Target> {
  const target = await describe(tx, mapping.table);
  for (const [field, { lookup }] of Object.entries(mapping.fields)) {
    const column = target.columns.get(field);
    // A reference is found by its natural key only; nobody types ids into a file.
    if (!column || KEPT.has(field) || (column.type === 'uuid') !== (lookup !== undefined))
      throw new ImportError('fieldUnknown', { mapping: mapping.name, field: `${mapping.table}.${field}` });
    if (lookup && !(await describe(tx, lookup.table)).columns.has(lookup.by))
      throw new ImportError('fieldUnknown', { mapping: mapping.name, field: `${lookup.table}.${lookup.by}` });
  }
  return target;
}

async function describe(tx: Tx, table: string): Promise<Target> {
  const columns = await sql<Column>`
    select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as not_null
      from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`.execute(tx);
  const constraints = await sql<{ name: string; columns: string[] }>`
    select conname as name, array(select attname::text from pg_attribute
             where attrelid = conrelid and attnum = any (conkey) order by attnum) as columns
      from pg_constraint where conrelid = ${table}::regclass and contype in ('c', 'f', 'u')
    union all
    -- A unique index on an expression is no constraint; the catalogue knows which columns the expression reads.
    select indexrelid::regclass::text, array(select distinct attname::text from pg_depend d
             join pg_attribute on attrelid = refobjid and attnum = refobjsubid where d.objid = indexrelid and refobjid = indrelid)
      from pg_index where indrelid = ${table}::regclass and indisunique and indexprs is not null`.execute(tx);
  return {
    table,
    columns: new Map(columns.rows.map((column) => [column.name, column])),
    constraints: new Map(constraints.rows.map((c) => [c.name, c.columns])),
  };
}

const INTEGER_BITS: Record<string, number> = { smallint: 16, integer: 32, bigint: 64 };

/**
 * Checks that the column takes the value as it is, so that nothing is rounded or cut on the way in.
 * @throws BadValue required, notInteger, notDecimal, tooManyDecimals, outOfRange, tooLong, notBoolean, notDate, notTimestamp, notStorable
 */
export function fit(target: Target, field: string, value: Value): Value {
  const column = target.columns.get(field);
  if (value === null) {
    if (column?.not_null) throw new BadValue('required');
    return null;
  }
  const type = column?.type ?? '';
  if (Array.isArray(value) !== type.endsWith('[]')) throw new BadValue('notStorable', { type });
  if (Array.isArray(value)) return value;
  const bits = INTEGER_BITS[type];
  if (bits !== undefined) fitInteger(value, bits, type);
  else if (type.startsWith('numeric')) fitNumeric(value, type);
  else if (type.startsWith('character(')) fitLength(value, Number(type.slice(10, -1)));
  else if (type === 'boolean' && value !== 'true' && value !== 'false') throw new BadValue('notBoolean');
  else if (type === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(value))
    throw new BadValue('notDate', { formats: 'YYYY-MM-DD' });
  else if (type === 'timestamp with time zone' && !/^\d{4}-\d{2}-\d{2}T.*Z$/.test(value))
    throw new BadValue('notTimestamp', { formats: 'ISO' });
  return value;
}

function fitInteger(value: string, bits: number, type: string): void {
  if (!/^-?\d+$/.test(value)) throw new BadValue('notInteger');
  if (BigInt.asIntN(bits, BigInt(value)) !== BigInt(value)) throw new BadValue('outOfRange', { type });
}

function fitNumeric(value: string, type: string): void {
  const match = /^-?0*(\d*)(?:\.(\d*?)0*)?$/.exec(value);
  if (!match || value === '') throw new BadValue('notDecimal');
  const [precision = Infinity, scale = Infinity] = (/\d+,\d+/.exec(type)?.[0] ?? '')
    .split(',')
    .filter(Boolean)
    .map(Number);
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > scale) throw new BadValue('tooManyDecimals', { scale });
  if (whole.length > precision - scale) throw new BadValue('outOfRange', { type });
}

function fitLength(value: string, max: number): void {
  if (Array.from(value).length > max) throw new BadValue('tooLong', { max });
}
