import type * as z from 'zod';
import type * as accessReviews from '../../src/contract/access-review-schemas.ts';
import type * as answers from '../../src/contract/answers.ts';
import type * as audit from '../../src/contract/audit-answers.ts';
import type * as delegations from '../../src/contract/delegation-schemas.ts';
import type * as files from '../../src/contract/file-answers.ts';
import type * as integrity from '../../src/contract/integrity-schemas.ts';
import type * as introductions from '../../src/contract/introduction-schemas.ts';
import type * as materials from '../../src/contract/materials-schemas.ts';
import type * as meetings from '../../src/contract/meeting-schemas.ts';
import type * as notifications from '../../src/contract/notification-schemas.ts';
import type * as permissions from '../../src/contract/permission-answers.ts';
import type * as planning from '../../src/contract/planning-answers.ts';
import type * as proposals from '../../src/contract/proposals-schemas.ts';
import type * as reviews from '../../src/contract/review-answers.ts';
import type * as risks from '../../src/contract/risk-schemas.ts';
import type * as rules from '../../src/contract/rules-answers.ts';
import type * as requests from '../../src/contract/schemas.ts';
import type * as sessions from '../../src/contract/session-answers.ts';
import type * as templates from '../../src/contract/template-schemas.ts';
import type * as training from '../../src/contract/training-schemas.ts';
import type * as verification from '../../src/contract/verification-answers.ts';
import { newKey } from './keys.ts';
import { localeNow } from './locale.ts';
import { session } from './session.ts';

/** All that the console says to the API. Types are those of the contract; nothing of zod reaches the bundle. */

type Out<T extends z.ZodType> = z.output<T>;
type In<T extends z.ZodType> = z.input<T>;
type Row<T extends z.ZodType<{ items: readonly unknown[] }>> = z.output<T>['items'][number];

export type Person = Out<typeof answers.person>;
export type Me = Out<typeof answers.me>;
export type DemoPerson = Row<typeof answers.demoPeople>;
export type HandoverSummary = Row<typeof answers.handovers>;
export type Handover = Out<typeof answers.handover>;
export type Item = Row<typeof answers.items>;
export type AuditEntry = Out<typeof answers.auditEntry>;
export type Preview = Out<typeof answers.preview>;
export type CustomerSummary = Out<typeof answers.customerInList>;
export type Customer = Out<typeof answers.customer>;
export type EmployeeSummary = Row<typeof answers.employees>;
export type Employee = Out<typeof answers.employee>;
export type Review = Row<typeof answers.reviews>;
export type MaterialsSummary = Row<typeof answers.materials>;
export type Materials = Out<typeof materials.customerMaterials>;
export type Meeting = Row<typeof meetings.meetings>;
export type Plan = Out<typeof planning.plan>;
export type Proposal = Out<typeof proposals.proposal>;
export type Delegation = Out<typeof delegations.delegation>;
export type Risk = Out<typeof risks.risk>;
export type Permission = Row<typeof permissions.permissions>;
export type PolicySummary = Row<typeof rules.policies>;
export type Policy = Out<typeof rules.policy>;
export type PolicyComparison = Out<typeof rules.comparison>;
export type Trial = Out<typeof rules.trial>;
export type TemplateSummary = Row<typeof templates.templates>;
export type Template = Out<typeof templates.template>;
export type TemplateComparison = Out<typeof templates.templateComparison>;
export type LetterTemplate = Out<typeof introductions.letterTemplate>;
export type AccessReview = Out<typeof accessReviews.accessReview>;
export type AccessItem = Row<typeof accessReviews.accessItems>;
export type AuditProof = Out<typeof audit.auditProof>;
export type DepartureSummary = Row<typeof proposals.departures>;
export type Departure = Out<typeof proposals.departure>;
export type ImportSummary = Row<typeof files.imports>;
export type ImportRecord = Out<typeof files.importRecord>;
export type ImportPreview = Out<typeof files.importPreview>;
export type Preferences = Out<typeof notifications.preferences>;
export type Introduction = Row<typeof introductions.introductionPage>;
export type IntroductionRun = Out<typeof introductions.introductionRun>;
export type Training = Out<typeof training.trainingRun>;
export type TrainingPoint = Out<typeof training.trainingPoint>;
export type SupportRequest = Out<typeof training.supportRequest>;
export type CorrectiveAction = Row<typeof reviews.actions>;
export type Verification = Out<typeof verification.verification>;
export type DiscrepancySummary = Row<typeof verification.discrepancies>;
export type Discrepancy = Out<typeof verification.discrepancy>;
export type Mail = Row<typeof answers.outbox>;
export type StartRequest = In<typeof requests.startRequest>;
export type Progress = Out<typeof answers.progress>;
type Page<T> = { items: T[]; next: string | null };

/** A refusal of the API (RFC 9457), or that it could not be reached. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  /** 0: there was no answer */
  readonly status: number;
  readonly correlationId: string | undefined;
  readonly errors: { pointer?: string | undefined; detail: string }[];
  readonly params: Record<string, unknown>;

  constructor(
    code: string,
    status: number,
    detail: string,
    more: Partial<Pick<Problem, 'correlationId' | 'errors' | 'params'>>,
  ) {
    super(detail);
    this.code = code;
    this.status = status;
    this.correlationId = more.correlationId;
    this.errors = more.errors ?? [];
    this.params = more.params ?? {};
  }
}

interface Asked {
  query?: Record<string, string | number | boolean | null | undefined> | undefined;
  /** an object is sent as JSON, a file as it is */
  body?: unknown;
  /** the same for a request that is sent again */
  key?: string | undefined;
  ifMatch?: number | undefined;
  signal?: AbortSignal | undefined;
  accept?: string;
  headers?: Record<string, string>;
}

/**
 * Sends a request as whoever is signed in.
 * @throws Problem
 */
async function send(method: string, path: string, asked: Asked = {}): Promise<Response> {
  const { query = {}, body, key, ifMatch, signal, accept = 'application/json', headers = {} } = asked;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value != null && value !== '') search.set(name, String(value));
  const token = session.token();
  const response = await fetch(`/api/v1/${path}${search.size > 0 ? `?${search.toString()}` : ''}`, {
    method,
    headers: {
      Accept: accept,
      'Accept-Language': localeNow(),
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined || body instanceof Blob ? {} : { 'Content-Type': 'application/json' }),
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      ...(ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` }),
      ...headers,
    },
    body: body === undefined ? null : body instanceof Blob ? body : JSON.stringify(body),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem('offline', 0, '', {});
  });
  if (response.ok) return response;
  const said: unknown = await response.json().catch(() => null);
  const problem = isProblem(said)
    ? new Problem(said.code, response.status, said.detail, {
        correlationId: said.correlationId,
        errors: said.errors ?? [],
        params: said.params ?? {},
      })
    : new Problem('offline', response.status, '', {});
  // A login that is good, but not good enough for a signature, stays what it is.
  if (response.status === 401 && problem.code !== 'insufficientUserAuthentication') session.expired();
  throw problem;
}

function isProblem(said: unknown): said is Out<typeof answers.problem> {
  return typeof said === 'object' && said !== null && 'code' in said && 'detail' in said;
}

async function json<T>(method: string, path: string, asked?: Asked): Promise<T> {
  const response = await send(method, path, asked);
  return (await response.json()) as T;
}
const get = <T>(path: string, query: Asked['query'] = {}, signal?: AbortSignal) =>
  json<T>('GET', path, { query, signal });
const post = <T>(path: string, body: unknown, key: string = newKey()) => json<T>('POST', path, { body, key });

/** Everything that a list has, page after page, up to a bound. */
export async function all<T>(page: (cursor: string | null) => Promise<Page<T>>, most = 2_000): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const next: Page<T> = await page(cursor);
    found.push(...next.items);
    cursor = next.next;
  } while (cursor !== null && found.length < most);
  return found;
}

/** by its name: browsers name the types of files as they like */
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const tableType = (file: Blob) => (file instanceof File && /\.xlsx$/i.test(file.name) ? XLSX : 'text/csv');

const ofCase = (id: string) => `handovers/${id}`;

export const api = {
  demoPeople: () => get<{ items: DemoPerson[] }>('demo/people'),
  demoToken: (employeeNumber: string) => post<Out<typeof answers.demoToken>>('demo/token', { employeeNumber }),
  logOut: () => post<Out<typeof sessions.loggedOut>>('logout', undefined),
  me: () => get<Me>('me'),

  handovers: (query: Asked['query'], signal?: AbortSignal) => get<Page<HandoverSummary>>('handovers', query, signal),
  handover: (id: string) => get<Handover>(ofCase(id)),
  permissions: (id: string) => get<{ items: Permission[] }>(`${ofCase(id)}/permissions`),
  items: (id: string, query: Asked['query']) => get<Page<Item>>(`${ofCase(id)}/items`, query),
  plan: (id: string) => get<Plan>(`${ofCase(id)}/plan`),
  preview: (body: StartRequest) => json<Preview>('POST', 'handovers/preview', { body }),
  start: (body: StartRequest, key: string) => post<Out<typeof answers.started>>('handovers', body, key),
  changePlan: (id: string, body: In<typeof import('../../src/contract/planning-schemas.ts').planChangesRequest>) =>
    post<Progress>(`${ofCase(id)}/plan/changes`, body),

  /** the decisions on a whole case: each is a POST under its name */
  decide: (id: string, what: string, body: object, key: string) => post<unknown>(`${ofCase(id)}/${what}`, body, key),
  moveMeeting: (id: string, body: In<typeof requests.meetingRequest>, key: string) =>
    json<Progress>('PUT', `${ofCase(id)}/meeting`, { body, key }),

  materials: (id: string, query: Asked['query']) => get<Page<MaterialsSummary>>(`${ofCase(id)}/materials`, query),
  materialsOf: (id: string, customerId: string) => get<Materials>(`${ofCase(id)}/materials/${customerId}`),
  explain: (
    id: string,
    customerId: string,
    body: In<typeof materials.explanationRequest>,
    version: number | undefined,
  ) =>
    json<Out<typeof answers.explanation>>('PUT', `${ofCase(id)}/customers/${customerId}/explanation`, {
      body,
      ifMatch: version,
    }),
  meetings: (id: string) => get<{ items: Meeting[] }>(`${ofCase(id)}/meetings`),
  meetingTimes: (id: string) => get<Out<typeof meetings.meetingTimes>>(`${ofCase(id)}/meetings/times`),
  meetingAgenda: (id: string) => get<Out<typeof meetings.meetingAgenda>>(`${ofCase(id)}/meetings/agenda`),
  meetingActions: (id: string) => get<Out<typeof meetings.meetingActions>>(`${ofCase(id)}/meeting-actions`),
  changeMeetingAction: (id: string, actionId: string, done: boolean) =>
    json<unknown>('PUT', `${ofCase(id)}/meeting-actions/${actionId}`, { body: { done } }),
  verification: (id: string) => get<Verification>(`${ofCase(id)}/verifications`),
  verify: (
    id: string,
    customers: In<typeof import('../../src/contract/verification-schemas.ts').verificationsRequest>['customers'],
  ) => post<unknown>(`${ofCase(id)}/verifications`, { customers }),
  discrepancies: (id: string) => get<Page<DiscrepancySummary>>(`${ofCase(id)}/discrepancies`, { limit: 200 }),
  discrepancy: (id: string, discrepancyId: string) => get<Discrepancy>(`${ofCase(id)}/discrepancies/${discrepancyId}`),
  speak: (id: string, discrepancyId: string, act: string, comment: string | undefined) =>
    post<unknown>(`${ofCase(id)}/discrepancies/${discrepancyId}/messages`, { act, comment }),
  risks: (id: string, query: Asked['query'] = {}) =>
    get<Out<typeof risks.risks>>(`${ofCase(id)}/risks`, { limit: 200, ...query }),
  reviews: (id: string) => get<{ items: Review[] }>(`${ofCase(id)}/reviews`),
  reviewQuestions: (id: string) => get<Out<typeof reviews.questions>>(`${ofCase(id)}/reviews/questions`),
  openRisk: (id: string, body: In<typeof risks.riskRequest>, key: string) =>
    post<Risk>(`${ofCase(id)}/risks`, body, key),
  changeRisk: (id: string, risk: Risk, body: In<typeof risks.riskChangeRequest>) =>
    json<Risk>('PUT', `${ofCase(id)}/risks/${risk.id}`, { body, ifMatch: risk.version }),
  correctiveActions: (id: string) => get<Out<typeof reviews.actions>>(`${ofCase(id)}/actions`),
  openCorrectiveAction: (id: string, body: { body: string; owner: string; dueOn: string }, key: string) =>
    post<unknown>(`${ofCase(id)}/actions`, body, key),
  changeCorrectiveAction: (id: string, actionId: string, body: { state: 'done' | 'dropped'; outcome: string }) =>
    json<unknown>('PUT', `${ofCase(id)}/actions/${actionId}`, { body }),
  introduction: (id: string) => get<IntroductionRun>(`${ofCase(id)}/introduction`),
  introductions: (id: string, query: Asked['query']) => get<Page<Introduction>>(`${ofCase(id)}/introductions`, query),
  letter: (id: string, customerId: string) =>
    json<Out<typeof introductions.letterPreview>>('POST', `${ofCase(id)}/introductions/preview`, {
      body: { customerId },
    }),
  resendIntroduction: (id: string, customerId: string, key: string) =>
    post<unknown>(`${ofCase(id)}/introductions/${customerId}/resend`, undefined, key),
  training: (id: string) => get<Training>(`${ofCase(id)}/training`),
  trainingPoints: (id: string, cursor: string | null) =>
    get<Page<TrainingPoint>>(`${ofCase(id)}/training/points`, { limit: 200, cursor }),
  changeTrainingPoint: (id: string, point: TrainingPoint, body: In<typeof training.trainingPointRequest>) =>
    json<TrainingPoint>('PUT', `${ofCase(id)}/training/points/${point.id}`, { body, ifMatch: point.version }),
  giveTrainingFeedback: (id: string, body: In<typeof training.trainingFeedbackRequest>) =>
    json<Training>('PUT', `${ofCase(id)}/training/feedback`, { body }),
  supportRequests: (id: string) => get<Page<SupportRequest>>(`${ofCase(id)}/support-requests`, { limit: 200 }),
  signOffToken: (id: string) => post<Out<typeof answers.signOffToken>>(`${ofCase(id)}/sign-offs/token`, {}),

  customers: (query: Asked['query']) => get<Page<CustomerSummary>>('customers', query),
  customer: (id: string) => get<Customer>(`customers/${id}`),
  employees: (query: Asked['query'], signal?: AbortSignal) => get<Page<EmployeeSummary>>('employees', query, signal),
  employee: (id: string) => get<Employee>(`employees/${id}`),
  policies: () => get<{ items: PolicySummary[] }>('policies'),
  policy: (key: string, version: string) => get<Policy>(`policies/${key}/${version}`),
  publishPolicy: (body: object, key: string) => post<Out<typeof rules.published>>('policies', body, key),
  comparePolicies: (from: string, to: string) => get<PolicyComparison>('policies/compare', { from, to }),
  tryPolicy: (body: object) => json<Trial>('POST', 'policies/try', { body }),
  /** the shapes of the API, by name (JSON Schema) */
  async shapes(): Promise<Record<string, unknown>> {
    const response = await fetch('/openapi.json', { headers: { 'Accept-Language': localeNow() } }).catch(() => null);
    if (!response?.ok) throw new Problem('offline', response?.status ?? 0, '', {});
    const document = (await response.json()) as { components: { schemas: Record<string, unknown> } };
    return document.components.schemas;
  },
  templates: () => get<{ items: TemplateSummary[] }>('templates'),
  template: (key: string, language: string) => get<Template>(`templates/${key}/${language}`),
  writeTemplate: (key: string, language: string, body: In<typeof templates.templateRequest>, idempotencyKey: string) =>
    post<Template>(`templates/${key}/${language}`, body, idempotencyKey),
  publishTemplate: (key: string, language: string, version: number, idempotencyKey: string) =>
    post<Template>(`templates/${key}/${language}/publish`, { version }, idempotencyKey),
  previewTemplate: (key: string, language: string, body: In<typeof templates.templatePreviewRequest>) =>
    json<Out<typeof templates.templatePreview>>('POST', `templates/${key}/${language}/preview`, { body }),
  compareTemplates: (key: string, language: string, from: number, to: number) =>
    get<TemplateComparison>(`templates/${key}/${language}/compare`, { from, to }),
  letterTemplates: () => get<Page<LetterTemplate>>('letter-templates', { limit: 200 }),
  writeLetterTemplate: (body: In<typeof introductions.letterTemplateRequest>, key: string) =>
    post<LetterTemplate>('letter-templates', body, key),
  accessReviews: () => get<Page<AccessReview>>('access-reviews', { limit: 50 }),
  accessReview: (id: string) => get<AccessReview>(`access-reviews/${id}`),
  accessItems: (id: string, query: Asked['query']) => get<Page<AccessItem>>(`access-reviews/${id}/items`, query),
  startAccessReview: (key: string) =>
    post<Out<typeof accessReviews.accessReviewStarted>>('access-reviews', undefined, key),
  answerAccess: (id: string, items: In<typeof accessReviews.accessAnswersRequest>['items'], key: string) =>
    post<Out<typeof accessReviews.accessAnswers>>(`access-reviews/${id}/answers`, { items }, key),
  audit: (query: Asked['query']) => get<Page<AuditEntry>>('audit', query),
  auditHead: () => get<Out<typeof audit.auditHead>>('audit/heads'),
  auditProof: (id: string) => get<AuditProof>(`audit/entries/${id}/proof`),
  integrity: () => get<Out<typeof integrity.integrity>>('integrity'),
  departures: (query: Asked['query']) => get<Page<DepartureSummary>>('departures', query),
  departure: (id: string) => get<Departure>(`departures/${id}`),
  startDeparture: (body: In<typeof proposals.departureRequest>, key: string) =>
    post<Out<typeof proposals.departureStarted>>('departures', body, key),
  lookAtDeparture: (id: string, key: string) => post<unknown>(`departures/${id}/look`, undefined, key),
  cancelDeparture: (id: string, reason: string, key: string) =>
    post<unknown>(`departures/${id}/cancel`, { reason }, key),
  imports: (query: Asked['query']) => get<Page<ImportSummary>>('imports', query),
  import: (id: string) => get<ImportRecord>(`imports/${id}`),
  mappings: () => get<Out<typeof files.importMappings>>('imports/mappings'),
  previewImport: (file: Blob, query: Asked['query']) =>
    json<ImportPreview>('POST', 'imports/preview', { body: file, query, headers: { 'Content-Type': tableType(file) } }),
  /** in the background: how far it is says `import` */
  upload: (file: Blob, query: Asked['query'], key: string) =>
    json<ImportRecord>('POST', 'imports', {
      body: file,
      key,
      query: { ...query, background: true },
      headers: { 'Content-Type': tableType(file) },
    }),
  cancelImport: (id: string) => json<ImportRecord>('POST', `imports/${id}/cancel`),
  preferences: () => get<Preferences>('me/notification-preferences'),
  changePreferences: (body: In<typeof notifications.preferencesRequest>, version: number) =>
    json<Preferences>('PUT', 'me/notification-preferences', { body, ifMatch: version }),
  proposals: (query: Asked['query']) => get<Page<Proposal>>('proposals', query),
  acceptProposal: (id: string, key: string) => post<Out<typeof proposals.accepted>>(`proposals/${id}/accept`, {}, key),
  dismissProposal: (id: string, reason: string, key: string) =>
    post<unknown>(`proposals/${id}/dismiss`, { reason }, key),
  delegations: () => get<Page<Delegation>>('delegations', { limit: 200 }),
  outbox: () => get<{ items: Mail[] }>('outbox'),

  /**
   * A file, saved under the name that the server gives it.
   * @param accept which form of it
   */
  async download(path: string, accept: string, fallbackName: string): Promise<void> {
    const response = await send('GET', path, { accept });
    const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? fallbackName;
    const address = URL.createObjectURL(await response.blob());
    const link = Object.assign(document.createElement('a'), { href: address, download: name });
    link.click();
    URL.revokeObjectURL(address);
  },

  /**
   * The timeline of a case, live: every entry there is, then each new one, until the signal. Not by EventSource, which cannot carry a token.
   * @param after Last-Event-ID of what was heard before
   * @throws Problem; the connection may also simply end
   */
  async follow(
    id: string,
    after: string | null,
    heard: (entry: AuditEntry, eventId: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const response = await send('GET', `${ofCase(id)}/events`, {
      accept: 'text/event-stream',
      signal,
      ...(after === null ? {} : { headers: { 'Last-Event-ID': after } }),
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
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
        const [eventId, data] = [field('id'), field('data')];
        if (eventId !== undefined && data !== undefined) heard(JSON.parse(data) as AuditEntry, eventId);
      }
    }
  },
};
