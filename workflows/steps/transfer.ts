import { ActivityFailure, ApplicationFailure, CancellationScope, condition } from '@temporalio/workflow';
import type { Transferred } from '../../src/contract/effects.ts';
import type { ReviewDate } from '../../src/contract/messages.ts';
import { bulk, records, released } from '../activity-options.ts';
import { describeTimer } from '../describe.ts';
import { type Case, type LoopStep, effect, enter, show } from '../progress.ts';
import { askToRelease } from './safety.ts';

/**
 * 转移: at the effective time ownership, open work and access move together. The activity looks at the world again first (are the
 * receivers still there, is the plan still the signed one) and refuses rather than moves something else: then the plan is made anew.
 */
export async function transfer(c: Case): Promise<LoopStep | ReviewDate[]> {
  enter(c, 'transfer');
  await untilEffective(c);
  if (c.reopenAt !== null) return c.reopenAt;
  for (let go = false; ;) {
    c.progress.waitingFor = null;
    c.transferring = true;
    show(c);
    try {
      // From here on there is no half: a cancellation waits until everything has moved, and is then too late.
      const moved = await CancellationScope.nonCancellable(() => move(c, go));
      c.undo.forget();
      return moved.reviews;
    } catch (error) {
      c.transferring = false;
      const cause = error instanceof ActivityFailure ? error.cause : undefined;
      if (!(cause instanceof ApplicationFailure)) throw error;
      if (cause.type === 'safetyStop') {
        go = (await askToRelease(c, cause)) === 'go';
        if (go) continue;
        return 'plan';
      }
      if (cause.type !== 'planChanged' && cause.type !== 'receiverNotActive') throw error;
      c.decisions.push({ action: 'signOff.sentBack', personId: null, params: { reason: cause.type } });
      return 'plan';
    }
  }
}

function move(c: Case, go: boolean): Promise<Transferred> {
  const summary = '转移客户与权限 move ownership and access';
  const done = effect(c, { step: 'followUp', waitingFor: 'reviewDate', awaited: [], overdue: false });
  const hash = c.progress.planHash ?? '';
  return go
    ? released.transferBook.executeWithOptions({ summary }, [done, hash, { released: true }])
    : bulk.transferBook.executeWithOptions({ summary }, [done, hash]);
}

async function untilEffective(c: Case): Promise<void> {
  const at = c.input.effectiveAt;
  const stirred = () => c.reopenAt !== null || c.progress.state === 'paused';
  for (;;) {
    if (c.progress.state === 'paused') await condition(() => c.progress.state !== 'paused');
    const ms = at === null ? 0 : Date.parse(at) - Date.now();
    if (c.reopenAt !== null || ms <= 0) return;
    if (c.progress.waitingFor !== 'effectiveAt') {
      Object.assign(c.progress, { waitingFor: 'effectiveAt', dueAt: at });
      show(c);
      // No effect opens this wait, which can last for weeks: it is written down by itself.
      await records.recordDecision(effect(c, { dueAt: at }));
      continue;
    }
    await condition(stirred, ms, { summary: describeTimer(c.progress, 'transfer', at ?? '') });
  }
}
