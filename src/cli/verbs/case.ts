import * as a from '../../contract/answers.ts';
import * as i from '../../contract/introduction-schemas.ts';
import * as m from '../../contract/materials-schemas.ts';
import * as ms from '../../contract/meeting-schemas.ts';
import { permissions } from '../../contract/permission-answers.ts';
import * as plan from '../../contract/planning-answers.ts';
import { planChangesQuery } from '../../contract/planning-schemas.ts';
import * as ra from '../../contract/review-answers.ts';
import * as rr from '../../contract/review-schemas.ts';
import * as rs from '../../contract/risk-schemas.ts';
import { materialsQuery } from '../../contract/schemas.ts';
import * as t from '../../contract/training-schemas.ts';
import { action, resource } from '../actions.ts';
import type { Verb } from '../verb.ts';

const CASE = '/handovers/{handoverId}';
const pack = ['customer', 'receiver', 'version', 'completeness', 'missing', 'explained', 'verified'] as const;
const risk = ['id', 'kind', 'customer', 'sentence', 'score', 'blocking', 'owner', 'dueOn', 'state', 'version'] as const;
const point = ['id', 'receiver', 'sentence', 'required', 'doneAt', 'mark', 'confirmedBy', 'note', 'version'] as const;
const run = ['phase', 'dueAt', 'overdue', 'paused', 'startedAt', 'endsAt', 'endedAt'] as const;
const receivers = { receivers: ['receiver', 'required', 'confirmed', 'asked', 'unanswered', 'feedback'] };
const question = ['id', 'receiver', 'askedAt', 'dueAt', 'answeredAt', 'answeredBy', 'late'] as const;
const messages = { messages: ['at', 'author', 'body'] };
const contact = ['id', 'receiver', 'spokeOn', 'byGiver', 'byReceiver'] as const;
const phase = ['state', 'phase', 'awaited', 'dueAt', 'overdue'] as const;

/** What goes on within a handover, beyond its decisions. */
export const caseVerbs: readonly Verb[] = [
  resource('permissions', {
    list: action(`GET ${CASE}/permissions`, permissions, ['operationId', 'may', 'sentence']),
  }),
  resource('plan-changes', {
    list: action(`GET ${CASE}/plan/changes`, plan.planChanges, ['customer', 'override', 'scope'], {
      where: planChangesQuery,
    }),
  }),
  resource('materials', {
    list: action(`GET ${CASE}/materials`, a.materials, pack, { where: materialsQuery }),
    show: action(`GET ${CASE}/materials/{customerId}`, m.customerMaterials, [...pack, 'explanation', 'digest'], {
      where: m.materialsQuery,
      tables: { questions: ['sentence', 'answer'] },
      file: 'too',
    }),
    versions: action(`GET ${CASE}/materials/{customerId}/versions`, m.materialsVersions, [
      'version',
      'completeness',
      'missing',
      'createdAt',
      'digest',
    ]),
    compare: action(`GET ${CASE}/materials/{customerId}/comparison`, m.materialsComparison, ['from', 'to'], {
      where: m.comparisonQuery,
      tables: { changes: ['path', 'kind', 'before', 'after'] },
    }),
  }),
  resource('meetings', {
    list: action(`GET ${CASE}/meetings`, ms.meetings, [
      'startsAt',
      'endsAt',
      'title',
      'location',
      'state',
      'attendees',
      'id',
    ]),
    times: action(`GET ${CASE}/meetings/times`, ms.meetingTimes, ['startsAt', 'endsAt'], { where: ms.timesQuery }),
    agenda: action(`GET ${CASE}/meetings/agenda`, ms.meetingAgenda, [], { tables: { lines: ['agenda'] } }),
    call: action(`POST ${CASE}/meetings`, ms.made, ['id'], { set: ms.furtherMeetingRequest }),
    change: action(`PUT ${CASE}/meetings/{meetingId}`, ms.made, ['id'], { set: ms.movedMeetingRequest }),
    minutes: action(`POST ${CASE}/meetings/{meetingId}/minutes`, ms.made, ['id'], { set: ms.furtherMinutesRequest }),
  }),
  resource('meeting-actions', {
    list: action(`GET ${CASE}/meeting-actions`, ms.meetingActions, ['id', 'body', 'owner', 'dueOn', 'doneAt'], {
      where: ms.actionsQuery,
    }),
    open: action(`POST ${CASE}/meeting-actions`, ms.made, ['id'], { set: ms.meetingActionRequest }),
    change: action(`PUT ${CASE}/meeting-actions/{actionId}`, ms.made, ['id'], { set: ms.meetingActionChange }),
  }),
  resource('risks', {
    list: action(`GET ${CASE}/risks`, rs.risks, risk, { where: rs.risksQuery }),
    open: action(`POST ${CASE}/risks`, rs.risk, risk, { set: rs.riskRequest }),
    change: action(`PUT ${CASE}/risks/{riskId}`, rs.risk, risk, { set: rs.riskChangeRequest, version: true }),
  }),
  resource('introduction', {
    show: action(`GET ${CASE}/introduction`, i.introductionRun, [
      'phase',
      'awaited',
      'dueAt',
      'overdue',
      'startedAt',
      'endedAt',
      'counts',
    ]),
    extend: action(`POST ${CASE}/introduction/extend`, i.introductionProgress, phase, {
      set: i.introductionExtendRequest,
    }),
    'move-meeting': action(
      `PUT ${CASE}/introductions/{customerId}/meeting`,
      i.introductionTaken,
      ['customerId', 'state'],
      {
        set: i.introductionMeetingRequest,
      },
    ),
  }),
  resource('training', {
    show: action(`GET ${CASE}/training`, t.trainingRun, run, { tables: receivers }),
    points: action(`GET ${CASE}/training/points`, t.trainingPoints, point, { where: t.trainingPointsQuery }),
    point: action(`PUT ${CASE}/training/points/{pointId}`, t.trainingPoint, point, {
      set: t.trainingPointRequest,
      version: true,
    }),
    feedback: action(`PUT ${CASE}/training/feedback`, t.trainingRun, run, {
      set: t.trainingFeedbackRequest,
      tables: receivers,
    }),
  }),
  resource('support', {
    list: action(`GET ${CASE}/support-requests`, t.supportRequests, [...question, 'messages'], {
      where: t.supportRequestsQuery,
    }),
    ask: action(`POST ${CASE}/support-requests`, t.supportRequest, question, {
      set: t.supportRequestRequest,
      tables: messages,
    }),
    answer: action(`POST ${CASE}/support-requests/{requestId}/messages`, t.supportRequest, question, {
      set: t.supportRequestRequest,
      tables: messages,
    }),
  }),
  resource('talks', {
    list: action(`GET ${CASE}/contacts`, t.contacts, contact, { where: t.contactsQuery }),
    confirm: action(`POST ${CASE}/contacts`, t.contact, contact, { set: t.contactRequest }),
  }),
  resource('follow-up', {
    'open-action': action(`POST ${CASE}/actions`, ra.made, ['id'], { set: rr.actionRequest }),
    'work-reports': action(`GET ${CASE}/work-reports`, ra.workReports, ['createdAt', 'author', 'body', 'concerns']),
    suggestions: action(`GET ${CASE}/suggestions`, ra.suggestions, ['id', 'author', 'body', 'state', 'comment'], {
      where: rr.suggestionsQuery,
    }),
    'decide-suggestion': action('POST /suggestions/{suggestionId}/decision', ra.made, ['id'], {
      set: rr.suggestionDecision,
    }),
    churn: action(`GET ${CASE}/churn`, ra.churnOfHandover, [], { tables: { reasons: ['sentence', 'lost'] } }),
  }),
];
