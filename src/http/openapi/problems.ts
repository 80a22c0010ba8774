import { STATUS_CODES } from 'node:http';
import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { FAILURES, type FailureType } from '../../contract/failures.ts';
import { type Locale, sentence } from '../../i18n/index.ts';
import { byStatus, problemsOf } from '../problems-of.ts';
import type { Route } from '../route.ts';
import { statusText } from './texts.ts';

/** The problems in the OpenAPI document: one response a status, with the codes that it can have. */

export const CORRELATION_ID = '0d3c5e0a-6f7b-4c1e-9a52-7d8e4b1f2a63';
/** What the sentences of the examples are filled with. */
export const PARAMS: Readonly<Record<string, string | number>> = {
  available: 'application/json, application/problem+json',
  days: 90,
  expected: 'application/json',
  giver: 'E1001',
  host: 'handover.example.com',
  issuer: 'https://login.example.com',
  label: 'HO-2026-0001',
  limit: '2097152 bytes',
  person: 'E1002',
  receiver: 'E1003',
  scope: 'read',
  seconds: 30,
  why: 'JSON',
};

/** @returns by status: responses, each of its own or a reference to one that many operations share */
export function problemResponses(
  route: Route,
  locale: Locale,
): Record<string, ZodOpenApiResponseObject | { $ref: string }> {
  return Object.fromEntries(
    [...byStatus(problemsOf(route))].map(([status, codes]) => [
      `${status}`,
      codes.length === 1 && codes[0] !== undefined
        ? { $ref: `#/components/responses/${nameOf(codes[0])}` }
        : problemResponse(status, codes, locale),
    ]),
  );
}

/** The responses of a single code, under its name. */
export function sharedResponses(routes: readonly Route[], locale: Locale): Record<string, ZodOpenApiResponseObject> {
  // What is served beside the API can be asked wrongly, too.
  const shared: Record<string, ZodOpenApiResponseObject> = { Invalid: problemResponse(422, ['invalid'], locale) };
  for (const route of routes)
    for (const [status, [code, ...more]] of byStatus(problemsOf(route)))
      if (code !== undefined && more.length === 0) shared[nameOf(code)] = problemResponse(status, [code], locale);
  return Object.fromEntries(Object.entries(shared).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const nameOf = (code: FailureType) => `${code.charAt(0).toUpperCase()}${code.slice(1)}`;

function problemResponse(status: number, codes: FailureType[], locale: Locale): ZodOpenApiResponseObject {
  return {
    description: statusText(locale, status),
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      'Content-Language': { $ref: '#/components/headers/Content-Language' },
      ...(status === 401 ? { 'WWW-Authenticate': { $ref: '#/components/headers/WWW-Authenticate' } } : {}),
      ...(status === 429 || status === 503 ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {}),
    },
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            {
              type: 'object',
              properties: { status: { const: status }, code: { enum: codes } },
              required: ['status', 'code'],
            },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${nameOf(code)}` }])),
      },
    },
  };
}

/** An example of every problem, under its name. */
export function problemExamples(routes: readonly Route[], locale: Locale): Record<string, { value: object }> {
  const told = new Set(routes.flatMap((route) => [...problemsOf(route)]));
  return Object.fromEntries([...told].sort().map((code) => [nameOf(code), { value: problemExample(code, locale) }]));
}

function problemExample(code: FailureType, locale: Locale): object {
  const { status } = FAILURES[code];
  const detail = sentence(locale, 'problems', code, { ...PARAMS, correlationId: CORRELATION_ID });
  return {
    type: `urn:handover:problem:${code}`,
    code,
    title: STATUS_CODES[status],
    status,
    detail,
    correlationId: CORRELATION_ID,
    ...(code === 'invalid'
      ? { errors: [{ pointer: '/reason', detail: sentence(locale, 'problems', 'field.missing') }] }
      : {}),
  };
}
