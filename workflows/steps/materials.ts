import { cutsOff } from '../../src/contract/kinds.ts';
import type { Awaited } from '../../src/contract/messages.ts';
import { bulk } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { type Case, type LoopStep, effect, enter, flag } from '../progress.ts';

/** 准备资料: a pack per customer from the data; the giver adds what only they know, or stays silent and the data must do. */
export async function materials(c: Case): Promise<LoopStep> {
  enter(c, 'materials');
  const awaited: Awaited[] = [{ person: c.input.giver, role: 'giver' }];
  c.answers.materials = false;
  // Made from the data alone: there is nobody to ask.
  const gone = cutsOff(c.input.kind);
  const prepared = await bulk.prepareMaterials.executeWithOptions({ summary: '生成资料 make a pack per customer' }, [
    effect(c, gone ? { waitingFor: null, awaited: [] } : { waitingFor: 'materials', awaited }),
  ]);
  if (gone) {
    flag(c, 'giverGone');
    return 'meeting';
  }
  const wait = openWait(c, 'materials', awaited, prepared.deadline);
  const answer = await untilAnswered(c, wait, () => c.answers.materials, { mayGiveUp: true });
  if (answer === 'reopened') return c.reopenAt ?? 'plan';
  if (answer === 'unanswered') flag(c, 'giverSilent');
  return 'meeting';
}
