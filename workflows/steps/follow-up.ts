import { condition, patched } from '@temporalio/workflow';
import { lends } from '../../src/contract/kinds.ts';
import type { Awaited, FollowUp, ReviewDate } from '../../src/contract/messages.ts';
import { effects, records } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { describeTimer } from '../describe.ts';
import { type Case, answered, effect, enter, flag, show } from '../progress.ts';
import { tellAttendees } from '../tell-attendees.ts';
import { introduce } from './introduce.ts';
import { cover } from './cover.ts';
import { train } from './train.ts';

/** 跟踪回访: at each of the policy's dates the receivers and the supervisor say how the customers are; a Schedule asks in between. */
export async function followUp(c: Case, { reviews }: FollowUp): Promise<void> {
  if (lends(c.input.kind)) return cover(c);
  enter(c, 'followUp');
  await effects.startCheckIns.executeWithOptions({ summary: '过渡期定期联系 periodic check-ins' }, [
    effect(c, { waitingFor: 'reviewDate', awaited: [], dueAt: reviews[0]?.dueAt ?? null }),
  ]);
  if (patched('tellAttendees')) tellAttendees(c, answered(c));
  // Paused before they are there, they would not hear of it.
  if (c.input.policy.introduction ?? c.input.policy.training) await condition(() => c.progress.state !== 'paused');
  introduce(c);
  train(c);
  for (const [index, one] of reviews.entries()) {
    await untilDue(c, one);
    await review(c, one, reviews[index + 1]?.dueAt ?? null);
  }
  // Reviews that last longer than the way back need no wait of their own.
  const last = reviews.at(-1)?.dayOffset ?? 0;
  if (last < c.input.policy.restoreDays && patched('restore-window')) await untilNothingCanBeRestored(c);
  if (!c.tracks.areOver) await untilTracksAreOver(c);
}

/** What goes on beside the reviews ends by itself; a case that closed before would leave it without an address. */
async function untilTracksAreOver(c: Case): Promise<void> {
  Object.assign(c.progress, { waitingFor: 'tracks', awaited: [], dueAt: null, overdue: false });
  show(c);
  await records.recordDecision(effect(c, { dueAt: null }));
  await c.tracks.untilOver();
  await condition(() => c.progress.state !== 'paused');
}

/** A closed case takes no decision: it stays open for as long as somebody may want everything back. */
async function untilNothingCanBeRestored(c: Case): Promise<void> {
  const { until } = await records.openRestoreWindow(effect(c, { waitingFor: 'restoreWindow', awaited: [] }));
  Object.assign(c.progress, { waitingFor: 'restoreWindow', awaited: [], dueAt: until, overdue: false });
  show(c);
  const ms = Date.parse(until) - Date.now();
  if (ms > 0) await condition(() => false, ms, { summary: describeTimer(c.progress, 'the case closes', until) });
  await condition(() => c.progress.state !== 'paused');
}

async function untilDue(c: Case, { dueAt, dayOffset }: ReviewDate): Promise<void> {
  Object.assign(c.progress, { waitingFor: 'reviewDate', awaited: [], dueAt, overdue: false });
  show(c);
  const ms = Date.parse(dueAt) - Date.now();
  if (ms > 0) {
    const summary = describeTimer(c.progress, `review after ${dayOffset} days`, dueAt);
    await condition(() => false, ms, { summary });
  }
  await condition(() => c.progress.state !== 'paused');
}

async function review(c: Case, { id, dayOffset }: ReviewDate, nextDueAt: string | null): Promise<void> {
  const awaited: Awaited[] = [
    ...c.input.receivers.map((person): Awaited => ({ person, role: 'receiver' })),
    { person: c.input.supervisor, role: 'supervisor' },
  ];
  const opened = await effects.openReview.executeWithOptions({ summary: `回访 review after ${dayOffset} days` }, [
    effect(c, { waitingFor: 'review', awaited, overdue: false }),
    id,
  ]);
  c.answers.review = { id, personIds: [] };
  const wait = openWait(c, 'review', awaited, opened.deadline);
  const has = (personId: string) => c.answers.review?.personIds.includes(personId) === true;
  // A deputy, once asked, speaks for all who stayed silent.
  const everybody = () => awaited.every((a) => has(a.person.id)) || c.input.deputies.some((d) => has(d.id));
  const answer = await untilAnswered(c, wait, everybody, { mayGiveUp: true });
  c.answers.review = null;
  if (answer === 'unanswered') flag(c, 'reviewUnanswered');
  const closed = await effects.closeReview.executeWithOptions(
    { summary: `回访结果 findings after ${dayOffset} days` },
    [effect(c, { waitingFor: 'reviewDate', awaited: [], overdue: false, dueAt: nextDueAt }), id],
  );
  flag(c, ...closed.flags);
}
