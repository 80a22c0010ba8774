import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import type { Tx } from '../connect.ts';
import { auditPerson } from './audit.ts';

/** Training and transition as people keep them, beside the process; who may what is the database's business (app.guard_training). */

interface By {
  handoverId: string;
  personId: string;
}

export interface PointChange {
  done?: boolean | undefined;
  mark?: number | null | undefined;
  note?: string | null | undefined;
}

/**
 * @param expected the version that the person saw; null: whatever is there
 * @throws Refusal versionDiffers; notForYou when the rules of app.guard_training forbid it
 */
export async function changePoint(
  tx: Tx,
  { handoverId, personId }: By,
  pointId: string,
  { done, mark, note }: PointChange,
  expected: number | null,
): Promise<void> {
  const changed = await tx
    .updateTable('training_points')
    .set((e) => ({
      done_at: done === undefined ? undefined : done ? sql<Date>`coalesce(done_at, now())` : null,
      mark,
      confirmed_by: mark === undefined ? undefined : mark === null ? null : personId,
      confirmed_at: mark === undefined ? undefined : mark === null ? null : sql<Date>`now()`,
      note,
      version: e('version', '+', 1),
    }))
    .where('id', '=', pointId)
    .where('handover_id', '=', handoverId)
    .where((e) => (expected === null ? e.val(true) : e('version', '=', expected)))
    .returning('id')
    .executeTakeFirst()
    .catch(ifForbidden);
  if (!changed) throw new Refusal(expected === null ? 'notForYou' : 'versionDiffers');
  const params = { point: pointId, ...(typeof mark === 'number' && { mark }) };
  const action = typeof mark === 'number' ? 'pointConfirmed' : mark === null ? 'pointTakenBack' : 'pointNoted';
  await auditPerson(tx, { personId, action: `training.${action}`, handoverId, params });
}

export async function giveFeedback(
  tx: Tx,
  { handoverId, personId }: By,
  { mark, words = null }: { mark: number; words?: string | null | undefined },
): Promise<void> {
  await tx
    .insertInto('training_feedback')
    .values({ handover_id: handoverId, receiver_id: personId, mark, words })
    .onConflict((c) => c.columns(['handover_id', 'receiver_id']).doUpdateSet({ mark, words, given_at: sql`now()` }))
    .execute()
    .catch(ifForbidden);
  await auditPerson(tx, { personId, action: 'training.feedbackGiven', handoverId, params: { mark } });
}

/** @param id of the request: the HTTP request's, so that the same twice is one. @param dueAt ISO instant until which it is to be answered */
export async function askSupport(
  tx: Tx,
  { handoverId, personId }: By,
  { id, dueAt, body }: { id: string; dueAt: string; body: string },
): Promise<void> {
  const asked = await tx
    .insertInto('support_requests')
    .values({ id, handover_id: handoverId, receiver_id: personId, due_at: dueAt })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
    .catch(ifForbidden);
  if (!asked) return;
  await tx.insertInto('support_messages').values({ request_id: id, author_id: personId, body }).execute();
  await auditPerson(tx, { personId, action: 'support.asked', handoverId, params: { request: id } });
}

/** A message; the first that is not of who asked is the answer. */
export async function writeSupport(
  tx: Tx,
  { handoverId, personId }: By,
  { id, requestId, body }: { id: string; requestId: string; body: string },
): Promise<void> {
  const written = await tx
    .insertInto('support_messages')
    .values({ id, request_id: requestId, author_id: personId, body })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
    .catch(ifForbidden);
  if (!written) return;
  const answered = await tx
    .updateTable('support_requests')
    .set({ answered_by: personId, answered_at: sql`now()` })
    .where('id', '=', requestId)
    .where('receiver_id', '<>', personId)
    .where('answered_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
    .catch(ifForbidden);
  const action = answered ? 'support.answered' : 'support.written';
  await auditPerson(tx, { personId, action, handoverId, params: { request: requestId } });
}

/** Giver or receiver say that they spoke on a day; the same twice is once. @returns its id */
export async function confirmContact(
  tx: Tx,
  { handoverId, personId }: By,
  { receiverId, spokeOn }: { receiverId: string; spokeOn: string },
): Promise<string> {
  const side = receiverId === personId ? 'by_receiver' : 'by_giver';
  const { id } = await tx
    .insertInto('transition_contacts')
    .values({ handover_id: handoverId, receiver_id: receiverId, spoke_on: spokeOn, [side]: sql`now()` })
    .onConflict((c) =>
      c
        .columns(['handover_id', 'receiver_id', 'spoke_on'])
        .doUpdateSet({ [side]: sql`coalesce(${sql.ref(`transition_contacts.${side}`)}, now())` }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
    .catch(ifForbidden);
  await auditPerson(tx, { personId, action: 'transition.contact', handoverId, params: { contact: id } });
  return id;
}

/**
 * Notes that something waits for the workflow, before it is written: a look that is under way does not see it, and is waited for.
 * @returns whether it is to be told after the commit: false when it knows, or is over
 */
export async function callTransition(tx: Tx, handoverId: string): Promise<boolean> {
  const { rows } = await sql<{ call: boolean }>`select app.call_transition(${handoverId}) as call`.execute(tx);
  return rows[0]?.call === true;
}

function ifForbidden(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '42501') throw new Refusal('notForYou');
  throw error;
}
