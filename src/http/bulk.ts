import { sql } from 'kysely';
import * as z from 'zod';
import { problem } from '../contract/answers.ts';
import { FAILURES, Refusal } from '../contract/failures.ts';
import type { bulkRequest } from '../contract/record-schemas.ts';
import type { Tx } from '../db/connect.ts';
import { etagIn } from './if-match.ts';
import { InvalidRequest, checked, problemOf, refusalOf } from './problems.ts';
import type { Call } from './route.ts';

/** Many changes in one request: each stands for itself, or all or none. */

type Operation = z.output<typeof bulkRequest>['operations'][number];

/** What can be done to one kind of record. */
export interface Bulk {
  create: z.ZodType<Record<string, unknown>>;
  change: z.ZodType<Record<string, unknown>>;
  /** @returns the record as it is then */
  make(tx: Tx, value: Record<string, unknown>, id: string): Promise<object>;
  /** @returns the record as it is then */
  alter(tx: Tx, id: string, value: Record<string, unknown>, etag: string | null): Promise<object>;
  /** before any of them is changed */
  lock(tx: Tx, ids: string[]): Promise<void>;
  /** absent: records of this kind stay. @returns what DELETE answers */
  remove?(tx: Tx, id: string, etag: string | null): Promise<object>;
}

export const bulkAnswer = (item: z.ZodType) =>
  z.strictObject({
    succeeded: z.int().min(0),
    failed: z.int().min(0),
    items: z.array(
      z.strictObject({ index: z.int().min(0), status: z.int(), body: item.optional(), problem: problem.optional() }),
    ),
  });

/** @throws Refusal bulkUndone, when all or nothing was asked for and one was refused */
export async function bulk(
  call: Call<{ body: z.output<typeof bulkRequest> }>,
  of: Bulk,
): Promise<{
  succeeded: number;
  failed: number;
  items: { index: number; status: number; body?: never; problem?: never }[];
}> {
  const { atomic, operations } = call.input.body;
  const items = await call.as(async (tx) => {
    await of.lock(
      tx,
      operations.flatMap((operation) => (operation.op === 'create' ? [] : [operation.id])),
    );
    const done: { index: number; status: number; body?: object; problem?: ReturnType<typeof problemOf> }[] = [];
    for (const [index, operation] of operations.entries()) {
      await sql`savepoint operation`.execute(tx);
      try {
        const body = await one(tx, operation, nth(call.id, index), of, call);
        await sql`release savepoint operation`.execute(tx);
        done.push({ index, status: operation.op === 'create' ? 201 : 200, body });
      } catch (error) {
        const refused = asProblem(error, call);
        if (refused === null) throw error;
        if (atomic) {
          const { code, detail, errors } = refused;
          const said = errors?.map((fault) => fault.detail).join(' ') ?? detail;
          throw new Refusal('bulkUndone', { index, code, detail: said }, `/operations/${index}`);
        }
        await sql`rollback to savepoint operation`.execute(tx);
        done.push({ index, status: refused.status, problem: refused });
      }
    }
    return done;
  });
  const succeeded = items.filter((item) => item.problem === undefined).length;
  return { succeeded, failed: items.length - succeeded, items: items as never };
}

async function one(tx: Tx, operation: Operation, id: string, of: Bulk, { locale }: Pick<Call<unknown>, 'locale'>) {
  if (operation.op === 'create') {
    const { body } = checked(z.object({ body: of.create }), { body: operation.value }, locale);
    return of.make(tx, body, id);
  }
  const etag = etagIn(operation.ifMatch);
  if (operation.op === 'delete') {
    if (!of.remove) throw new Refusal('recordStays');
    return of.remove(tx, operation.id, etag);
  }
  const { body } = checked(z.object({ body: of.change }), { body: operation.value }, locale);
  return of.alter(tx, operation.id, body, etag);
}

/** @returns null: it is no refusal; the whole request has failed */
function asProblem(error: unknown, context: Pick<Call<unknown>, 'locale' | 'correlationId'>) {
  if (error instanceof InvalidRequest) return problemOf('invalid', context, { faults: error.faults });
  const refusal = refusalOf(error);
  if (FAILURES[refusal.type].status >= 500) return null;
  return problemOf(refusal.type, context, refusal);
}

/** The id of what the nth operation makes: of the time of the request, and the same whenever the request is repeated. */
function nth(id: string, index: number): string {
  const tail = (BigInt(`0x${id.slice(24)}`) + BigInt(index)) & 0xffff_ffff_ffffn;
  return id.slice(0, 24) + tail.toString(16).padStart(12, '0');
}
