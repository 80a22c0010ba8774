import {
  type BodyOf,
  Client,
  NotTheEngine,
  Refused,
  Unreachable,
  type FileAsked,
  type FilePath,
  type PathOf,
  type QueryOf,
  type Schemas,
} from '../../src/client/index.ts';
import { localeNow } from './locale.ts';
import { session } from './session.ts';

/** All that the console says to the API. */

export { type BodyOf, Refused, newKey } from '../../src/client/index.ts';

/** Whether there was no answer of the API: none at all, or one of something on the way to it. */
export const isOffline = (error: unknown) => error instanceof Unreachable || error instanceof NotTheEngine;
/** The status of a refusal; 0 for what is none. */
export const statusOf = (error: unknown) => (error instanceof Refused ? error.status : 0);
/** Whether nobody knows if what was asked was done. */
export const isUnanswered = (error: unknown) => statusOf(error) === 0 || statusOf(error) >= 500;

export type Person = Schemas['Person'];
export type Me = Schemas['Me'];
export type DemoPerson = Schemas['DemoPeopleAnswer']['items'][number];
export type HandoverSummary = Schemas['HandoverSummary'];
export type Handover = Schemas['Handover'];
export type Item = Schemas['Item'];
export type AuditEntry = Schemas['AuditEntry'];
export type AuditProof = Schemas['AuditProof'];
export type Preview = Schemas['Preview'];
export type CustomerSummary = Schemas['CustomerSummary'];
export type Customer = Schemas['Customer'];
/** Kinds of records that hang on customers and can be deleted, as their addresses name them. */
interface RecordOf {
  contacts: Schemas['Contact'];
  projects: Schemas['Project'];
  preferences: Schemas['Preference'];
  notes: Schemas['Note'];
  communications: Schemas['Communication'];
  tasks: Schemas['Task'];
  'calendar-events': Schemas['CalendarEvent'];
  attachments: Schemas['Attachment'];
}
export type RecordKind = keyof RecordOf;
/** One of them, with the part of its address that names the kind. */
export type CustomerRecord = { [K in RecordKind]: { path: K } & RecordOf[K] }[RecordKind];
export type DeletedRecord = Schemas['DeletedRecord'];
export type EmployeeSummary = Schemas['EmployeeSummary'];
export type Employee = Schemas['Employee'];
export type Review = Schemas['Review'];
export type MaterialsSummary = Schemas['MaterialsSummary'];
export type Materials = Schemas['Materials'];
export type Meeting = Schemas['ListMeetingsAnswer']['items'][number];
export type Plan = Schemas['Plan'];
export type Proposal = Schemas['Proposal'];
export type Delegation = Schemas['Delegation'];
export type Notification = Schemas['Notification'];
export type NotificationCount = Schemas['NotificationCount'];
export type Webhook = Schemas['Webhook'];
export type EventPattern = BodyOf<'post', '/webhooks'>['events'][number];
export type Delivery = Schemas['WebhookDelivery'];
export type RestoreRequest = BodyOf<'post', '/handovers/{handoverId}/restore'>;
export type RestorePreview = Schemas['RestorePreview'];
export type RestoreConflict = Schemas['RestoreConflict'];
export type Risk = Schemas['Risk'];
export type Permission = Schemas['Permission'];
export type PolicySummary = Schemas['ListPoliciesAnswer']['items'][number];
export type Policy = Schemas['Policy'];
export type PolicyBody = BodyOf<'post', '/policies'>['body'];
export type Trial = Schemas['PolicyTrial'];
export type Language = BodyOf<'post', '/letter-templates'>['language'];
export type Template = Schemas['MailTemplate'];
export type TemplateComparison = Schemas['CompareTemplatesAnswer'];
export type LetterTemplate = Schemas['LetterTemplate'];
export type AccessReview = Schemas['AccessReview'];
export type AccessItem = Schemas['AccessReviewItem'];
export type DepartureSummary = Schemas['ListDeparturesAnswer']['items'][number];
export type Departure = Schemas['Departure'];
export type ImportSummary = Schemas['ImportSummary'];
export type Mapping = BodyOf<'put', '/imports/mappings/{dataset}/{file}'>;
export type MappingInfo = Schemas['ListMappingsAnswer']['items'][number];
export type ImportPreview = Schemas['ImportPreview'];
export type Preferences = Schemas['NotificationPreferences'];
export type Introduction = Schemas['Introduction'];
export type Training = Schemas['Training'];
export type TrainingPoint = Schemas['TrainingPoint'];
export type SupportRequest = Schemas['SupportRequest'];
export type CorrectiveAction = Schemas['CorrectiveAction'];
export type Verification = Schemas['Verification'];
export type DiscrepancySummary = Schemas['DiscrepancySummary'];
export type Discrepancy = Schemas['Discrepancy'];
export type Mail = Schemas['OutboxMail'];
export type StartRequest = BodyOf<'post', '/handovers'>;

export const client = new Client({
  url: '',
  token: session.token,
  locale: localeNow,
  onRefused({ status, code }) {
    // A login that is good, but not good enough for a signature, stays what it is.
    if (status === 401 && code !== 'insufficientUserAuthentication') session.expired();
  },
});

/** What can be asked of a list; an empty choice of the reader is none. */
export type Chosen<P extends PathOf<'get'>> = { [K in keyof QueryOf<P>]: QueryOf<P>[K] | '' | null };
function chosen<P extends PathOf<'get'>>(query: Chosen<P>): QueryOf<P> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '' && value !== null)) as QueryOf<P>;
}

/** Everything that a list has, up to a bound. */
export async function all<T>(items: AsyncIterable<T>, most = 2_000): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    if (found.length >= most) break;
    found.push(item);
  }
  return found;
}

/** by its name: browsers name the types of files as they like */
const tableType = (file: File) =>
  /\.xlsx$/i.test(file.name) ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv';

interface ServerEvent {
  id: string | undefined;
  name: string | undefined;
  data: string;
}

/** Tells each event of a stream until the connection ends. Not by EventSource, which cannot carry a token. */
async function events({ body }: Response, heard: (event: ServerEvent) => void): Promise<void> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  for (let rest = ''; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      const data = field('data');
      if (data !== undefined) heard({ id: field('id'), name: field('event'), data });
    }
  }
}

/** The name that a server gives a file: whole (RFC 6266, `filename*`), or what is left of it in ASCII. */
function fileNameIn(disposition: string): string | undefined {
  const whole = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  return whole === undefined ? /filename="([^"]+)"/.exec(disposition)?.[1] : decodeURIComponent(whole);
}

/** Hands the reader a file. */
function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

/** of a mapping: data set and file */
function partsOf(name: string) {
  const [dataset = '', file = ''] = name.split('/');
  return { dataset, file };
}

type TextOf = Pick<Template, 'key' | 'language'>;
const pathOf = ({ key, language }: TextOf) => ({ key, language });
const ofCase = (handoverId: string) => ({ path: { handoverId } });

export const api = {
  demoPeople: () => client.get('/demo/people'),
  demoToken: (employeeNumber: string) => client.post('/demo/token', { body: { employeeNumber } }),
  logOut: () => client.post('/logout'),
  me: () => client.get('/me'),

  handovers: (query: Chosen<'/handovers'>, signal?: AbortSignal) =>
    client.get('/handovers', { query: chosen<'/handovers'>(query), signal }),
  handover: (id: string) => client.get('/handovers/{handoverId}', ofCase(id)),
  permissions: (id: string) => client.get('/handovers/{handoverId}/permissions', ofCase(id)),
  items: (id: string, query: Chosen<'/handovers/{handoverId}/items'>, signal?: AbortSignal) =>
    client.get('/handovers/{handoverId}/items', {
      ...ofCase(id),
      query: chosen<'/handovers/{handoverId}/items'>(query),
      signal,
    }),
  plan: (id: string) => client.get('/handovers/{handoverId}/plan', ofCase(id)),
  preview: (body: StartRequest) => client.post('/handovers/preview', { body }),
  start: (body: StartRequest, key: string) => client.post('/handovers', { body, key }),
  changePlan: (id: string, body: BodyOf<'post', '/handovers/{handoverId}/plan/changes'>) =>
    client.post('/handovers/{handoverId}/plan/changes', { ...ofCase(id), body }),

  materials: (id: string, query: Chosen<'/handovers/{handoverId}/materials'>) =>
    client.get('/handovers/{handoverId}/materials', {
      ...ofCase(id),
      query: chosen<'/handovers/{handoverId}/materials'>(query),
    }),
  materialsOf: (handoverId: string, customerId: string) =>
    client.get('/handovers/{handoverId}/materials/{customerId}', { path: { handoverId, customerId } }),
  explain: (
    handoverId: string,
    customerId: string,
    body: BodyOf<'put', '/handovers/{handoverId}/customers/{customerId}/explanation'>,
    version: number | undefined,
  ) =>
    client.put('/handovers/{handoverId}/customers/{customerId}/explanation', {
      path: { handoverId, customerId },
      body,
      ifMatch: version,
    }),
  meetings: (id: string) => client.get('/handovers/{handoverId}/meetings', ofCase(id)),
  meetingTimes: (id: string) => client.get('/handovers/{handoverId}/meetings/times', ofCase(id)),
  meetingAgenda: (id: string) => client.get('/handovers/{handoverId}/meetings/agenda', ofCase(id)),
  meetingActions: (id: string) => client.get('/handovers/{handoverId}/meeting-actions', ofCase(id)),
  changeMeetingAction: (handoverId: string, actionId: string, done: boolean) =>
    client.put('/handovers/{handoverId}/meeting-actions/{actionId}', {
      path: { handoverId, actionId },
      body: { done },
    }),
  verification: (id: string) => client.get('/handovers/{handoverId}/verifications', ofCase(id)),
  verify: (id: string, customers: BodyOf<'post', '/handovers/{handoverId}/verifications'>['customers']) =>
    client.post('/handovers/{handoverId}/verifications', { ...ofCase(id), body: { customers } }),
  discrepancies: (id: string) =>
    client.get('/handovers/{handoverId}/discrepancies', { ...ofCase(id), query: { limit: 200 } }),
  discrepancy: (handoverId: string, discrepancyId: string) =>
    client.get('/handovers/{handoverId}/discrepancies/{discrepancyId}', { path: { handoverId, discrepancyId } }),
  speak: (
    handoverId: string,
    discrepancyId: string,
    body: BodyOf<'post', '/handovers/{handoverId}/discrepancies/{discrepancyId}/messages'>,
  ) =>
    client.post('/handovers/{handoverId}/discrepancies/{discrepancyId}/messages', {
      path: { handoverId, discrepancyId },
      body,
    }),
  risks: (id: string, query: QueryOf<'/handovers/{handoverId}/risks'> = {}) =>
    client.get('/handovers/{handoverId}/risks', { ...ofCase(id), query: { limit: 200, ...query } }),
  reviews: (id: string) => client.get('/handovers/{handoverId}/reviews', ofCase(id)),
  reviewQuestions: (id: string) => client.get('/handovers/{handoverId}/reviews/questions', ofCase(id)),
  openRisk: (id: string, body: BodyOf<'post', '/handovers/{handoverId}/risks'>, key: string) =>
    client.post('/handovers/{handoverId}/risks', { ...ofCase(id), body, key }),
  changeRisk: (handoverId: string, risk: Risk, body: BodyOf<'put', '/handovers/{handoverId}/risks/{riskId}'>) =>
    client.put('/handovers/{handoverId}/risks/{riskId}', {
      path: { handoverId, riskId: risk.id },
      body,
      ifMatch: risk.version,
    }),
  correctiveActions: (id: string) => client.get('/handovers/{handoverId}/actions', ofCase(id)),
  openCorrectiveAction: (id: string, body: BodyOf<'post', '/handovers/{handoverId}/actions'>, key: string) =>
    client.post('/handovers/{handoverId}/actions', { ...ofCase(id), body, key }),
  changeCorrectiveAction: (
    handoverId: string,
    actionId: string,
    body: BodyOf<'put', '/handovers/{handoverId}/actions/{actionId}'>,
  ) => client.put('/handovers/{handoverId}/actions/{actionId}', { path: { handoverId, actionId }, body }),
  introduction: (id: string) => client.get('/handovers/{handoverId}/introduction', ofCase(id)),
  introductions: (id: string, query: Chosen<'/handovers/{handoverId}/introductions'>) =>
    client.get('/handovers/{handoverId}/introductions', {
      ...ofCase(id),
      query: chosen<'/handovers/{handoverId}/introductions'>(query),
    }),
  approveLetters: (id: string, body: BodyOf<'post', '/handovers/{handoverId}/introduction/approval'>, key: string) =>
    client.post('/handovers/{handoverId}/introduction/approval', { ...ofCase(id), body, key }),
  letter: (id: string, customerId: string) =>
    client.post('/handovers/{handoverId}/introductions/preview', { ...ofCase(id), body: { customerId } }),
  answerIntroduction: (
    handoverId: string,
    customerId: string,
    body: BodyOf<'post', '/handovers/{handoverId}/introductions/{customerId}/answer'>,
    key: string,
  ) =>
    client.post('/handovers/{handoverId}/introductions/{customerId}/answer', {
      path: { handoverId, customerId },
      body,
      key,
    }),
  resendIntroduction: (handoverId: string, customerId: string, key: string) =>
    client.post('/handovers/{handoverId}/introductions/{customerId}/resend', { path: { handoverId, customerId }, key }),
  extendIntroduction: (id: string, body: BodyOf<'post', '/handovers/{handoverId}/introduction/extend'>, key: string) =>
    client.post('/handovers/{handoverId}/introduction/extend', { ...ofCase(id), body, key }),
  previewRestore: (id: string, body: RestoreRequest) =>
    client.post('/handovers/{handoverId}/restore/preview', { ...ofCase(id), body }),
  restore: (id: string, body: RestoreRequest, key: string) =>
    client.post('/handovers/{handoverId}/restore', { ...ofCase(id), body, key }),
  conflicts: (id: string, query: Chosen<'/handovers/{handoverId}/conflicts'>) =>
    client.get('/handovers/{handoverId}/conflicts', {
      ...ofCase(id),
      query: chosen<'/handovers/{handoverId}/conflicts'>(query),
    }),
  decideConflict: (
    handoverId: string,
    conflictId: string,
    body: BodyOf<'post', '/handovers/{handoverId}/conflicts/{conflictId}/decision'>,
    key: string,
  ) =>
    client.post('/handovers/{handoverId}/conflicts/{conflictId}/decision', {
      path: { handoverId, conflictId },
      body,
      key,
    }),
  training: (id: string) => client.get('/handovers/{handoverId}/training', ofCase(id)),
  changeTrainingPoint: (
    handoverId: string,
    point: TrainingPoint,
    body: BodyOf<'put', '/handovers/{handoverId}/training/points/{pointId}'>,
  ) =>
    client.put('/handovers/{handoverId}/training/points/{pointId}', {
      path: { handoverId, pointId: point.id },
      body,
      ifMatch: point.version,
    }),
  giveTrainingFeedback: (id: string, body: BodyOf<'put', '/handovers/{handoverId}/training/feedback'>) =>
    client.put('/handovers/{handoverId}/training/feedback', { ...ofCase(id), body }),
  supportRequests: (id: string) =>
    client.get('/handovers/{handoverId}/support-requests', { ...ofCase(id), query: { limit: 200 } }),
  askSupport: (id: string, body: string, key: string) =>
    client.post('/handovers/{handoverId}/support-requests', { ...ofCase(id), body: { body }, key }),
  answerSupport: (handoverId: string, requestId: string, body: string, key: string) =>
    client.post('/handovers/{handoverId}/support-requests/{requestId}/messages', {
      path: { handoverId, requestId },
      body: { body },
      key,
    }),

  customers: (query: Chosen<'/customers'>) => client.get('/customers', { query: chosen<'/customers'>(query) }),
  customer: (id: string) => client.get('/customers/{id}', { path: { id } }),
  records: async (path: RecordKind, customer: string, cursor: string | null) => {
    const query = { customer, limit: 20, ...(cursor === null ? {} : { cursor }) };
    const { items, next } = await client.get(`/${path}`, { query });
    return { items: items.map((one) => ({ ...one, path }) as CustomerRecord), next };
  },
  record: async ({ path, id }: CustomerRecord) =>
    ({ ...(await client.get(`/${path}/{id}`, { path: { id } })), path }) as CustomerRecord,
  deleteRecord: ({ path, id, etag }: CustomerRecord) =>
    client.delete(`/${path}/{id}`, { path: { id }, ifMatch: `"${etag}"` }),
  deletedRecords: (query: Chosen<'/deleted-records'>) =>
    client.get('/deleted-records', { query: chosen<'/deleted-records'>(query) }),
  putBackRecord: (id: string, key: string) => client.post('/deleted-records/{id}/restore', { path: { id }, key }),
  employees: (query: Chosen<'/employees'>, signal?: AbortSignal) =>
    client.get('/employees', { query: chosen<'/employees'>(query), signal }),
  employee: (id: string) => client.get('/employees/{id}', { path: { id } }),
  policies: () => client.get('/policies'),
  policy: (key: string, version: number) => client.get('/policies/{key}/{version}', { path: { key, version } }),
  publishPolicy: (body: BodyOf<'post', '/policies'>, key: string) => client.post('/policies', { body, key }),
  comparePolicies: (from: string, to: string) => client.get('/policies/compare', { query: { from, to } }),
  tryPolicy: (body: BodyOf<'post', '/policies/try'>) => client.post('/policies/try', { body }),
  /**
   * The shapes of the API, by name (JSON Schema). The document stands beside the API, not in it.
   * @throws as the client
   */
  async shapes(): Promise<Record<string, unknown>> {
    const address = '/openapi.json';
    const response = await fetch(address, { headers: { 'Accept-Language': localeNow() } }).catch((error: unknown) => {
      throw new Unreachable(address, error);
    });
    if (!response.ok) throw new NotTheEngine(address, response.status);
    const document = (await response.json()) as { components: { schemas: Record<string, unknown> } };
    return document.components.schemas;
  },
  templates: () => client.get('/templates'),
  template: (key: string, language: Language) => client.get('/templates/{key}/{language}', { path: { key, language } }),
  writeTemplate: (of: TextOf, body: BodyOf<'post', '/templates/{key}/{language}'>, key: string) =>
    client.post('/templates/{key}/{language}', { path: pathOf(of), body, key }),
  publishTemplate: (of: TextOf, version: number, key: string) =>
    client.post('/templates/{key}/{language}/publish', { path: pathOf(of), body: { version }, key }),
  previewTemplate: (of: TextOf, body: BodyOf<'post', '/templates/{key}/{language}/preview'>) =>
    client.post('/templates/{key}/{language}/preview', { path: pathOf(of), body }),
  compareTemplates: (of: TextOf, from: number, to: number) =>
    client.get('/templates/{key}/{language}/compare', { path: pathOf(of), query: { from, to } }),
  letterTemplates: () => client.get('/letter-templates', { query: { limit: 200 } }),
  writeLetterTemplate: (body: BodyOf<'post', '/letter-templates'>, key: string) =>
    client.post('/letter-templates', { body, key }),
  accessReviews: () => client.get('/access-reviews', { query: { limit: 50 } }),
  accessReview: (id: string) => client.get('/access-reviews/{id}', { path: { id } }),
  accessItems: (id: string, query: Chosen<'/access-reviews/{id}/items'>) =>
    client.get('/access-reviews/{id}/items', { path: { id }, query: chosen<'/access-reviews/{id}/items'>(query) }),
  startAccessReview: (key: string) => client.post('/access-reviews', { key }),
  answerAccess: (id: string, items: BodyOf<'post', '/access-reviews/{id}/answers'>['items'], key: string) =>
    client.post('/access-reviews/{id}/answers', { path: { id }, body: { items }, key }),
  audit: (query: Chosen<'/audit'>) => client.get('/audit', { query: chosen<'/audit'>(query) }),
  auditHead: () => client.get('/audit/heads'),
  auditKeys: () => client.get('/keys'),
  auditProof: (id: number) => client.get('/audit/entries/{id}/proof', { path: { id } }),
  integrity: (cursor: string | null) =>
    client.get('/integrity', { query: chosen<'/integrity'>({ limit: 50, cursor }) }),
  departures: (query: Chosen<'/departures'>) => client.get('/departures', { query: chosen<'/departures'>(query) }),
  departure: (id: string) => client.get('/departures/{id}', { path: { id } }),
  startDeparture: (body: BodyOf<'post', '/departures'>, key: string) => client.post('/departures', { body, key }),
  lookAtDeparture: (id: string, key: string) => client.post('/departures/{id}/look', { path: { id }, key }),
  cancelDeparture: (id: string, reason: string, key: string) =>
    client.post('/departures/{id}/cancel', { path: { id }, body: { reason }, key }),
  imports: (query: Chosen<'/imports'>) => client.get('/imports', { query: chosen<'/imports'>(query) }),
  import: (id: string) => client.get('/imports/{id}', { path: { id } }),
  mappings: () => client.get('/imports/mappings'),
  previewImport: (file: File, mapping: string) =>
    client.post('/imports/preview', { query: { mapping }, body: file, type: tableType(file) }),
  /** in the background: how far it is says `import`. @returns the id of the import */
  async upload(file: File, query: { mapping: string; dryRun: boolean }, key: string): Promise<string> {
    const answer = await client.post('/imports', {
      query: { ...query, fileName: file.name, background: true },
      body: file,
      type: tableType(file),
      key,
    });
    return 'id' in answer ? answer.id : answer.importId;
  },
  saveMapping: (name: string, body: Mapping, version: number | null) =>
    client.put('/imports/mappings/{dataset}/{file}', { path: partsOf(name), body, ifMatch: version }),
  deleteMapping: (name: string) => client.delete('/imports/mappings/{dataset}/{file}', { path: partsOf(name) }),
  cancelImport: (id: string) => client.post('/imports/{id}/cancel', { path: { id } }),
  preferences: () => client.get('/me/notification-preferences'),
  changePreferences: (body: BodyOf<'put', '/me/notification-preferences'>, version: number) =>
    client.put('/me/notification-preferences', { body, ifMatch: version }),
  proposals: (query: QueryOf<'/proposals'>) => client.get('/proposals', { query }),
  acceptProposal: (id: string, key: string) => client.post('/proposals/{id}/accept', { path: { id }, body: {}, key }),
  dismissProposal: (id: string, reason: string, key: string) =>
    client.post('/proposals/{id}/dismiss', { path: { id }, body: { reason }, key }),
  notifications: (query: Chosen<'/notifications'>) =>
    client.get('/notifications', { query: chosen<'/notifications'>(query) }),
  readNotification: (id: string) => client.post('/notifications/{id}/read', { path: { id } }),
  readNotifications: (upTo: string) => client.post('/notifications/read-all', { body: { upTo } }),
  delegations: (query: Chosen<'/delegations'>) => client.get('/delegations', { query: chosen<'/delegations'>(query) }),
  makeDelegation: (body: BodyOf<'post', '/delegations'>, key: string) => client.post('/delegations', { body, key }),
  endDelegation: (id: string, key: string) => client.post('/delegations/{id}/end', { path: { id }, key }),
  freeze: (id: string, reason: string, key: string) =>
    client.post('/employees/{id}/freeze', { path: { id }, body: { reason }, key }),
  unfreeze: (id: string, key: string) => client.post('/employees/{id}/unfreeze', { path: { id }, key }),
  sessionsOf: (id: string) => client.get('/employees/{id}/sessions', { path: { id } }),
  endSessionsOf: (id: string) => client.post('/employees/{id}/sessions/end', { path: { id } }),
  webhooks: (query: Chosen<'/webhooks'>) => client.get('/webhooks', { query: chosen<'/webhooks'>(query) }),
  webhook: (webhookId: string) => client.get('/webhooks/{webhookId}', { path: { webhookId } }),
  makeWebhook: (body: BodyOf<'post', '/webhooks'>) => client.post('/webhooks', { body }),
  changeWebhook: ({ id, version }: Webhook, body: BodyOf<'put', '/webhooks/{webhookId}'>) =>
    client.put('/webhooks/{webhookId}', { path: { webhookId: id }, body, ifMatch: version }),
  rotateSecret: (webhookId: string, overlapHours: number) =>
    client.post('/webhooks/{webhookId}/secret', { path: { webhookId }, body: { overlapHours } }),
  endWebhook: ({ id, version }: Webhook) =>
    client.delete('/webhooks/{webhookId}', { path: { webhookId: id }, ifMatch: version }),
  pingWebhook: (webhookId: string, key: string) =>
    client.post('/webhooks/{webhookId}/ping', { path: { webhookId }, key }),
  deliveries: (webhookId: string, query: Chosen<'/webhooks/{webhookId}/deliveries'>) =>
    client.get('/webhooks/{webhookId}/deliveries', {
      path: { webhookId },
      query: chosen<'/webhooks/{webhookId}/deliveries'>(query),
    }),
  replayDeliveries: (webhookId: string, body: BodyOf<'post', '/webhooks/{webhookId}/replay'>, key: string) =>
    client.post('/webhooks/{webhookId}/replay', { path: { webhookId }, body, key }),
  outbox: () => client.get('/outbox'),

  /**
   * A file, saved under the name that the server gives it.
   * @param asked `accept` says which form of it
   */
  async download<P extends FilePath>(path: P, asked: FileAsked<P>, fallbackName: string): Promise<void> {
    const response = await client.open(path, asked);
    save(await response.blob(), fileNameIn(response.headers.get('Content-Disposition') ?? '') ?? fallbackName);
  },

  /** An answer, as a file that a program reads. */
  saveAnswer(answer: object, name: string): void {
    save(new Blob([JSON.stringify(answer)], { type: 'application/json' }), name);
  },

  /**
   * The timeline of a case, live: every entry there is, then each new one, until the signal.
   * @param after Last-Event-ID of what was heard before
   * @param by who listens; absent: whoever is signed in
   * @throws as the client; the connection may also simply end
   */
  async follow(
    id: string,
    after: string | null,
    heard: (entry: AuditEntry, eventId: string) => void,
    signal: AbortSignal,
    by = client,
  ): Promise<void> {
    const asked = { ...ofCase(id), accept: 'text/event-stream', after: after ?? undefined, signal } as const;
    await events(await by.open('/handovers/{handoverId}/events', asked), (event) => {
      if (event.id !== undefined) heard(JSON.parse(event.data) as AuditEntry, event.id);
    });
  },

  /**
   * How many notifications are unread and open, live: as it is, then whenever it changes, until the signal.
   * @throws as the client; the connection may also simply end
   */
  async followCount(heard: (count: NotificationCount) => void, signal: AbortSignal): Promise<void> {
    const asked = { accept: 'text/event-stream', signal } as const;
    await events(await client.open('/notifications/events', asked), ({ name, data }) => {
      if (name === 'count') heard(JSON.parse(data) as NotificationCount);
    });
  },
};
