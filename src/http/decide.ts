import type { UpdateDefinition } from '@temporalio/common';
import { writeText } from '../db/intake/inbox.ts';
import type { Call } from './route.ts';

interface OfCase {
  params: { handoverId: string };
}

/**
 * Sends a decision on the whole case. Its free text goes to the inbox first; the workflow gets the entry's id. The request's id is
 * entry id and update id at once, so that the same request twice is one entry and one update.
 * @param text what people wrote, if anything: an empty object or only undefined fields make no entry
 * @throws Refusal of the workflow
 */
export async function decide<R, A>(
  { id, input, person, deps, as }: Call<OfCase>,
  definition: UpdateDefinition<R, [A]>,
  text: Record<string, unknown>,
  argument: (decision: { personId: string; entryId?: string }) => A,
): Promise<R> {
  const { handoverId } = input.params;
  const said = Object.values(text).some((value) => value !== undefined);
  if (said) await as((tx) => writeText(tx, { id, handoverId, authorId: person.id, body: text }));
  const decision = { personId: person.id, ...(said ? { entryId: id } : {}) };
  return deps.gateway.update(handoverId, definition, argument(decision), id);
}
