/** What people are told of: every kind of notice, what group it belongs to, and what it asks for. Pure; shared by all. */

/** Groups for which a person chooses how they are told. */
export const CATEGORIES = [
  'signOffs',
  'tasks',
  'reminders',
  'meetings',
  'progress',
  'summaries',
  'legal',
  'accessReviews',
  'security',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Nobody turns these off: without them a signature, an access or a right of somebody would go by silence. */
export const MANDATORY: ReadonlySet<Category> = new Set(['signOffs', 'legal', 'accessReviews', 'security']);

/** both: in the product and by mail. */
export const CHANNELS = ['both', 'mail', 'inApp', 'off'] as const;
export type Channel = (typeof CHANNELS)[number];

export const DIGESTS = ['immediately', 'hourly', 'daily'] as const;
export type Digest = (typeof DIGESTS)[number];

/** How often a summary over the company's handovers is told to who may have one. */
export const SUMMARIES = ['off', 'weekly', 'monthly', 'both'] as const;
export type Summaries = (typeof SUMMARIES)[number];

/** What makes a notice done; app.settle_notices and a trigger on handovers know each by its name. */
export type Until =
  | 'awaited'
  | 'letters'
  | 'introductions'
  | 'training'
  | 'feedback'
  | 'questions'
  | 'accessReview'
  | 'correctiveAction'
  | 'meetingAction'
  | 'departure'
  | 'proposals'
  | 'webhook';

/** What a notice leads to. */
export const PLACES = [
  'handover',
  'plan',
  'materials',
  'meetings',
  'verification',
  'discrepancies',
  'risks',
  'sign-offs',
  'items',
  'reviews',
  'actions',
  'meeting-actions',
  'work-reports',
  'introductions',
  'training',
  'support-requests',
  'report',
  'access-review',
  'departure',
  'proposals',
  'employee',
  'webhook',
  'integrity',
  'overview',
] as const;
export type Place = (typeof PLACES)[number];

export interface NoticeKind {
  category: Category;
  place: Place;
  /** absent: nothing is asked, it is only told */
  until?: Until;
  /** waits for no digest and no end of quiet hours */
  urgent?: true;
  /** a mail of its own: part of no digest */
  alone?: true;
}

const kind = (category: Category, place: Place, until?: Until): NoticeKind => ({
  category,
  place,
  ...(until === undefined ? {} : { until }),
});

/** By the template of the mail: its sentences are `<template>.subject` and `<template>.body` of the namespace `mail`. */
export const NOTICES: Readonly<Record<string, NoticeKind>> = {
  'notify.giver': kind('legal', 'handover'),
  'notify.receiver': kind('legal', 'handover'),
  'notify.supervisor': kind('legal', 'handover'),
  'notify.custodian': kind('legal', 'handover'),
  'turn.approval': kind('tasks', 'plan', 'awaited'),
  'turn.secondApproval': kind('tasks', 'plan', 'awaited'),
  secondApproverMissing: kind('tasks', 'plan'),
  'turn.materials': kind('tasks', 'materials', 'awaited'),
  'turn.verification': kind('tasks', 'verification', 'awaited'),
  'turn.discrepancies': kind('tasks', 'discrepancies', 'awaited'),
  'turn.discrepancyDecision': kind('tasks', 'discrepancies', 'awaited'),
  'turn.risks': kind('tasks', 'risks', 'awaited'),
  'turn.safety': kind('tasks', 'items', 'awaited'),
  'turn.review': kind('tasks', 'reviews', 'awaited'),
  'turn.coverReturn': kind('tasks', 'handover', 'awaited'),
  'turn.signOff': kind('signOffs', 'sign-offs', 'awaited'),
  'turn.signOff.department': kind('signOffs', 'sign-offs', 'awaited'),
  'turn.waiver': kind('signOffs', 'sign-offs', 'awaited'),
  signaturesVoided: kind('signOffs', 'sign-offs'),
  remind: kind('reminders', 'handover', 'awaited'),
  due: kind('reminders', 'handover', 'awaited'),
  escalate: kind('reminders', 'handover', 'awaited'),
  invitation: kind('meetings', 'meetings'),
  invitationCancelled: kind('meetings', 'meetings'),
  furtherMeeting: kind('meetings', 'meetings'),
  furtherMeetingCancelled: kind('meetings', 'meetings'),
  transferred: kind('progress', 'items'),
  checkIn: kind('progress', 'handover'),
  'checkIn.report': kind('tasks', 'work-reports'),
  'checkIn.missing': kind('reminders', 'work-reports'),
  'workReport.missing': kind('reminders', 'work-reports'),
  coverEnds: kind('progress', 'handover'),
  coverReturned: kind('progress', 'items'),
  reviewFindings: kind('progress', 'reviews'),
  closed: kind('progress', 'report'),
  cancelled: kind('progress', 'report'),
  'introduction.letters': kind('tasks', 'introductions', 'letters'),
  'introduction.lettersRemind': kind('reminders', 'introductions', 'letters'),
  'introduction.lettersSentBack': kind('progress', 'introductions'),
  'introduction.toDo': kind('tasks', 'introductions', 'introductions'),
  'introduction.reminded': kind('reminders', 'introductions', 'introductions'),
  'introduction.overdue': kind('reminders', 'introductions', 'introductions'),
  'introduction.escalated': kind('reminders', 'introductions', 'introductions'),
  'introduction.gaveUp': kind('progress', 'introductions'),
  'introduction.objections': kind('progress', 'introductions'),
  'introduction.newHolder': kind('progress', 'introductions'),
  'training.opened': kind('tasks', 'training', 'training'),
  'training.train': kind('tasks', 'training', 'training'),
  'training.remind': kind('reminders', 'training', 'training'),
  'training.due': kind('reminders', 'training', 'training'),
  'training.escalate': kind('reminders', 'training', 'training'),
  'training.giveUp': kind('progress', 'training'),
  'training.feedback': kind('tasks', 'training', 'feedback'),
  'support.asked': kind('tasks', 'support-requests', 'questions'),
  'support.answered': kind('progress', 'support-requests'),
  'support.late': kind('reminders', 'support-requests', 'questions'),
  'correctiveAction.opened': kind('tasks', 'actions', 'correctiveAction'),
  'correctiveAction.remind': kind('reminders', 'actions', 'correctiveAction'),
  'correctiveAction.escalate': kind('reminders', 'actions', 'correctiveAction'),
  'meetingAction.remind': kind('reminders', 'meeting-actions', 'meetingAction'),
  'meetingAction.escalate': kind('reminders', 'meeting-actions', 'meetingAction'),
  'accessReview.open': kind('accessReviews', 'access-review', 'accessReview'),
  'accessReview.remind': kind('accessReviews', 'access-review', 'accessReview'),
  'accessReview.escalate': kind('accessReviews', 'access-review', 'accessReview'),
  'accessReview.closed': kind('accessReviews', 'access-review'),
  'accessReview.cancelled': kind('accessReviews', 'access-review'),
  'alert.massExport': { ...kind('security', 'employee'), urgent: true },
  webhookDisabled: kind('security', 'webhook', 'webhook'),
  integrityFound: kind('security', 'integrity'),
  proposals: kind('tasks', 'proposals', 'proposals'),
  departureLeft: kind('tasks', 'departure', 'departure'),
  departureOverdue: kind('reminders', 'departure', 'departure'),
  departureClosed: kind('progress', 'departure'),
  departureCancelled: kind('progress', 'departure'),
  'summary.weekly': { ...kind('summaries', 'overview'), alone: true },
  'summary.monthly': { ...kind('summaries', 'overview'), alone: true },
};

/** Reminders of these waits are as mandatory as what they remind of. */
const SIGNED: ReadonlySet<string> = new Set(['signOff', 'waiver']);
/** Where a reminder of a wait of the case leads. */
const WAITS: Readonly<Record<string, Place>> = {
  approval: 'plan',
  secondApproval: 'plan',
  materials: 'materials',
  minutes: 'meetings',
  verification: 'verification',
  discrepancies: 'discrepancies',
  discrepancyDecision: 'discrepancies',
  risks: 'risks',
  signOff: 'sign-offs',
  waiver: 'sign-offs',
  safety: 'items',
  review: 'reviews',
};

/**
 * @param wait what a reminder reminds of
 * @throws Error for a template that is none of a notice
 */
export function kindOfNotice(template: string, wait?: string | null): NoticeKind {
  const found = NOTICES[template];
  if (!found) throw new Error(`no kind of notice: ${template}`);
  if (found.category !== 'reminders' || found.until !== 'awaited' || typeof wait !== 'string') return found;
  return { ...found, place: WAITS[wait] ?? found.place, category: SIGNED.has(wait) ? 'signOffs' : found.category };
}

type Params = Readonly<Record<string, string | number>>;
/** Pages and resources of a place of a case, under `/handovers/{id}`; the resource where its path differs. */
const RESOURCES: Partial<Record<Place, string>> = {
  handover: '',
  verification: '/verifications',
  'sign-offs': '',
};
const OTHERS: Partial<Record<Place, (id: string, params: Params) => { page: string; resource: string }>> = {
  'access-review': (id) => ({ page: `/access-reviews/${id}`, resource: `/access-reviews/${id}` }),
  departure: (id) => ({ page: `/departures/${id}`, resource: `/departures/${id}` }),
  proposals: () => ({ page: '/proposals', resource: '/proposals' }),
  employee: (id) => ({ page: `/employees/${id}`, resource: `/employees/${id}` }),
  webhook: (id) => ({ page: `/webhooks/${id}`, resource: `/webhooks/${id}` }),
  integrity: () => ({ page: '/integrity', resource: '/integrity' }),
  overview: (_, { from, to }) => {
    const days = from === undefined || to === undefined ? {} : { from: String(from), to: String(to) };
    const period = String(new URLSearchParams(days)).replace(/^(?=.)/, '?');
    return { page: `/overview${period}`, resource: `/reports/handovers${period}` };
  },
};

/**
 * Where a notice leads.
 * @param id of the case, or of what else it is about
 * @param params of the notice; `from` and `to` are the days of what it sums up
 * @returns page: for people, from the root of the site; resource: the same in the API, under /api/v1
 */
export function linksOf(place: Place, id: string, params: Params = {}): { page: string; resource: string } {
  const other = OTHERS[place];
  if (other) return other(id, params);
  const base = `/handovers/${id}`;
  return {
    page: place === 'handover' ? base : `${base}/${place}`,
    resource: `${base}${RESOURCES[place] ?? `/${place}`}`,
  };
}

/** Every page that a notice leads to, by its place. */
export const pageOfCase = (place: Place): boolean => OTHERS[place] === undefined;

/** What of the parameters of a mail stays with the notice: numbers, days and labels of cases, no personal values. */
const PLAIN: ReadonlySet<string> = new Set([
  'count',
  'days',
  'n',
  'open',
  'items',
  'records',
  'due',
  'fresh',
  'host',
  'from',
  'to',
]);

/**
 * @param params of the mail, with what is personal and what is said in a language
 * @param subject the sentence that is told in the product, with its places in braces
 */
export function plainOf(params: Params, subject: string): Record<string, string | number> {
  const kept = Object.entries(params).filter(([name]) => PLAIN.has(name) && subject.includes(`{{${name}}}`));
  return Object.fromEntries(kept);
}

/** How a person wants to be told. */
export interface NotificationPreferences {
  /** of those that are not told as usual */
  channels: Partial<Record<Category, Channel>>;
  digest: Digest;
  /** of daily ones, on workdays: 0 to 23 */
  digestHour: number;
  /** local times, HH:MM; over midnight when `until` is the earlier */
  quiet: { from: string; until: string } | null;
  quietDays: boolean;
  /** whether what one is told as somebody's delegate also comes by mail */
  delegateCopies: boolean;
  summaries: Summaries;
}

/** Of everybody who has said nothing: at once, in the product and by mail. */
export const USUAL_PREFERENCES: NotificationPreferences = {
  channels: {},
  digest: 'immediately',
  digestHour: 9,
  quiet: null,
  quietDays: false,
  delegateCopies: true,
  summaries: 'both',
};

/** How something of a category is told. */
export const channelOf = ({ channels }: Pick<NotificationPreferences, 'channels'>, category: Category): Channel =>
  channels[category] ?? 'both';
