import type * as z from 'zod';
import type * as answers from '../../src/contract/answers.ts';
import type * as delegations from '../../src/contract/delegation-schemas.ts';
import type * as materials from '../../src/contract/materials-schemas.ts';
import type * as meetings from '../../src/contract/meeting-schemas.ts';
import type * as permissions from '../../src/contract/permission-answers.ts';
import type * as planning from '../../src/contract/planning-answers.ts';
import type * as proposals from '../../src/contract/proposals-schemas.ts';
import type * as reviews from '../../src/contract/review-answers.ts';
import type * as risks from '../../src/contract/risk-schemas.ts';
import type * as rules from '../../src/contract/rules-answers.ts';
import type * as requests from '../../src/contract/schemas.ts';
import type * as sessions from '../../src/contract/session-answers.ts';
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
  query?: Record<string, string | number | boolean | null | undefined>;
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
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      ...(ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
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
  signOffToken: (id: string) => post<Out<typeof answers.signOffToken>>(`${ofCase(id)}/sign-offs/token`, {}),

  customers: (query: Asked['query']) => get<Page<CustomerSummary>>('customers', query),
  customer: (id: string) => get<Customer>(`customers/${id}`),
  employees: (query: Asked['query'], signal?: AbortSignal) => get<Page<EmployeeSummary>>('employees', query, signal),
  employee: (id: string) => get<Employee>(`employees/${id}`),
  policies: () => get<{ items: PolicySummary[] }>('policies'),
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
