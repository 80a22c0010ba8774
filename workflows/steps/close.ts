import type { HandoverResult } from '../../src/contract/messages.ts';
import { effects } from '../activity-options.ts';
import { type Case, effect, enter, show } from '../progress.ts';

/** 结案: the report is written, the check-ins end, everybody is told. Also closes a cancelled case, saying what could not be undone. */
export async function close(
  c: Case,
  outcome: HandoverResult['outcome'],
  notUndone: string[] = [],
): Promise<HandoverResult> {
  enter(c, 'close');
  await effects.closeHandover.executeWithOptions({ summary: '结案 close with a report' }, [
    effect(c, { state: outcome, waitingFor: null, awaited: [], dueAt: null, overdue: false }),
    { outcome, notUndone },
  ]);
  c.progress.state = outcome;
  show(c);
  return { outcome, notUndone };
}
