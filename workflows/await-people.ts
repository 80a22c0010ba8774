import { condition } from '@temporalio/workflow';
import type { Appointment, Deadline } from '../src/contract/effects.ts';
import type { Awaited } from '../src/contract/messages.ts';
import type { WaitName } from '../src/contract/policy.ts';
import { effects } from './activity-options.ts';
import { describeTimer } from './describe.ts';
import { type Case, type Wait, effect, flag, show } from './progress.ts';

/** answered; unanswered until the policy gave up; or reopened: a decision sends the case to another step. */
export type Answer = 'answered' | 'unanswered' | 'reopened';

export function openWait(c: Case, name: WaitName, awaited: Awaited[], deadline: Deadline): Wait {
  if (deadline.yearUnknown) flag(c, 'calendarYearUnknown');
  Object.assign(c.progress, { waitingFor: name, awaited: [...awaited], dueAt: deadline.dueAt, overdue: false });
  c.wait = { name, agenda: [...deadline.agenda], reminders: 0, shifts: 0 };
  show(c);
  return c.wait;
}

/**
 * Waits until `answered`, keeping the agenda of the deadline: reminders, overdue, the deputies, and in the end going on without.
 * While the case is paused the agenda stands still. Where `mayGiveUp` is false the wait stays open and overdue for ever,
 * because nobody's signature or approval can be made up.
 */
export async function untilAnswered(
  c: Case,
  wait: Wait,
  answered: () => boolean,
  { mayGiveUp }: { mayGiveUp: boolean },
): Promise<Answer> {
  try {
    for (;;) {
      if (c.progress.state === 'paused') await condition(() => c.progress.state !== 'paused');
      if (c.reopenAt !== null) return 'reopened';
      if (answered()) return 'answered';

      const { shifts } = wait;
      const disturbed = () =>
        answered() || c.reopenAt !== null || c.progress.state === 'paused' || wait.shifts !== shifts;
      const next = wait.agenda[0];
      if (next === undefined) {
        await condition(disturbed);
        continue;
      }
      const ms = Math.max(Date.parse(next.at) - Date.now(), 1);
      if (await condition(disturbed, ms, { summary: describeTimer(c.progress, next.what, next.at) })) continue;
      wait.agenda.shift();
      if (next.what === 'giveUp') {
        if (!mayGiveUp) continue;
        c.decisions.push({ action: 'wait.unanswered', personId: null, params: { wait: wait.name } });
        return 'unanswered';
      }
      await remind(c, wait, next.what, next.to);
    }
  } finally {
    c.wait = null;
  }
}

/** Moves what is left of the open wait's agenda at once; a wait that was overdue becomes due once more. */
export function shift(c: Case, wait: Wait, ms: number): void {
  const later = (iso: string) => new Date(Date.parse(iso) + ms).toISOString();
  const agenda = wait.agenda.map((a) => ({ ...a, at: later(a.at) }));
  if (c.progress.dueAt) {
    c.progress.dueAt = later(c.progress.dueAt);
    c.progress.overdue = Date.parse(c.progress.dueAt) <= Date.now();
    if (!c.progress.overdue && !agenda.some((a) => a.what === 'due'))
      agenda.push({ at: c.progress.dueAt, what: 'due' });
  }
  wait.agenda = agenda.sort((a, b) => a.at.localeCompare(b.at));
  wait.shifts += 1;
  show(c);
}

async function remind(c: Case, wait: Wait, what: 'remind' | 'due' | 'escalate', to: Appointment['to']): Promise<void> {
  wait.reminders += 1;
  if (what === 'due') c.progress.overdue = true;
  // Who is asked by a further escalation is a deputy from now on, unless they became a party of the case meanwhile.
  const parties = [c.input.giver, ...c.input.receivers].map((p) => p.id);
  const called = (to ?? []).filter((p) => ![...parties, ...c.input.deputies.map((d) => d.id)].includes(p.id));
  c.input.deputies.push(...called);
  if (what === 'escalate')
    for (const person of c.input.deputies)
      if (!c.progress.awaited.some((a) => a.person.id === person.id))
        c.progress.awaited.push({ person, role: 'deputy' });
  if (what !== 'remind') show(c);
  await effects.remind.executeWithOptions({ summary: `${what} ${wait.name} #${wait.reminders}` }, [
    effect(c, { dueAt: c.progress.dueAt }),
    {
      wait: wait.name,
      what,
      nth: wait.reminders,
      personIds: c.progress.awaited.map((a) => a.person.id),
      ...(called.length > 0 && { called: called.map((p) => p.id) }),
    },
  ]);
}
