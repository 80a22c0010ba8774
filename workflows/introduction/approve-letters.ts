import { condition } from '@temporalio/workflow';
import type { IntroductionRule } from '../../src/contract/introduction.ts';
import { effects } from '../activity-options.ts';
import { type Introduction, effect, show } from './progress.ts';

/**
 * 批准信函: somebody looks at the letters before the first one leaves. When nobody answers, deputies included, no letter leaves: the
 * receivers tell their customers in person.
 */
export async function approveLetters(
  i: Introduction,
  { by, wait }: NonNullable<IntroductionRule['approval']>,
): Promise<void> {
  const asked = [i.input[by]];
  for (let again = false; ; again = true) {
    i.letters = null;
    i.asking = true;
    Object.assign(i.progress, { phase: 'approval', awaited: asked });
    const deadline = await effects.askForLetters.executeWithOptions(
      { summary: '请批准信函 ask to approve the letters' },
      [effect(i), asked.map((person) => person.id), wait, again],
    );
    i.agenda = deadline.agenda;
    i.asking = false;
    show(i, { phase: 'approval', awaited: asked, dueAt: deadline.dueAt, overdue: false });
    const said = await untilSaid(i);
    show(i, { awaited: [], dueAt: null, overdue: false });
    if (said === 'sentBack') continue;
    await effects.closeLetters.executeWithOptions({ summary: `信函 letters: ${said}` }, [effect(i), said]);
    return;
  }
}

async function untilSaid(i: Introduction): Promise<'approved' | 'sentBack' | 'unanswered'> {
  for (;;) {
    await condition(() => i.progress.state !== 'paused');
    if (i.letters !== null) return i.letters;
    i.shifted = false;
    const [next] = i.agenda;
    const disturbed = () => i.letters !== null || i.shifted || i.progress.state === 'paused';
    if (next === undefined) return 'unanswered';
    const ms = Math.max(Date.parse(next.at) - Date.now(), 1);
    const summary = `批准信函 approval of the letters; ${next.what} @ ${next.at.slice(0, 16)}Z ← ${i.progress.awaited.map((p) => p.number).join(', ')}`;
    if (await condition(disturbed, ms, { summary: summary.slice(0, 200) })) continue;
    i.agenda.shift();
    if (next.what === 'giveUp') return 'unanswered';
    if (next.what === 'due') i.progress.overdue = true;
    if (next.what === 'escalate')
      for (const deputy of i.input.deputies)
        if (!i.progress.awaited.some((p) => p.id === deputy.id)) i.progress.awaited.push(deputy);
    show(i);
    await effects.remindOfLetters.executeWithOptions({ summary: next.what }, [
      effect(i),
      next.what,
      i.progress.awaited.map((p) => p.id),
    ]);
  }
}
