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

const localeErrors: Record<Locale, z.core.$ZodErrorMap> = {
  en: z.locales.en().localeError,
  'zh-CN': z.locales.zhCN().localeError,
};

/**
 * Checks a request's parts by one schema over `{params, query, body}`.
 * @throws InvalidRequest with sentences in the caller's language
 */
export function checked<T extends z.ZodType>(schema: T, parts: unknown, locale: Locale): z.output<T> {
  const read = schema.safeParse(parts, { error: localeErrors[locale] });
  if (read.success) return read.data;
  // A malformed id in the address names nothing.
  if (read.error.issues.some((issue) => issue.path[0] === 'params')) throw new Refusal('notFound');
  throw new InvalidRequest(read.error.issues.flatMap(faultsOf));
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const [part, ...path] = issue.path.map(String);
  const at = (...more: string[]): Omit<Fault, 'detail'> =>
    part === 'body'
      ? { pointer: [...path, ...more].map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('') }
      : { parameter: [...path, ...more].join('.') };
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ ...at(key), detail: issue.message }));
  return [{ ...at(), detail: issue.message }];
}

export interface ProblemContext {
  locale: Locale;
  correlationId: string;
}

/** Sends an RFC 9457 problem with a sentence in the caller's language. */
export function sendProblem(
  res: Response,
  type: FailureType,
  { locale, correlationId }: ProblemContext,
  more: { params?: Record<string, string | number>; pointer?: string | undefined; faults?: Fault[] } = {},
): void {
  const { status } = FAILURES[type];
  const params = more.params ?? {};
  const detail = sentence(locale, 'problems', type, { ...params, correlationId });
  const faults = more.faults ?? (more.pointer === undefined ? undefined : [{ pointer: more.pointer, detail }]);
  if (status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
  res
    .status(status)
    .type('application/problem+json')
    .set('Content-Language', locale)
    .set('Cache-Control', 'no-store')
    .send(
      JSON.stringify({
        type: `urn:handover:problem:${type}`,
        code: type,
        title: STATUS_CODES[status],
        status,
        detail,
        correlationId,
        ...(Object.keys(params).length > 0 ? { params } : {}),
        ...(faults === undefined ? {} : { errors: faults }),
      }),
    );
}

/** What a thrown error is to the caller; anything unknown is `internal` and its text stays inside. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return new Refusal('internal');
  if (error instanceof URIError) return new Refusal('malformed', { why: 'URI' });
  const kind = 'type' in error ? error.type : undefined;
  if (kind === 'entity.too.large')
    return new Refusal('payloadTooLarge', { limit: 'limit' in error ? `${String(error.limit)} bytes` : '' });
  if (kind === 'entity.parse.failed') return new Refusal('malformed', { why: 'JSON' });
  if (kind === 'encoding.unsupported' || kind === 'charset.unsupported')
    return new Refusal('unsupportedMediaType', { expected: 'application/json; charset=utf-8' });
  if (kind === 'request.aborted' || kind === 'request.size.invalid') return new Refusal('malformed', { why: 'length' });
  const code = 'code' in error ? String(error.code) : '';
  // Class 08: connection lost; 57P0x: the server is going down; 53300: too many connections.
  if (/^(08|57P0|53300)/.test(code) || /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code))
    return new Refusal('unavailable');
  if (/^(timeout exceeded when trying to connect|Connection terminated)/.test(error.message))
    return new Refusal('unavailable');
  // The database's own rules are the second line: what gets that far is a race or a gap in the first.
  if (code === '42501') return new Refusal('notForYou');
  return new Refusal('internal');
}
