import * as access from '../../contract/access-review-schemas.ts';
import * as a from '../../contract/answers.ts';
import * as audit from '../../contract/audit-answers.ts';
import * as i from '../../contract/integrity-schemas.ts';
import * as p from '../../contract/people-schemas.ts';
import * as report from '../../contract/report-answers.ts';
import * as reports from '../../contract/report-schemas.ts';
import * as s from '../../contract/schemas.ts';
import * as sa from '../../contract/service-account-schemas.ts';
import { endSessionsRequest } from '../../contract/session-schemas.ts';
import { sessions, sessionsEnded } from '../../contract/session-answers.ts';
import { settings } from '../../contract/settings-answers.ts';
import * as t from '../../contract/template-schemas.ts';
import { action, resource } from '../actions.ts';
import type { Verb } from '../verb.ts';

const person = ['number', 'name', 'title', 'department', 'manager', 'region', 'state', 'roles', 'id'] as const;
const post = [
  ...person,
  'email',
  'languages',
  'skills',
  'industries',
  'capacity',
  'calendar',
  'timeZone',
  'customers',
] as const;
const department = ['code', 'zh', 'en', 'coordinator', 'people', 'version', 'id'] as const;
const account = [
  'id',
  'number',
  'name',
  'description',
  'scopes',
  'createdBy',
  'createdAt',
  'endedAt',
  'tokens',
] as const;
const token = ['id', 'name', 'scopes', 'state', 'createdAt', 'expiresAt', 'lastUsedAt', 'revokedAt'] as const;
const template = ['key', 'language', 'sent', 'variables'] as const;
const versions = { versions: ['version', 'subject', 'note', 'by', 'at'] };
const lines = ['change', 'line'];
const cohort = ['customers', 'lost', 'per100CustomerYears', 'satisfactionMean', 'reviewMean'];
const load = [
  'employee',
  'department',
  'customers',
  'capacity',
  'loadPct',
  'openTasks',
  'overdueTasks',
  'cases',
  'incoming',
  'reviewsDue',
] as const;

/** What HR, operators and auditors keep: people, programs, texts, reports, the log. */
export const companyVerbs: readonly Verb[] = [
  resource('whoami', {
    show: action('GET /me', a.me, ['person', 'roles', 'scopes', 'locale', 'awaits', 'permissions']),
  }),
  resource('my-sessions', {
    list: action('GET /me/sessions', sessions, [
      'id',
      'current',
      'issuer',
      'userAgent',
      'startedAt',
      'lastSeenAt',
      'expiresAt',
    ]),
    end: action('POST /me/sessions/{id}/end', sessionsEnded, ['ended']),
    'end-all': action('POST /me/sessions/end', sessionsEnded, ['ended'], { set: endSessionsRequest }),
  }),
  resource('employees', {
    list: action('GET /employees', a.employees, person, { where: s.employeesQuery }),
    show: action('GET /employees/{id}', a.employee, post),
    create: action('POST /employees', a.employee, post, { set: p.employeeRequest }),
    change: action('PATCH /employees/{id}', a.employee, post, { set: p.employeeChangeRequest, version: true }),
  }),
  resource('departments', {
    list: action('GET /departments', p.departments, department, { where: p.departmentsQuery }),
    show: action('GET /departments/{id}', p.department, department),
    create: action('POST /departments', p.department, department, { set: p.departmentRequest }),
    change: action('PATCH /departments/{id}', p.department, department, {
      set: p.departmentChangeRequest,
      version: true,
    }),
  }),
  resource('service-accounts', {
    list: action('GET /service-accounts', sa.serviceAccounts, account, { where: sa.serviceAccountsQuery }),
    show: action('GET /service-accounts/{serviceAccountId}', sa.serviceAccount, account),
    make: action('POST /service-accounts', sa.serviceAccount, account, { set: sa.serviceAccountRequest }),
    end: action('POST /service-accounts/{serviceAccountId}/end', sa.serviceAccount, account),
    tokens: action('GET /service-accounts/{serviceAccountId}/tokens', sa.apiTokens, token),
    'make-token': action('POST /service-accounts/{serviceAccountId}/tokens', sa.apiTokenWithSecret, ['secret'], {
      set: sa.apiTokenRequest,
      tables: { token },
      once: true,
    }),
    'revoke-token': action('POST /service-accounts/{serviceAccountId}/tokens/{tokenId}/revoke', sa.apiToken, token),
  }),
  resource('access-reviews', {
    show: action('GET /access-reviews/{id}', access.accessReview, [
      'id',
      'state',
      'startedBy',
      'startedAt',
      'dueAt',
      'closedAt',
      'counts',
    ]),
  }),
  resource('templates', {
    list: action('GET /templates', t.templates, ['key', 'languages', 'variables']),
    show: action('GET /templates/{key}/{language}', t.template, template, {
      tables: { builtIn: ['subject', 'body'], ...versions },
    }),
    write: action('POST /templates/{key}/{language}', t.template, template, {
      set: t.templateRequest,
      tables: versions,
    }),
    publish: action('POST /templates/{key}/{language}/publish', t.template, template, {
      set: t.publishRequest,
      tables: versions,
    }),
    preview: action('POST /templates/{key}/{language}/preview', t.templatePreview, ['subject', 'text'], {
      set: t.templatePreviewRequest,
    }),
    compare: action('GET /templates/{key}/{language}/compare', t.templateComparison, [], {
      where: t.compareQuery,
      tables: { subject: lines, body: lines },
    }),
  }),
  resource('reports', {
    handovers: action('GET /reports/handovers', report.handoversReport, ['started', 'closed', 'cancelled'], {
      where: reports.handoversReportQuery,
      tables: {
        steps: ['step', 'count', 'overdueCount', 'paused', 'meanDelayDays', 'finished', 'medianDays', 'p90Days'],
      },
      file: 'too',
    }),
    outcomes: action('GET /reports/outcomes', report.outcomesReport, ['days'], {
      where: reports.outcomesReportQuery,
      tables: { handedOver: cohort, notHandedOver: cohort },
      file: 'too',
    }),
    workload: action('GET /reports/workload', report.workloadReport, load, {
      where: reports.workloadReportQuery,
      file: 'too',
    }),
    risk: action('GET /reports/risk', report.riskReport, ['customer', 'owner', 'sentence', 'score', 'since', 'case'], {
      where: reports.riskReportQuery,
      file: 'too',
    }),
    reviews: action(
      'GET /reports/reviews',
      report.reviewsReport,
      ['case', 'days', 'dueAt', 'state', 'overdue', 'giver', 'receivers'],
      {
        where: reports.reviewsReportQuery,
        file: 'too',
      },
    ),
  }),
  resource('settings', {
    show: action('GET /settings', settings, ['name', 'value', 'source', 'isSecret']),
  }),
  resource('integrity', {
    show: action('GET /integrity', i.integrity, ['since', 'check', 'sentence', 'repair'], { where: i.integrityQuery }),
  }),
  resource('audit-log', {
    list: action('GET /audit', a.auditEntries, ['id', 'at', 'actor', 'action', 'sentence'], { where: s.auditQuery }),
    head: action('GET /audit/heads', audit.auditHead, [], {
      tables: { head: ['number', 'size', 'sealedAt', 'root', 'jws'] },
    }),
    proof: action('GET /audit/entries/{id}/proof', audit.auditProof, ['position', 'path', 'head'], {
      tables: { entry: ['id', 'at', 'action', 'actorId', 'subjectId'] },
    }),
    erase: action('POST /audit/erasures', audit.erased, ['values'], { set: s.eraseRequest }),
    keys: action('GET /keys', audit.jwks, [], { tables: { keys: ['kid', 'kty', 'crv', 'x'] } }),
  }),
];
