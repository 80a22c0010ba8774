import type * as z from 'zod';
import type * as s from '../contract/schemas.ts';
import type { Tx } from '../db/connect.ts';
import { departmentByCode, employeesByRef } from '../db/reads/people.ts';

/** What a list is asked for by numbers and codes, by the ids that the database knows; undefined: nothing can be found. */

type HandoversQuery = Omit<z.output<typeof s.handoversQuery>, 'cursor' | 'limit'>;
export async function handoverFilter(tx: Tx, query: HandoversQuery, callerId: string) {
  const { giver, receiver, department, awaited, ...plain } = query;
  const refs = [giver, receiver].filter((ref) => ref !== undefined);
  const people = await employeesByRef(tx, refs);
  const departmentRow = department === undefined ? undefined : await departmentByCode(tx, department);
  if (refs.some((ref) => !people.has(ref)) || (department !== undefined && !departmentRow)) return undefined;
  return {
    ...plain,
    giverId: giver === undefined ? undefined : people.get(giver)?.id,
    receiverId: receiver === undefined ? undefined : people.get(receiver)?.id,
    departmentId: departmentRow?.id,
    awaitedId: awaited === undefined ? undefined : callerId,
  };
}

export async function auditFilter<Query extends Pick<z.output<typeof s.auditQuery>, 'handover' | 'subject' | 'actor'>>(
  tx: Tx,
  query: Query,
) {
  const { handover: handoverId, subject: subjectId, actor, ...plain } = query;
  const actorId = actor === undefined ? undefined : (await employeesByRef(tx, [actor])).get(actor)?.id;
  return actor !== undefined && actorId === undefined ? undefined : { ...plain, handoverId, subjectId, actorId };
}
