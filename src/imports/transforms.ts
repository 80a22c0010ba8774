import { createHash } from 'node:crypto';
import { parseDate, parseTimestamp } from './dates.ts';
import { BadValue } from './errors.ts';
import type { Transform } from './mapping.ts';

/** null: nothing there */
export type Value = string | string[] | null;

/**
 * Applies a chain. Nothing stays nothing, except for `presence`; of a list, each element is transformed.
 * @throws BadValue with the code of the transform that cannot take the value
 */
export function transformed(value: Value, chain: readonly Transform[]): Value {
  return chain.reduce(apply, value);
}

function apply(value: Value, transform: Transform): Value {
  if (typeof transform === 'object' && 'presence' in transform)
    return value === null ? transform.presence.empty : transform.presence.filled;
  if (value === null) return null;
  if (Array.isArray(value)) return value.flatMap((element) => applyToText(element, transform) ?? []);
  return applyToText(value, transform);
}

function applyToText(text: string, transform: Exclude<Transform, { presence: unknown }>): Value {
  if (typeof transform === 'string') {
    switch (transform) {
      case 'trim':
        return text.trim();
      case 'emptyToNull':
        return text === '' ? null : text;
      case 'lower':
        return text.toLowerCase();
      case 'upper':
        return text.toUpperCase();
      case 'integer':
        return integer(text);
      case 'decimal':
        return decimal(text, {});
      case 'boolean':
        return boolean(text);
      case 'slug':
        return slug(text);
      case 'pseudonym':
        return createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
    }
  }
  if ('decimal' in transform) return decimal(text, transform.decimal);
  if ('date' in transform) return parseDate(text, transform.date.formats);
  if ('timestamp' in transform) return parseTimestamp(text, transform.timestamp.formats, transform.timestamp.timeZone);
  if ('map' in transform) return mapped(text, transform.map);
  if ('split' in transform) return split(text, transform.split);
  if ('prepend' in transform) return transform.prepend + text;
  if ('append' in transform) return text + transform.append;
  const [from = '', to = ''] = transform.replace;
  return text.replaceAll(from, to);
}

function integer(text: string): string {
  if (!/^[+-]?\d+$/.test(text)) throw new BadValue('notInteger');
  return BigInt(text.replace('+', '')).toString();
}

/** Exact: amounts are text throughout, no double in between. */
function decimal(
  text: string,
  { times = 1, thousands }: { times?: number | undefined; thousands?: string | undefined },
): string {
  const point = thousands === '.' ? ',' : '.';
  const plain = thousands && isGrouped(text, thousands, point) ? text.replaceAll(thousands, '') : text;
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(plain.replace(point, '.'));
  if (!match) throw new BadValue('notDecimal');
  const [, sign = '', whole = '', fraction = ''] = match;
  const digits = (BigInt(whole + fraction) * BigInt(times)).toString().padStart(fraction.length + 1, '0');
  const cut = digits.length - fraction.length;
  const trimmed = digits.slice(cut).replace(/0+$/, '');
  return `${sign === '-' ? '-' : ''}${digits.slice(0, cut)}${trimmed && `.${trimmed}`}`;
}

/** Marks between groups of three only: 1,5 is not fifteen. */
function isGrouped(text: string, thousands: string, point: string): boolean {
  const [whole = ''] = text.split(point);
  const [first = '', ...rest] = whole.replace(/^[+-]/, '').split(thousands);
  return (
    first.length <= 3 && rest.every((group) => group.length === 3) && !text.slice(whole.length).includes(thousands)
  );
}

const TRUE = ['true', 't', 'yes', 'y', '1', '是'];
const FALSE = ['false', 'f', 'no', 'n', '0', '否'];

function boolean(text: string): string {
  const lower = text.toLowerCase();
  if (TRUE.includes(lower)) return 'true';
  if (FALSE.includes(lower)) return 'false';
  throw new BadValue('notBoolean');
}

/** Letters and digits of any script in lower case, the rest as single dots: for made-up addresses. */
function slug(text: string): string | null {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^\p{L}\p{N}]+/gu, '.').replace(/^\.|\.$/g, '') || null;
}

function mapped(
  text: string,
  {
    values,
    otherwise,
    ignoreCase,
  }: { values: Record<string, string>; otherwise: 'keep' | 'refuse' | 'empty'; ignoreCase?: boolean | undefined },
): string | null {
  const same = (key: string) => key === text || (ignoreCase === true && key.toLowerCase() === text.toLowerCase());
  const hit = Object.entries(values).find(([key]) => same(key));
  if (hit) return hit[1];
  if (otherwise === 'refuse') throw new BadValue('notInMap', { allowed: Object.keys(values).join(', ') });
  return otherwise === 'keep' ? text : null;
}

function split(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((element) => element.trim())
    .filter((element) => element !== '');
}
