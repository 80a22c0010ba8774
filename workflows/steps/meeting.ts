import type { Awaited } from '../../src/contract/messages.ts';
import type { MeetingSlot } from '../../src/contract/effects.ts';
import { effects } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { type Case, type LoopStep, decided, effect, enter, flag } from '../progress.ts';

/** 移交会议: the engine invites to the next free slot, anybody of the case may move it, the supervisor records the minutes. */
export async function meeting(c: Case): Promise<LoopStep> {
  enter(c, 'meeting');
  c.answers.minutes = null;
  c.answers.rescheduled = null;
  c.undo.register('meeting', () => effects.cancelMeeting(decided(c)));
  const awaited: Awaited[] = [{ person: c.input.supervisor, role: 'supervisor' }];

  for (let slot: MeetingSlot | null = null; ;) {
    const arranged = await effects.arrangeMeeting.executeWithOptions({ summary: '会议邀请 invite to the meeting' }, [
      effect(c, { waitingFor: 'minutes', awaited }),
      slot,
    ]);
    const wait = openWait(c, 'minutes', awaited, arranged.deadline);
    const done = () => c.answers.minutes !== null || c.answers.rescheduled !== null;
    const answer = await untilAnswered(c, wait, done, { mayGiveUp: true });
    if (answer === 'reopened') {
      await effects.cancelMeeting(decided(c));
      return c.reopenAt ?? 'plan';
    }
    if (answer === 'unanswered') {
      flag(c, 'noMinutes');
      return 'verification';
    }
    if (c.answers.minutes !== null) return 'verification';
    slot = c.answers.rescheduled;
    c.answers.rescheduled = null;
  }
}
