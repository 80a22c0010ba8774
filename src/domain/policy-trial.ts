import type { Deadline } from '../contract/effects.ts';
import type { PersonRef } from '../contract/messages.ts';
import type { Policy, WaitName } from '../contract/policy.ts';
import { type CaseSize, waitRuleOf } from './wait-rule.ts';
import { type WorkingCalendar, deadlineOf, localDay, meetingSlot, reviewDate } from './working-days.ts';

const DAY_MS = 86_400_000;

export interface TrialWait extends Deadline {
  wait: WaitName;
  opensAt: string;
}
export interface Trial {
  waits: TrialWait[];
  meeting: { startsAt: string; endsAt: string };
  transferAt: string;
  transitionEndsAt: string;
  restoreUntil: string;
  reviews: { days: number; dueAt: string; answerBy: string }[];
  /** years of these dates whose holidays are not known */
  unknownYears: number[];
}

/**
 * The dates that a policy gives a case that starts at an instant, if everybody answers on the last day.
 * @param second whether the plan is approved twice
 * @param callsOf whom each further escalation of a wait asks
 */
export function trialOf(
  policy: Policy,
  calendar: WorkingCalendar,
  size: CaseSize,
  {
    startsAt,
    effectiveAt,
    second,
    callsOf,
  }: {
    startsAt: string;
    effectiveAt: string | null;
    second: boolean;
    callsOf: (wait: WaitName) => PersonRef[][];
  },
): Trial {
  const open = (wait: WaitName, opensAt: string): TrialWait => ({
    wait,
    opensAt,
    ...deadlineOf(calendar, waitRuleOf(policy, wait, size), opensAt, callsOf(wait)),
  });
  const waits: TrialWait[] = [];
  const follow = (wait: WaitName, opensAt = waits.at(-1)?.dueAt ?? startsAt) => waits.push(open(wait, opensAt));
  follow('approval');
  if (second) follow('approval');
  follow('materials');
  const meeting = meetingSlot(calendar, waits.at(-1)?.dueAt ?? startsAt, policy.meeting.durationMinutes);
  follow('minutes', meeting.endsAt);
  follow('verification');
  follow('signOff');
  const signedAt = waits.at(-1)?.dueAt ?? startsAt;
  const transferAt = effectiveAt !== null && Date.parse(effectiveAt) > Date.parse(signedAt) ? effectiveAt : signedAt;
  const after = (days: number) => new Date(Date.parse(transferAt) + days * DAY_MS).toISOString();
  const reviews = policy.reviews.days.map((days) => {
    const dueAt = reviewDate(calendar, transferAt, days);
    return { days, dueAt, deadline: open('review', dueAt) };
  });
  const deadlines = [...waits, ...reviews.map((r) => r.deadline)];
  const years = deadlines
    .flatMap((d) => [d.opensAt, d.dueAt, ...d.agenda.map((a) => a.at)])
    .map((at) => localDay(calendar, at).year);
  return {
    waits,
    meeting,
    transferAt,
    transitionEndsAt: after(policy.transition.days),
    restoreUntil: after(policy.restoreDays),
    reviews: reviews.map(({ days, dueAt, deadline }) => ({ days, dueAt, answerBy: deadline.dueAt })),
    unknownYears: [...new Set(years)].filter((year) => !calendar.knownYears.has(year)).sort((a, b) => a - b),
  };
}
