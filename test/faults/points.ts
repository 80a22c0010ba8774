/**
 * Where a program can be stopped. In an activity of the worker: `before`, nothing is written; `begun-n`, before the first statement of
 * its nth transaction; `written-n` and `committed-n`, just before and after its commit; `mailed`, the mail server took a mail of which no row tells yet;
 * `unreported`, all of it is done and Temporal does not know. In the API, around what it says to Temporal: `before`, the request is
 * in the database and nowhere else; `answered`, Temporal answered and the caller has heard nothing.
 */
export type Point =
  'before' | `begun-${number}` | `written-${number}` | `committed-${number}` | 'mailed' | 'unreported' | 'answered';

/** A program is at a point and stays there until it is told to go on. */
export interface Reached {
  handoverId: string;
  /** an activity of the worker, or the API's call of the gateway */
  what: string;
  point: Point;
  /** of the activity; 0: not one */
  attempt: number;
  /** what Temporal said, at `answered` */
  answer?: unknown;
}

export const PROGRAMS = ['worker', 'api'] as const;
export const SERVERS = ['temporal', 'postgres'] as const;
export type Target = (typeof PROGRAMS)[number] | (typeof SERVERS)[number];

export interface Fault {
  target: Target;
  what: string;
  point: Point;
  /** at which passing of the point, from 1 */
  nth: number;
}

/** Each activity of a handover's steps, with the transaction that is its effect and whether mail follows. */
const ACTIVITIES = [
  { what: 'notifyParties', effect: 1, mails: true },
  { what: 'planBook', effect: 1, mails: true },
  { what: 'prepareMaterials', effect: 1, mails: true },
  { what: 'arrangeMeeting', effect: 1, mails: true },
  { what: 'remind', effect: 1, mails: true },
  { what: 'cancelMeeting', effect: 1, mails: true },
  { what: 'openVerification', effect: 1, mails: true },
  { what: 'openSignOff', effect: 1, mails: true },
  { what: 'recordSignOff', effect: 1, mails: false },
  { what: 'transferBook', effect: 1, mails: true },
  { what: 'startCheckIns', effect: 2, mails: false },
  { what: 'tellAttendees', effect: 1, mails: true },
  { what: 'sendCheckIn', effect: 1, mails: true },
  { what: 'moveBack', effect: 1, mails: false },
  { what: 'openReview', effect: 1, mails: true },
  { what: 'recordReviewAnswer', effect: 1, mails: false },
  { what: 'closeReview', effect: 1, mails: false },
  { what: 'closeHandover', effect: 1, mails: true },
] as const;

/** In the middle: of a transfer the third transaction moves the customers of a lane, the fourth what else there is. */
const BATCHES = [3, 4];
const IN_BATCHES: readonly string[] = ['transferBook', 'moveBack'];

/** What the API says to Temporal in the course of a handover, with how often. */
const CALLS = [
  { what: 'startHandover', times: 1 },
  { what: 'approvePlan', times: 2 },
  { what: 'confirmMaterials', times: 2 },
  { what: 'replaceReceiver', times: 1 },
  { what: 'recordMinutes', times: 1 },
  { what: 'inboxReady', times: 1 },
  { what: 'signOff', times: 5 },
  { what: 'restore', times: 1 },
  { what: 'answerReview', times: 4 },
] as const;

/** Local activities run inside a workflow task: what tells of their second attempt is another. */
export const LOCAL: readonly string[] = ['recordSignOff', 'recordReviewAnswer'];

/**
 * The points of a target, in the order of the steps.
 * @param all every point; otherwise of each activity those at which most is at stake
 */
export function faultsOf(target: Target, all: boolean): Fault[] {
  if (target === 'api')
    return CALLS.flatMap(({ what, times }) => [
      { target, what, point: 'before' as const, nth: 1 },
      // The last answer of a kind ends the wait, and with it perhaps the run that gave it.
      ...[...new Set([1, times])].map((nth) => ({ target, what, point: 'answered' as const, nth })),
    ]);
  return ACTIVITIES.flatMap((activity) =>
    (all ? pointsOf : fewPointsOf)(target, activity).map((point) => ({ target, what: activity.what, point, nth: 1 })),
  );
}

type Activity = (typeof ACTIVITIES)[number];

function pointsOf(target: Target, { what, effect, mails }: Activity): Point[] {
  // Temporal is away: only a report that it does not get makes a difference.
  if (target === 'temporal') return ['before', 'unreported'];
  const transactions = [effect, ...(IN_BATCHES.includes(what) ? BATCHES : [])];
  const written = transactions.map((n): Point => `written-${n}`);
  const committed = transactions.map((n): Point => `committed-${n}`);
  const mailed: Point[] = mails ? ['mailed'] : [];
  if (target === 'worker') return ['before', ...written, ...committed, ...mailed, 'unreported'];
  // An activity that has nothing left to ask of PostgreSQL does not notice that it is away.
  return ['before', ...written, ...(mails ? committed : []), ...mailed];
}

function fewPointsOf(target: Target, { what, effect, mails }: Activity): Point[] {
  const inBatch: Point[] = IN_BATCHES.includes(what) ? [target === 'worker' ? 'committed-3' : 'written-3'] : [];
  if (target === 'temporal') return ['unreported'];
  if (target === 'postgres') return [`written-${effect}`, ...inBatch];
  return [`committed-${effect}`, ...inBatch, mails ? 'mailed' : 'unreported'];
}

/** For file names. */
export function nameOf({ target, what, point, nth }: Fault): string {
  return [target, what, point, ...(nth > 1 ? [nth] : [])].join('-');
}
