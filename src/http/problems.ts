import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import * as z from 'zod';
import { FAILURES, type FailureType, Refusal } from '../contract/failures.ts';
import { type Locale, sentence } from '../i18n/index.ts';

/** One fault of a request: where (a pointer into the body, or a parameter's name) and what, as a sentence. */
export interface Fault {
  pointer?: string;
  parameter?: string;
  detail: string;
}

/** The request does not have the shape that the route takes. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
  readonly faults: Fault[];
  constructor(faults: Fault[]) {
    super('invalid');
    this.faults = faults;
  }
}

/** So many faults are told of one request: an answer must not be larger than what it answers. */
const MOST_FAULTS = 100;

const localeErrors: Record<Locale, z.core.$ZodErrorMap> = {
  en: errorsIn('en', z.locales.en().localeError),
  'zh-CN': errorsIn('zh-CN', z.locales.zhCN().localeError),
};

/** The library's sentences, but for those that speak of types where a person would say what is to be done. */
function errorsIn(locale: Locale, library: z.core.$ZodErrorMap): z.core.$ZodErrorMap {
  return (issue) => {
    if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value'))
      return sentence(locale, 'problems', 'field.missing');
    if (issue.code === 'invalid_type' && Number.isNaN(issue.input)) return sentence(locale, 'problems', 'field.number');
    return library(issue);
  };
}

/**
 * Checks a request's parts by one schema over `{params, query, body}`.
 * @throws InvalidRequest with sentences in the caller's language
 */
export function checked<T extends z.ZodType>(schema: T, parts: unknown, locale: Locale): z.output<T> {
  const read = schema.safeParse(parts, { error: localeErrors[locale] });
  const unwritable = read.success ? unwritableIn(read.data) : undefined;
  const faults = read.success
    ? unwritable
      ? [{ path: unwritable, message: 'field.unwritable' }]
      : []
    : read.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => ({ path: [...issue.path, key], message: 'field.unknown' }))
          : [issue],
      );
  if (read.success && faults.length === 0) return read.data;
  // A malformed id in the address names nothing.
  if (faults.some(({ path }) => path[0] === 'params')) throw new Refusal('notFound');
  throw new InvalidRequest(faults.slice(0, MOST_FAULTS).map((fault) => faultOf(fault, locale)));
}

/** Where a text holds what no database can: a NUL, or half of a pair of surrogates. */
function unwritableIn(value: unknown, path: string[] = []): string[] | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes('\0') || !key.isWellFormed()) return path;
    const found = unwritableIn(inner, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function faultOf(
  { path, message, params }: { path: PropertyKey[]; message: string; params?: Record<string, string> },
  locale: Locale,
): Fault {
  const [part, ...keys] = path.map(String);
  // A schema of ours names the code of its sentence; the library's come as sentences.
  const detail = message.startsWith('field.') ? sentence(locale, 'problems', message, params) : message;
  return part === 'body'
    ? { pointer: keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''), detail }
    : { parameter: keys.join('.'), detail };
}

export interface ProblemContext {
  locale: Locale;
  correlationId: string;
}

interface More {
  params?: Record<string, string | number>;
  pointer?: string | undefined;
  faults?: Fault[];
}

/** An RFC 9457 problem with a sentence in the caller's language. */
export function problemOf(type: FailureType, { locale, correlationId }: ProblemContext, more: More = {}) {
  const params = more.params ?? {};
  const detail = sentence(locale, 'problems', type, { ...params, correlationId });
  const faults = more.faults ?? (more.pointer === undefined ? undefined : [{ pointer: more.pointer, detail }]);
  return {
    type: `urn:handover:problem:${type}`,
    code: type,
    title: STATUS_CODES[FAILURES[type].status] ?? type,
    status: FAILURES[type].status,
    detail,
    correlationId,
    ...(Object.keys(params).length > 0 ? { params } : {}),
    ...(faults === undefined ? {} : { errors: faults }),
  };
}

export function sendProblem(res: Response, type: FailureType, context: ProblemContext, more: More = {}): void {
  const problem = problemOf(type, context, more);
  const { status } = problem;
  if ((status === 503 || type === 'idempotencyKeyInFlight') && !res.hasHeader('Retry-After'))
    res.setHeader('Retry-After', '1');
  if (status === 401 || type === 'scopeMissing') res.setHeader('WWW-Authenticate', challenge(type, more.params ?? {}));
  res
    .status(problem.status)
    .type('application/problem+json')
    .set('Content-Language', context.locale)
    .set('Cache-Control', 'no-store')
    .send(JSON.stringify(problem));
}

/** RFC 6750; RFC 9470 where the login is good, but not good enough for what was asked. */
function challenge(type: FailureType, { acrValues, maxAge, scope }: Record<string, string | number>): string {
  if (type === 'scopeMissing') return `Bearer error="insufficient_scope", scope="${scope}"`;
  if (type !== 'insufficientUserAuthentication') return 'Bearer';
  return [
    'Bearer error="insufficient_user_authentication"',
    'error_description="A fresher or stronger login is needed"',
    ...(acrValues === undefined ? [] : [`acr_values="${acrValues}"`]),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge}"`]),
  ].join(', ');
}

/** Whether a request was refused for what its caller must mend, so that nothing of it has happened. */
export const isRefused = (error: unknown): boolean =>
  error instanceof InvalidRequest || (error instanceof Refusal && FAILURES[error.type].status < 500);

/** What a thrown error is to the caller; anything unknown is `internal` and its text stays inside. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return new Refusal('internal');
  if (error instanceof URIError) return new Refusal('malformed', { why: 'URI' });
  const kind = 'type' in error ? error.type : undefined;
  if (kind === 'entity.too.large')
    return new Refusal('payloadTooLarge', { limit: 'limit' in error ? `${String(error.limit)} bytes` : '' });
  if (kind === 'encoding.unsupported' || kind === 'charset.unsupported')
    return new Refusal('unsupportedMediaType', { expected: 'application/json; charset=utf-8' });
  if (kind === 'request.aborted' || kind === 'request.size.invalid') return new Refusal('malformed', { why: 'length' });
  const code = 'code' in error ? String(error.code) : '';
  // A statement that was prepared before a migration: it is prepared anew the next time.
  if (code === '0A000') return new Refusal('unavailable');
  // Class 08: connection lost; 57P0x: the server is going down; 53300: too many connections.
  if (/^(08|57P0|53300)/.test(code) || /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code))
    return new Refusal('unavailable');
  if (/^(timeout exceeded when trying to connect|Connection terminated)/.test(error.message))
    return new Refusal('unavailable');
  // The victim of a deadlock: nothing of it is left, and the same again finds the others gone.
  if (code === '40P01') return new Refusal('unavailable');
  if (code === '57014') return new Refusal('tookTooLong');
  // Class 22: a value that the database cannot hold, which no schema caught.
  if (/^22(021|P05|P02|003)$/.test(code)) return new Refusal('malformed', { why: 'value' });
  // The database's own rules are the second line: what gets that far is a race or a gap in the first.
  if (code === '42501') return new Refusal('notForYou');
  return new Refusal('internal');
}
