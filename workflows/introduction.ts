import {
  CancellationScope,
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { IntroductionInput, IntroductionResult } from '../src/contract/introduction.ts';
import { bulk, effects } from './activity-options.ts';
import { approveLetters } from './introduction/approve-letters.ts';
import { listen } from './introduction/listen.ts';
import { type Introduction, effect, openIntroduction, show } from './introduction/progress.ts';
import { untilSomethingIsDue } from './track-wait.ts';

/** So many events, and the rest goes on with a short history: an introduction lasts for weeks. */
const EVENTS_OF_A_RUN = 200;

/** 客户告知与引荐: each customer learns who looks after them from now on; silence is consent, an objection leads to the next receiver. */
export async function introduction(input: IntroductionInput): Promise<IntroductionResult> {
  const i = openIntroduction(input);
  const scope = new CancellationScope();
  i.cancel = () => scope.cancel();
  listen(i);
  try {
    return await scope.run(async () => {
      if (!input.carried) {
        await effects.prepareIntroductions.executeWithOptions({ summary: '准备告知 prepare the introductions' }, [
          effect(i),
          input.rule,
        ]);
        if (input.rule.approval) await approveLetters(i, input.rule.approval);
      }
      await untilAllAreIntroduced(i);
      return await end(i, 'done');
    });
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return await CancellationScope.nonCancellable(() => end(i, 'cancelled'));
  }
}

/** Letters leave, answers come in beside it; one look settles all that came or became due since the last one. */
async function untilAllAreIntroduced(i: Introduction): Promise<void> {
  for (;;) {
    await condition(() => i.progress.state !== 'paused');
    if (workflowInfo().historyLength > EVENTS_OF_A_RUN) await goOnAnew(i);
    i.woken = false;
    const look = await bulk.lookAtIntroductions.executeWithOptions(
      { summary: '处理答复与期限 settle answers and what is due' },
      [effect(i), i.input.rule],
    );
    i.lookedAtMs = Date.now();
    i.progress.counts = look.counts;
    if (look.toSend > 0) {
      show(i, { phase: 'sending', dueAt: null });
      await bulk.sendIntroductions.executeWithOptions({ summary: `发送 send ${look.toSend}` }, [
        effect(i),
        i.input.rule,
      ]);
      continue;
    }
    if (look.open === 0) return;
    show(i, { phase: 'waiting', dueAt: look.nextAt });
    await untilSomethingIsDue(i, look.nextAt, i.input.rule.settleEveryMinutes);
  }
}

async function goOnAnew(i: Introduction): Promise<never> {
  // A run that begins paused would not know since when.
  await condition(() => allHandlersFinished() && i.progress.state !== 'paused');
  return await continueAsNew<typeof introduction>({
    ...i.input,
    carried: { progress: i.progress, asked: i.asked },
  });
}

async function end(i: Introduction, outcome: IntroductionResult['outcome']): Promise<IntroductionResult> {
  const counts = await bulk.endIntroductions.executeWithOptions({ summary: `结束 end: ${outcome}` }, [
    effect(i),
    outcome,
  ]);
  await condition(allHandlersFinished);
  i.progress.counts = counts;
  i.progress.state = outcome;
  show(i, { phase: 'over', awaited: [], dueAt: null, overdue: false });
  return { outcome, counts };
}
