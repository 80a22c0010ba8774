import { setTimeout as pause } from 'node:timers/promises';
import type { UpdateDefinition } from '@temporalio/common';
import { Refusal } from '../contract/failures.ts';
import type { Progress } from '../contract/messages.ts';
import { writeText } from '../db/intake/inbox.ts';
import { readStanding } from '../db/reads/handovers.ts';
import type { Call } from './route.ts';

interface OfCase {
  params: { handoverId: string };
}

export interface Decided<R, A> {
  /** the waits that the decision answers: what the person saw before they decided */
  answers: NonNullable<Progress['waitingFor']>[];
  definition: UpdateDefinition<R, [A]>;
  /** what people wrote, if anything: an empty object or only undefined fields make no entry */
  text: Record<string, unknown>;
  argument: (decision: { personId: string; entryId?: string }) => A;
}

/**
 * Sends a decision on the whole case. Its free text goes to the inbox first; the workflow gets the entry's id. The request's id is
 * entry id and update id at once, so that the same request twice is one entry and one update.
 * @throws Refusal of the workflow
 */
export async function decide<R, A>(
  call: Call<OfCase>,
  { answers, definition, text, argument }: Decided<R, A>,
): Promise<R> {
  const { id, person, deps } = call;
  const { handoverId } = call.input.params;
  const said = Object.values(text).some((value) => value !== undefined);
  if (said) await call.as((tx) => writeText(tx, { id, handoverId, authorId: person.id, body: text }));
  const decision = argument({ personId: person.id, ...(said ? { entryId: id } : {}) });
  return onceSettled(call, answers, () => deps.gateway.update(handoverId, definition, decision, id));
}

const SETTLE_MS = 10_000;
const LOOK_EVERY_MS = 100;

/**
 * An activity writes that the case waits before the workflow hears that the activity is done (its mails lie in between). Whoever
 * answers at once is asked to wait a moment instead of being told "not now" about what they were just shown.
 */
export async function onceSettled<R>(
  { as, input }: Call<OfCase>,
  answers: readonly string[],
  attempt: () => Promise<R>,
): Promise<R> {
  for (const giveUpAt = Date.now() + SETTLE_MS; ;) {
    try {
      return await attempt();
    } catch (error) {
      const early = error instanceof Refusal && (error.type === 'notNow' || error.type === 'notTransferred');
      if (!early || Date.now() > giveUpAt) throw error;
      const standing = await as((tx) => readStanding(tx, input.params.handoverId));
      if (standing?.state !== 'running' || !answers.includes(standing.waiting_for ?? '')) throw error;
      await pause(LOOK_EVERY_MS);
    }
  }
}
