import { log, setHandler } from '@temporalio/workflow';
import * as m from '../../src/contract/messages.ts';
import { transitionQuery } from '../../src/contract/training.ts';
import { records } from '../activity-options.ts';
import { type Transition, effect, show } from './progress.ts';

/** What ops and the case can say to a transition. What people write lies in the database; a signal says that something does. */
export function listen(t: Transition): void {
  const p = t.progress;
  const isOver = () => p.phase === 'done' || p.phase === 'cancelled';
  // One after the other: a resume must not overtake the pause before it on the way to the database.
  let recorded: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<unknown>): Promise<void> =>
    (recorded = recorded.catch(() => {}).then(async () => void (await work())));
  const bySignal = (name: string, act: () => Promise<void>) => () =>
    act().catch((error: unknown) => log.warn('signal not recorded', { signal: name, error }));

  setHandler(transitionQuery, () => p, { description: '当前进展 where training and transition stand' });
  setHandler(m.inboxReadySignal, () => void (t.woken = true), {
    description: '有待处理的登记 something that people wrote waits to be settled',
  });
  setHandler(
    m.pauseSignal,
    bySignal('pause', async () => {
      if (isOver() || p.state === 'paused') return;
      p.state = 'paused';
      t.pausedAtMs = Date.now();
      show(t);
      const done = effect(t);
      await inTurn(() => records.pauseTransition(done));
    }),
    { description: '暂停 pause: deadlines stand still' },
  );
  setHandler(
    m.resumeSignal,
    bySignal('resume', async () => {
      if (p.state !== 'paused') return;
      const ms = Date.now() - t.pausedAtMs;
      const done = effect(t);
      await inTurn(() => records.resumeTransition(done, ms));
      t.shifted = true;
      p.state = 'running';
      show(t);
    }),
    { description: '恢复 resume' },
  );
  setHandler(m.cancelSignal, () => t.cancel(), { description: '取消 end the transition as it stands' });
}
