import {
  CancellationScope,
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { TransitionInput, TransitionLook, TransitionResult } from '../src/contract/training.ts';
import { effects } from './activity-options.ts';
import { untilSomethingIsDue } from './track-wait.ts';
import { listen } from './transition/listen.ts';
import { type Transition, effect, openTransition, show } from './transition/progress.ts';

/** So many events, and the rest goes on with a short history: a transition lasts for weeks. */
const EVENTS_OF_A_RUN = 200;
/** What people write within so many minutes is settled by one look. */
const SETTLE_MINUTES = 10;

/**
 * 培训与过渡: the receivers are trained until giver or supervisor have confirmed every required point, are then asked what they think of
 * it, and may ask the giver until the time of transition is over.
 */
export async function transition(input: TransitionInput): Promise<TransitionResult> {
  const t = openTransition(input);
  const scope = new CancellationScope();
  t.cancel = () => scope.cancel();
  listen(t);
  try {
    return await scope.run(async () => {
      if (!input.carried)
        await effects.openTraining.executeWithOptions({ summary: '开始培训 open the training' }, [
          effect(t),
          input.rule,
          input.days,
        ]);
      await untilOver(t);
      return await end(t, 'done');
    });
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return await CancellationScope.nonCancellable(() => end(t, 'cancelled'));
  }
}

/** One look settles all that people wrote or that became due since the last one. */
async function untilOver(t: Transition): Promise<void> {
  for (;;) {
    await condition(() => t.progress.state !== 'paused');
    if (workflowInfo().historyLength > EVENTS_OF_A_RUN) await goOnAnew(t);
    t.woken = false;
    const look: TransitionLook = await effects.lookAtTransition.executeWithOptions(
      { summary: '处理登记与期限 settle what was written and what is due' },
      [effect(t)],
    );
    t.lookedAtMs = Date.now();
    const { phase, overdue, counts, nextAt } = look;
    show(t, { phase, overdue, counts, dueAt: nextAt });
    if (nextAt === null) return;
    await untilSomethingIsDue(t, nextAt, SETTLE_MINUTES);
  }
}

async function goOnAnew(t: Transition): Promise<never> {
  // A run that begins paused would not know since when.
  await condition(() => allHandlersFinished() && t.progress.state !== 'paused');
  return await continueAsNew<typeof transition>({ ...t.input, carried: { progress: t.progress, asked: t.asked } });
}

async function end(t: Transition, outcome: TransitionResult['outcome']): Promise<TransitionResult> {
  const { gaveUp, counts } = await effects.endTransition.executeWithOptions({ summary: `结束 end: ${outcome}` }, [
    effect(t),
    outcome,
  ]);
  await condition(allHandlersFinished);
  t.progress.state = outcome;
  show(t, { phase: outcome, counts, dueAt: null, overdue: false });
  return { outcome, gaveUp, counts };
}
