import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VERBS } from '../../src/cli/program.ts';
import { ROUTES } from '../../src/http/routes/index.ts';

/** Routes that verbs ask which are not made from a table: verb by verb. */
const BY_HAND: Readonly<Record<string, readonly string[]>> = {
  import: ['POST /imports'],
  preview: ['POST /handovers/preview'],
  start: ['POST /handovers'],
  list: ['GET /handovers'],
  show: ['GET /handovers/{handoverId}'],
  items: ['GET /handovers/{handoverId}/items'],
  timeline: ['GET /handovers/{handoverId}/timeline', 'GET /handovers/{handoverId}/events'],
  people: ['GET /demo/people', 'POST /demo/token'],
  outbox: ['GET /outbox'],
  plan: ['GET /handovers/{handoverId}/plan'],
  'not-in-plan': ['GET /handovers/{handoverId}/plan/not-in-plan'],
  'change-plan': ['POST /handovers/{handoverId}/plan/changes'],
  approve: ['POST /handovers/{handoverId}/approvals'],
  'confirm-materials': ['POST /handovers/{handoverId}/materials/confirmation'],
  meeting: ['PUT /handovers/{handoverId}/meeting'],
  minutes: ['POST /handovers/{handoverId}/meeting/minutes'],
  'confirm-verification': ['POST /handovers/{handoverId}/verifications/confirmation'],
  'accept-risks': ['POST /handovers/{handoverId}/risks/acceptance'],
  'sign-off': ['POST /handovers/{handoverId}/sign-offs'],
  'waive-signature': ['POST /handovers/{handoverId}/sign-offs/waiver'],
  release: ['POST /handovers/{handoverId}/release'],
  pause: ['POST /handovers/{handoverId}/pause'],
  resume: ['POST /handovers/{handoverId}/resume'],
  cancel: ['POST /handovers/{handoverId}/cancel'],
  extend: ['POST /handovers/{handoverId}/extend'],
  'extend-cover': ['POST /handovers/{handoverId}/cover/extension'],
  'end-cover': ['POST /handovers/{handoverId}/cover/end'],
  'replace-receiver': ['POST /handovers/{handoverId}/replace-receiver'],
  'return-items': ['POST /handovers/{handoverId}/return-items'],
  restore: ['POST /handovers/{handoverId}/restore', 'POST /handovers/{handoverId}/restore/preview'],
  conflicts: ['GET /handovers/{handoverId}/conflicts', 'POST /handovers/{handoverId}/conflicts/{conflictId}/decision'],
  introductions: [
    'GET /handovers/{handoverId}/introductions',
    'POST /handovers/{handoverId}/introductions/preview',
    'POST /handovers/{handoverId}/introductions/{customerId}/answer',
    'POST /handovers/{handoverId}/introductions/{customerId}/resend',
    'POST /handovers/{handoverId}/introduction/approval',
  ],
  letters: ['GET /letter-templates', 'POST /letter-templates'],
  explain: ['PUT /handovers/{handoverId}/customers/{customerId}/explanation'],
  verify: ['POST /handovers/{handoverId}/verifications'],
  'sign-off-token': ['POST /handovers/{handoverId}/sign-offs/token'],
  review: [
    'GET /handovers/{handoverId}/reviews',
    'GET /handovers/{handoverId}/reviews/questions',
    'POST /handovers/{handoverId}/reviews/{reviewId}/answers',
  ],
  discrepancies: [
    'GET /handovers/{handoverId}/discrepancies',
    'GET /handovers/{handoverId}/discrepancies/{discrepancyId}',
    'POST /handovers/{handoverId}/discrepancies',
    'POST /handovers/{handoverId}/discrepancies/{discrepancyId}/messages',
  ],
  'access-review': [
    'GET /access-reviews',
    'POST /access-reviews',
    'GET /access-reviews/{id}/items',
    'POST /access-reviews/{id}/answers',
  ],
  report: ['GET /handovers/{handoverId}/report'],
  evidence: ['GET /handovers/{handoverId}/evidence'],
  suggest: ['POST /handovers/{handoverId}/suggestions'],
  'work-report': ['POST /handovers/{handoverId}/work-reports'],
  suggestions: ['GET /policies/{key}/suggestions'],
  actions: ['GET /handovers/{handoverId}/actions'],
  'action-done': ['PUT /handovers/{handoverId}/actions/{actionId}'],
  surveys: ['GET /handovers/{handoverId}/surveys'],
  churn: ['GET /reports/churn'],
  freeze: ['POST /employees/{id}/freeze'],
  unfreeze: ['POST /employees/{id}/unfreeze'],
  sessions: ['GET /employees/{id}/sessions'],
  'end-sessions': ['POST /employees/{id}/sessions/end'],
  notifications: ['GET /notifications', 'POST /notifications/read-all', 'POST /notifications/{id}/read'],
  preferences: [
    'GET /me/notification-preferences',
    'PUT /me/notification-preferences',
    'GET /employees/{id}/notification-preferences',
  ],
  proposals: ['GET /proposals', 'POST /proposals/{id}/accept', 'POST /proposals/{id}/dismiss'],
  departure: [
    'GET /departures',
    'POST /departures',
    'GET /departures/{id}',
    'POST /departures/{id}/look',
    'POST /departures/{id}/cancel',
  ],
  employment: ['GET /employees/{id}/employment', 'PUT /employees/{id}/employment'],
  delegations: ['GET /delegations', 'POST /delegations', 'POST /delegations/{id}/end'],
  policies: [
    'GET /policies',
    'POST /policies',
    'GET /policies/compare',
    'POST /policies/try',
    'GET /policies/{key}/{version}',
  ],
  calendars: ['GET /calendars', 'POST /calendars', 'GET /calendars/{code}/{year}'],
  webhooks: [
    'GET /webhooks',
    'POST /webhooks',
    'GET /webhooks/{webhookId}',
    'PUT /webhooks/{webhookId}',
    'DELETE /webhooks/{webhookId}',
    'POST /webhooks/{webhookId}/secret',
    'POST /webhooks/{webhookId}/ping',
    'GET /webhooks/{webhookId}/deliveries',
    'POST /webhooks/{webhookId}/replay',
  ],
};

/** Routes that the command line leaves to others, and why. */
const LEFT: Readonly<Record<string, string>> = {
  'POST /logout': 'ends the session of a browser by its cookie; the command line has a bearer token',
  'GET /links/{token}': 'a customer without an account opens it in a browser',
  'POST /links/{token}': 'the same customer answers there',
  'GET /notifications/count': 'the number at the bell of a page; notifications --unread lists them',
  'GET /notifications/events': 'keeps an open page up to date; notifications lists them',
  'GET /notifications/{id}': 'where a mail leads; notifications tells all of each',
  'GET /handovers/{handoverId}/verifications': 'checklists of the page; verify shows the sample',
};

const routes = ROUTES.map((route) => `${route.method.toUpperCase()} ${route.path}`);

test('every route of the API has a verb, or a reason why the command line has none', () => {
  const asked = new Set([...VERBS.flatMap((verb) => verb.routes ?? []), ...Object.values(BY_HAND).flat()]);
  expect(routes.filter((route) => !asked.has(route) && !Object.hasOwn(LEFT, route))).toEqual([]);
  expect(Object.keys(LEFT).filter((route) => asked.has(route))).toEqual([]);
});

test('every route that a verb asks, or that is left out, is one of the API', () => {
  const known = new Set(routes);
  for (const verb of VERBS)
    expect(
      (verb.routes ?? []).filter((route) => !known.has(route)),
      verb.name,
    ).toEqual([]);
  expect(Object.keys(LEFT).filter((route) => !known.has(route))).toEqual([]);
  for (const [verb, its] of Object.entries(BY_HAND)) {
    expect(VERBS.map((one) => one.name)).toContain(verb);
    expect(
      its.filter((route) => !known.has(route)),
      verb,
    ).toEqual([]);
  }
});

test('every route that is said to be asked by hand: the end of its path, or its operation, stands in the verbs', async () => {
  const folder = join(import.meta.dirname, '../../src/cli');
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const source = (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
  for (const route of Object.values(BY_HAND).flat()) {
    const { operationId, path } = ROUTES.find((one) => `${one.method.toUpperCase()} ${one.path}` === route)!;
    const end = path.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? '';
    expect(source.includes(operationId) || new RegExp(`[/'"\`]${end}[/'"\`?]`).test(source), route).toBe(true);
  }
});
