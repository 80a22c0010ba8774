import { type BodyOf, type Handover, type Person, client } from '../api.ts';
import { fromLocal, toLocal } from '../times.ts';
import type { ActionName } from './actions.ts';

/** Steps that a signature can send the case back to. */
export const MENDING = ['plan', 'materials', 'verification'] as const;

/** What somebody has filled in; which of it counts depends on the action. */
export interface Form {
  comment: string;
  /** why incomplete materials must do */
  anyway: string;
  sendBackTo: (typeof MENDING)[number];
  role: string;
  at: string;
  endsAt: string;
  location: string;
  minutes: string;
  attendees: string[];
  actions: { body: string; owner: string; dueOn: string }[];
  satisfaction: string;
  /** a mark is a number, words are text */
  answers: Record<string, string | number>;
  from: string;
  to: Person | null;
}
export const EMPTY: Form = {
  comment: '',
  anyway: '',
  sendBackTo: 'plan',
  role: '',
  at: '',
  endsAt: '',
  location: '',
  minutes: '',
  attendees: [],
  actions: [],
  satisfaction: '',
  answers: {},
  from: '',
  to: null,
};

type Waiver = BodyOf<'post', '/handovers/{handoverId}/sign-offs/waiver'>;

/**
 * Sends what somebody filled in.
 * @param actingFor in whose place; null: for oneself
 * @param key of the request, the same until it is answered
 */
export function send(
  name: ActionName,
  handover: Handover,
  form: Form,
  actingFor: Person | null,
  reviewId: string | undefined,
  key: string,
): Promise<unknown> {
  const { id } = handover;
  // Of a case without a plan nothing is approved or signed; the server would say so.
  const planHash = handover.planHash ?? '';
  const said = form.comment.trim();
  const comment = said === '' ? {} : { comment: said };
  const inName = actingFor === null ? {} : { for: actingFor.id };
  const of = { path: { handoverId: id }, key };
  switch (name) {
    case 'approve':
    case 'sendBack':
      return client.post('/handovers/{handoverId}/approvals', {
        ...of,
        body: { decision: name === 'approve' ? 'approved' : 'sentBack', planHash, ...comment, ...inName },
      });
    case 'sign':
      return client.post('/handovers/{handoverId}/sign-offs', {
        ...of,
        body: { decision: 'signed', planHash, ...comment, ...inName },
      });
    case 'reject':
      return client.post('/handovers/{handoverId}/sign-offs', {
        ...of,
        body: { decision: 'rejected', planHash, sendBackTo: form.sendBackTo, ...comment, ...inName },
      });
    case 'waive':
      return client.post('/handovers/{handoverId}/sign-offs/waiver', {
        ...of,
        body: { role: form.role as Waiver['role'], planHash, reason: said },
      });
    case 'confirmMaterials':
      return client.post('/handovers/{handoverId}/materials/confirmation', {
        ...of,
        body: { ...comment, ...(form.anyway.trim() === '' ? {} : { anyway: form.anyway.trim() }) },
      });
    case 'recordMinutes':
      return client.post('/handovers/{handoverId}/meeting/minutes', {
        ...of,
        body: {
          minutes: form.minutes,
          attendees: form.attendees,
          actions: form.actions.map(({ body, owner, dueOn }) => ({ body, owner, ...(dueOn === '' ? {} : { dueOn }) })),
        },
      });
    case 'moveMeeting':
      return client.put('/handovers/{handoverId}/meeting', {
        ...of,
        body: {
          startsAt: fromLocal(form.at),
          endsAt: fromLocal(form.endsAt),
          ...(form.location.trim() === '' ? {} : { location: form.location.trim() }),
        },
      });
    case 'endVerification':
      return client.post('/handovers/{handoverId}/verifications/confirmation', { ...of, body: comment });
    case 'acceptRisks':
      return client.post('/handovers/{handoverId}/risks/acceptance', { ...of, body: { reason: said } });
    case 'release':
    case 'stopTransfer':
      return client.post('/handovers/{handoverId}/release', {
        ...of,
        body: { decision: name === 'release' ? 'go' : 'stop', ...comment },
      });
    case 'answerReview': {
      const answers = Object.entries(form.answers).filter(([, answer]) => String(answer).trim() !== '');
      return client.post('/handovers/{handoverId}/reviews/{reviewId}/answers', {
        path: { handoverId: id, reviewId: reviewId ?? '' },
        key,
        body: {
          satisfaction: Number(form.satisfaction),
          ...comment,
          ...(answers.length === 0 ? {} : { answers: Object.fromEntries(answers) }),
        },
      });
    }
    case 'extendCover':
      return client.post('/handovers/{handoverId}/cover/extension', {
        ...of,
        body: { until: fromLocal(form.at || toLocal(handover.dueAt)), ...comment },
      });
    case 'endCover':
    case 'keepCover':
      return client.post('/handovers/{handoverId}/cover/end', {
        ...of,
        body: { decision: name === 'endCover' ? 'return' : 'keep', ...comment },
      });
    case 'extend':
      return client.post('/handovers/{handoverId}/extend', {
        ...of,
        body: { dueAt: fromLocal(form.at || toLocal(handover.dueAt)), ...comment },
      });
    case 'replaceReceiver':
      return client.post('/handovers/{handoverId}/replace-receiver', {
        ...of,
        body: { from: form.from || (handover.receivers[0]?.id ?? ''), to: form.to?.id ?? '', ...comment },
      });
    default:
      // pause, resume, cancel
      return client.post(`/handovers/{handoverId}/${name}`, { ...of, body: comment });
  }
}
