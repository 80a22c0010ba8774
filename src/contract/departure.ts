import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Appointment } from './effects.ts';
import type { PersonRef } from './messages.ts';

/** What the workflow of a departure is told and tells. */

export interface DepartureInput {
  departureId: string;
  employee: PersonRef;
  /** ISO date of the last day of work */
  lastDay: string;
  /** set by continue-as-new: how often it has looked */
  looks?: number;
}

/** What still names somebody, by kind: records, access, people, policies, running cases. */
export interface Left {
  what: string;
  n: number;
}

export interface DepartureStanding {
  state: 'open' | 'closed' | 'cancelled';
  left: Left[];
  /** the last day is over and something is left */
  overdue: boolean;
  /** when it is looked at again by itself; null: never */
  nextLookAt: string | null;
}

/** What a look found, and when the next one is due on the company's calendar. */
export interface Look {
  left: Left[];
  overdue: boolean;
  next: Appointment;
}
export interface LookRequest {
  departureId: string;
  /** the workflow's time */
  at: string;
  /** tells one look from the next */
  nth: number;
  /** whether those responsible are told what is left: it was time for it */
  tell: boolean;
}

export interface DepartureResult {
  outcome: 'closed' | 'cancelled';
}

export const lookAgainSignal = defineSignal('lookAgain');
export const cancelDepartureUpdate = defineUpdate<DepartureStanding, [{ personId: string }]>('cancelDeparture');
export const whatIsLeftQuery = defineQuery<DepartureStanding>('whatIsLeft');
