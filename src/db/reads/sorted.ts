import { type RawBuilder, sql } from 'kysely';
import * as z from 'zod';
import { Refusal } from '../../contract/failures.ts';

/** Lists in an order of the reader's choice, read by key: the cursor is opaque and carries the order to which it belongs. */

export interface Order {
  /** as the request names it: "dueOn", "-dueOn" */
  name: string;
  /** the columns, of a table called t */
  key: RawBuilder<unknown>;
  id: RawBuilder<unknown>;
  type: 'uuid' | 'date' | 'timestamptz' | 'numeric' | 'text' | 'integer';
  nullable: boolean;
}

const cursorShape = z.tuple([z.string(), z.string().nullable(), z.uuid()]);

/** @throws Refusal cursorWrong, for one of another order or no cursor at all */
function keyIn(cursor: string, order: Order): { key: string | null; id: string } {
  try {
    const [name, key, id] = cursorShape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    if (name === order.name) return { key, id };
  } catch {
    // Told below, like one of another order.
  }
  throw new Refusal('cursorWrong');
}
export const cursorOf = (order: Order, key: string | null, id: string) =>
  Buffer.from(JSON.stringify([order.name, key, id])).toString('base64url');

const descending = (order: Order) => order.name.startsWith('-');

/** The condition under which a row comes after the cursor. What has no value comes last, whatever the direction. */
export function after(order: Order, cursor: string | undefined): RawBuilder<boolean> {
  if (cursor === undefined) return sql<boolean>`true`;
  const at = keyIn(cursor, order);
  const than = descending(order) ? sql`<` : sql`>`;
  if (order.type === 'uuid') return sql<boolean>`${order.id} ${than} ${at.id}::uuid`;
  if (at.key === null) return sql<boolean>`(${order.key} is null and ${order.id} ${than} ${at.id}::uuid)`;
  const key = sql`${at.key}::${sql.raw(order.type)}`;
  const next = sql<boolean>`(${order.key} ${than} ${key} or (${order.key} = ${key} and ${order.id} ${than} ${at.id}::uuid))`;
  return order.nullable ? sql<boolean>`(${next} or ${order.key} is null)` : next;
}

export function orderBy(order: Order): RawBuilder<unknown> {
  const direction = descending(order) ? sql`desc` : sql`asc`;
  if (order.type === 'uuid') return sql`${order.id} ${direction}`;
  return sql`${order.key} ${direction} nulls last, ${order.id} ${direction}`;
}

/** What a statement selects beside its columns, from which the cursor is made. */
export const sortKey = (order: Order) => sql`(${order.key})::text as sort_key`;

/** @param rows one more than `limit`, when there are more */
export function pageOf<T extends { id: string; sort_key: string | null }>(rows: T[], limit: number, order: Order) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(order, last.sort_key, last.id) : null };
}
