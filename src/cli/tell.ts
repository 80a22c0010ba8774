import { nameOf } from './cases.ts';
import { fields, table, when } from './print.ts';
import type { Call } from './verb.ts';

type Shown = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Shown =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;

/**
 * An answer for people: a list as a table, anything else as its fields, and below it rows that hang on it.
 * @param columns names of what is told, each headed by `col.<name>`
 * @param tables columns of the rows below single fields
 */
export function told(
  call: Call,
  answer: unknown,
  columns: readonly string[],
  tables: Readonly<Record<string, readonly string[]>> = {},
): string {
  if (!isObject(answer)) return text(call, answer);
  const { items, next } = answer;
  const parts = [
    Array.isArray(items) ? rows(call, items, columns) : fieldsOf(call, answer, columns),
    ...Object.entries(tables).map(([name, of]) => {
      const below = answer[name];
      return [`${call.t(`col.${name}`)}:`, Array.isArray(below) ? rows(call, below, of) : told(call, below, of)].join(
        '\n',
      );
    }),
    ...(typeof next === 'string' ? [call.t('more', { cursor: next })] : []),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function rows(call: Call, items: readonly unknown[], columns: readonly string[]): string {
  if (items.length === 0) return call.t('nothing');
  return table(
    columns.map((name) => call.t(`col.${name}`)),
    items.map((item) => columns.map((name) => text(call, isObject(item) ? item[name] : item))),
  );
}

function fieldsOf(call: Call, answer: Shown, columns: readonly string[]): string {
  return columns.length === 0
    ? ''
    : fields(columns.map((name): [string, string] => [call.t(`col.${name}`), text(call, answer[name])]));
}

/** A value in one line: instants in the reader's zone, people by name, names in the reader's language. */
function text(call: Call, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return call.t(value ? 'yes' : 'no');
  if (typeof value === 'string') return INSTANT.test(value) ? when(value, call.locale) : value;
  if (Array.isArray(value)) return value.map((one) => text(call, one)).join(', ');
  if (!isObject(value)) return JSON.stringify(value);
  const { number, name, zh, en, label, id } = value;
  if (typeof number === 'string') return nameOf({ number, ...(typeof name === 'string' ? { name } : {}) });
  if (typeof zh === 'string' && typeof en === 'string') return call.locale === 'en' ? en : zh;
  const said = [name, label, id].find((one) => typeof one === 'string');
  if (said !== undefined && Object.keys(value).length <= 3) return said;
  return Object.entries(value)
    .filter(([, one]) => one !== null)
    .map(([key, one]) => `${key}: ${text(call, one)}`)
    .join('; ');
}
