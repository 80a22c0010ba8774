import { Refusal } from '../../contract/failures.ts';

/** One page of a list that is read by key: `next` is the cursor of the following page, null on the last. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** @param rows one more than `limit`, when there are more */
export function keyset<T>(rows: T[], limit: number, cursor: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursor(last) : null };
}

/**
 * Where a sorted list goes on: after a value of the column that it is sorted by and the id of the row, of one sort only.
 * @returns undefined: from the beginning
 * @throws Refusal cursorWrong
 */
export function placeIn(cursor: string | undefined, sort: string): { value: string; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [of, value, id] = Buffer.from(cursor, 'base64url').toString().split('~');
  if (of !== sort || value === undefined || id === undefined || !UUID.test(id))
    throw new Refusal('cursorWrong', {}, '/cursor');
  return { value, id };
}
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const cursorAt = (sort: string, value: string, id: string) =>
  Buffer.from([sort, value, id].join('~')).toString('base64url');

/** A text to be found anywhere in another, for `ilike`. */
export const containing = (q: string) => `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
