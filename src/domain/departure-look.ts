import type { Appointment } from '../contract/effects.ts';
import type { DepartureRule } from '../contract/kinds.ts';
import { type WorkingCalendar, addWorkingDays, at, localDay } from './working-days.ts';

/**
 * When what is left of a departure is looked at and told next: every few working days, and every working day once the last one is
 * near or over; always at the start of work.
 * @param lastDay ISO date
 * @returns escalate: the manager's manager is told too
 */
export function nextLook(calendar: WorkingCalendar, rule: DepartureRule, lastDay: string, now: string): Appointment {
  const today = localDay(calendar, now);
  const usual = addWorkingDays(calendar, today, rule.remindEveryWorkingDays);
  const [year = 0, month = 1, day = 1] = lastDay.split('-').map(Number);
  const last = today.with({ year, month, day });
  const near =
    rule.escalateBeforeWorkingDays === 0 ? last : addWorkingDays(calendar, last, -rule.escalateBeforeWorkingDays);
  const tomorrow = addWorkingDays(calendar, today, 1);
  const from = near.until(tomorrow).sign < 0 ? near : tomorrow;
  const next = usual.until(from).sign > 0 ? usual : from;
  const escalates = near.until(next).sign >= 0;
  return { at: at(calendar, next, calendar.dayStarts), what: escalates ? 'escalate' : 'remind' };
}
