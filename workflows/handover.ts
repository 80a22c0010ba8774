import { CancellationScope, allHandlersFinished, condition, continueAsNew, isCancellation } from '@temporalio/workflow';
import { cutsOff } from '../src/contract/kinds.ts';
import type { HandoverInput, HandoverResult, ReviewDate } from '../src/contract/messages.ts';
import { type Case, type LoopStep, enter, openCase } from './progress.ts';
import { listen } from './listen.ts';
import { close } from './steps/close.ts';
import { cutOff } from './steps/emergency.ts';
import { followUp } from './steps/follow-up.ts';
import { materials } from './steps/materials.ts';
import { meeting } from './steps/meeting.ts';
import { notify } from './steps/notify.ts';
import { plan } from './steps/plan.ts';
import { signOff } from './steps/sign-off.ts';
import { transfer } from './steps/transfer.ts';
import { untilAttendeesTold } from './tell-attendees.ts';
import { verification } from './steps/verification.ts';

/** One handover from the first notice to the last review: the whole story, one verb a line. */
export async function handover(input: HandoverInput): Promise<HandoverResult> {
  const c = openCase(input);
  const scope = new CancellationScope();
  c.cancel = () => scope.cancel();
  listen(c);
  try {
    return await scope.run(async () => {
      if (!input.followUp) {
        const reviews = await handOver(c);
        await remainAsFollowUp(c, reviews);
      } else await followUp(c, input.followUp);
      await untilAttendeesTold(c);
      await condition(allHandlersFinished);
      return await close(c, 'closed');
    });
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return await CancellationScope.nonCancellable(() => takeBack(c));
  }
}

/** From the notice to the transfer; a rejection, a replaced receiver or a changed world leads back to an earlier step. */
async function handOver(c: Case): Promise<ReviewDate[]> {
  if (cutsOff(c.input.kind)) await cutOff(c);
  const notified = notify(c);
  notified.catch(() => {}); // awaited after the plan, which does not need it
  for (let step: LoopStep = 'plan'; ;) {
    const next: LoopStep | ReviewDate[] = await steps[step](c);
    await notified;
    if (typeof next !== 'string') return next;
    // Whatever the step found: a decision that came in until now to go back goes first.
    if (c.reopenAt !== null || next === 'plan') c.progress.round += 1;
    step = c.reopenAt ?? next;
    c.reopenAt = null;
  }
}

const steps: Record<LoopStep, (c: Case) => Promise<LoopStep | ReviewDate[]>> = {
  plan,
  materials,
  meeting,
  verification,
  signOff,
  transfer,
};

/** The months of waiting start with a short history; a run must not end while an answer is still being given. */
async function remainAsFollowUp(c: Case, reviews: ReviewDate[]): Promise<never> {
  await condition(allHandlersFinished);
  enter(c, 'followUp');
  return await continueAsNew<typeof handover>({ ...c.input, followUp: { progress: c.progress, reviews } });
}

/** Ops can cancel by Temporal's own request at any time: what has moved by then stays moved, and the report says so. */
async function takeBack(c: Case): Promise<HandoverResult> {
  const notUndone = [...(c.transferring ? ['transfer'] : []), ...(await c.undo.run())];
  await condition(allHandlersFinished);
  return await close(c, 'cancelled', notUndone);
}
