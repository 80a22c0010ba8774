import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import * as z from 'zod';
import type { Scope } from '../contract/scopes.ts';
import type { Database, Tx } from '../db/connect.ts';
import { withPerson } from '../db/connect.ts';
import type { Locale } from '../i18n/index.ts';
import type { ShownSetting } from '../settings.ts';
import type { Gateway } from '../temporal/gateway.ts';
import type { CaseFeed } from './case-feed.ts';
import type { DemoIdentity } from './demo-identity.ts';
import type { Identity, Person } from './identity.ts';
import type { Leases } from './leases.ts';
import type { Sessions } from './sessions.ts';
import { partialOf } from './partial.ts';
import { checked } from './problems.ts';
import type { RouteScope } from './scope.ts';
import type { Deprecated } from './deprecation.ts';
import type { RateLimits } from './rate-limits.ts';
import type { When } from './when.ts';
import type { Who } from './who.ts';

/** What the API is made of; given once, when it starts. */
export interface Deps {
  /** as the role handover_api */
  db: Database;
  gateway: Gateway;
  identity: Identity;
  leases: Leases;
  /** absent: nobody logs in by the browser here */
  sessions?: Sessions;
  feed: CaseFeed;
  /** absent: there is no demo sign-in */
  demo?: DemoIdentity;
  /** rung when an import waits; absent: nothing here imports in the background */
  imports?: { ring(): void };
  /** absent: mail leaves by SMTP and is not shown */
  outbox?: OutboxReader;
  log: Logger;
  /** as they hold here, without secrets */
  settings: { production: boolean; identity: 'demo' | 'oidc'; items: ShownSetting[] };
  /** without a trailing slash */
  publicUrl: string;
  /** address of the Temporal UI's pages of the namespace, without a trailing slash */
  temporalUi?: string;
  /** what the `temporal` command line must be told to reach the same server and namespace */
  temporalFlags?: string[];
  /** folder of the built console; absent: there are no pages for people */
  consoleDir?: string;
  /** absent: none */
  rateLimits?: RateLimits;
  /** whose pages may call the API from a browser; absent: nobody's */
  crossOrigins?: readonly string[];
  trustedProxies?: number;
  /** whether webhooks may lead to addresses that are not public */
  webhooksMayBePrivate?: boolean;
  /** aborted when the API stops: streams end then */
  stopping?: AbortSignal;
  /** whether every answer is held against its schema before it leaves: for tests */
  checkAnswers?: boolean;
}

/** The mails that the embedded SMTP server received, newest first. */
export interface OutboxReader {
  list(): Promise<OutboxMail[]>;
}
interface OutboxMail {
  id: string;
  receivedAt: string;
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  attachments: { name: string; mediaType: string; content: string }[];
}

/** What JSON makes of a value: dates become instants; enumerations arrive from the database as text. */
type Loose<T> = T extends string
  ? string | Date
  : T extends readonly (infer U)[]
    ? Loose<U>[]
    : T extends object
      ? { [K in keyof T]: Loose<T[K]> }
      : T;

/** A request on its way through a route. */
interface OpenCall<Input> {
  input: Input;
  deps: Deps;
  locale: Locale;
  correlationId: string;
  /** in which a service account acts; null: a person, or nobody */
  scope: Scope | null;
  /** the table of routes */
  routes: readonly Route[];
  req: Request;
  res: Response;
}
export interface Call<Input> extends OpenCall<Input> {
  person: Person;
  /** the id of what this request makes or decides; the same for every request with the same Idempotency-Key */
  id: string;
  /** a transaction in which the database shows and allows what the caller may */
  as: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

/** Returned by a handler that has sent its answer itself. */
export const SENT = Symbol('sent');

type Status = 200 | 201 | 202;
/** An answer that is not what the route usually gives: one of its `instead`, or a partial one. */
export class Instead {
  readonly status: Status;
  readonly gives: z.ZodType;
  readonly body: unknown;
  constructor(status: Status, gives: z.ZodType, body: unknown) {
    this.status = status;
    this.gives = gives;
    this.body = body;
  }
}
interface OtherAnswer {
  status: Status;
  gives: z.ZodType;
}
/** What a route may answer instead of what it usually gives, by a status of its own; `of` makes such an answer. */
export const otherAnswer = <Gives extends z.ZodType>(status: Status, gives: Gives) => ({
  status,
  gives,
  of: (body: Loose<z.output<Gives>>) => new Instead(status, gives, body),
});
/** All that a route may answer, the usual first. */
export const answersOf = ({
  status = 200,
  gives,
  instead = [],
}: Pick<Route, 'status' | 'gives' | 'instead'>): readonly OtherAnswer[] => [{ status, gives }, ...instead];

type MediaType =
  | 'text/html'
  | 'application/pdf'
  | 'application/zip'
  | 'text/event-stream'
  | 'text/csv'
  | 'application/x-ndjson'
  | 'application/octet-stream'
  | 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** What a route gives beside JSON. */
export const mediaOf = ({ alsoGives }: { alsoGives?: MediaType | readonly MediaType[] }): readonly MediaType[] =>
  alsoGives === undefined ? [] : typeof alsoGives === 'string' ? [alsoGives] : alsoGives;
/** What the body of a request is instead of JSON. */
export const bodyTypesOf = ({ bodyType }: { bodyType?: MediaType | readonly MediaType[] }): readonly MediaType[] =>
  mediaOf(bodyType === undefined ? {} : { alsoGives: bodyType });
/** What shows an answer to people, as a page or a table, where a route gives it as JSON as well. */
export const BESIDE_JSON: ReadonlySet<MediaType> = new Set([
  'text/html',
  'application/pdf',
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);

interface Shape<Takes extends z.ZodRawShape, Gives extends z.ZodType> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** under /api/v1, parameters in braces */
  path: string;
  operationId: string;
  tag: string;
  summary: { en: string; zh: string };
  /** of params, query, body those that there are */
  takes: Takes;
  gives: Gives;
  /** absent: 200 */
  status?: Status;
  /** further answers, each by a status of its own */
  instead?: readonly OtherAnswer[];
  /** a record of which `fields` can name some; those of a list always can */
  partial?: true;
  /** what the body is instead of JSON; the handler reads it from the request */
  bodyType?: MediaType | readonly MediaType[];
  /** what GET also gives, by Accept; the handler sends it */
  alsoGives?: MediaType | readonly MediaType[];
  idempotency?: 'required' | 'optional';
  /** what it changes has a version, by If-Match; required: without it, it is refused */
  ifMatch?: 'required' | 'optional';
  /** it will go */
  deprecated?: Deprecated;
  /** a signature, or doing without one: the login must be what the issuer's settings demand for it */
  signs?: true;
  /** of a case: when it can be done; absent: at any time */
  when?: When;
  /** what a service account needs for it; absent: by its tag and method (scope.ts) */
  scope?: RouteScope;
  /** further headers that the handler reads from the request */
  headers?: readonly ('If-None-Match' | 'Last-Event-ID' | 'Prefer')[];
}

type Answer<Gives extends z.ZodType> = Promise<Loose<z.output<Gives>> | Instead | typeof SENT>;
interface SignedIn<Takes extends z.ZodRawShape, Gives extends z.ZodType> extends Shape<Takes, Gives> {
  who: Exclude<Who, { may: 'everybody' }>;
  handle(call: Call<z.output<z.ZodObject<Takes>>>): Answer<Gives>;
}
interface Open<Takes extends z.ZodRawShape, Gives extends z.ZodType> extends Shape<Takes, Gives> {
  handle(call: OpenCall<z.output<z.ZodObject<Takes>>>): Answer<Gives>;
}

/** A row of the table of routes, its types folded in. */
export interface Route extends Shape<z.ZodRawShape, z.ZodType> {
  who: Who;
  /**
   * Checks the parts of the request and gives the work that is left to do.
   * @throws InvalidRequest
   */
  prepare(call: RawCall, parts: object, person: Person | null): (id: string) => Promise<unknown>;
}
export type RawCall = Omit<OpenCall<unknown>, 'input'>;

/** A route for people who are signed in. */
export function route<Takes extends z.ZodRawShape, Gives extends z.ZodType>(definition: SignedIn<Takes, Gives>): Route {
  return withParts(definition, (call, input, person) => {
    if (person === null) throw new Error(`${definition.operationId} needs a person`);
    const actor = { id: person.id, scope: call.scope };
    const as = <T>(work: (tx: Tx) => Promise<T>) => withPerson(call.deps.db, actor, work);
    return (id) => definition.handle({ ...call, person, input, id, as });
  });
}

/** A route for everybody. */
export function openRoute<Takes extends z.ZodRawShape, Gives extends z.ZodType>(definition: Open<Takes, Gives>): Route {
  return withParts({ ...definition, who: { may: 'everybody' } }, (call, input) => {
    return () => definition.handle({ ...call, input });
  });
}

/** A row whose answers can be partial, where the kind of answer allows it. */
function withParts<Takes extends z.ZodRawShape>(
  row: Shape<Takes, z.ZodType> & { who: Who },
  work: (call: RawCall, input: z.output<z.ZodObject<Takes>>, person: Person | null) => (id: string) => Promise<unknown>,
): Route {
  const partial = partialOf(row);
  return {
    ...row,
    takes: partial?.takes ?? row.takes,
    prepare(call, given, person) {
      const { parts, wanted } = partial?.read(given, call.locale) ?? { parts: given };
      const done = work(call, inputOf(row.takes, parts, call.locale), person);
      if (!partial || !wanted) return done;
      return async (id) => {
        const answer = await done(id);
        const whole = typeof answer === 'object' && answer !== null && !(answer instanceof Instead);
        return whole ? new Instead(200, partial.gives, wanted(answer)) : answer;
      };
    },
  };
}

const nothing = z.strictObject({});
function inputOf<Takes extends z.ZodRawShape>(
  takes: Takes,
  parts: object,
  locale: Locale,
): z.output<z.ZodObject<Takes>> {
  // A part that the route does not take must not be there: a misspelt parameter is told, not ignored.
  if (!('query' in takes)) checked(z.object({ query: nothing }), parts, locale);
  return checked(z.object(takes), parts, locale);
}
