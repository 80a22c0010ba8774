import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { Refusal } from '../../contract/failures.ts';
import { SCIM_FAILURES, ScimError, type ScimFailure } from '../../domain/scim/error.ts';
import { USER_SCHEMA } from '../../domain/scim/schemas.ts';
import type { Locale } from '../../i18n/index.ts';
import { errorOf } from '../scim/errors.ts';
import { SCIM_JSON, SCIM_PREFIX } from '../scim/names.ts';
import { toldOf } from '../who-told.ts';
import { CORRELATION_ID, PARAMS } from './problems.ts';
import { type Code, type Method, OPERATIONS, type Operation, refusalsOf } from './scim-operations.ts';
import * as samples from './scim-samples.ts';
import { refer } from './scim-schemas.ts';
import { statusText, textIn } from './texts.ts';

/** The company's directory as it stands in the document. */

/** Before the directory sees the request, in the form that the rest of the API has. */
const BEFORE = { 408: 'RequestTimeout', 414: 'UriTooLong', 421: 'HostNotAllowed', 431: 'HeadersTooLarge' };

/** The addresses of the directory. @param publicUrl without a trailing slash */
export function scimPaths(locale: Locale, publicUrl: string): ZodOpenApiPathsObject {
  const paths: Record<string, Partial<Record<Method, ZodOpenApiOperationObject>>> = {};
  for (const one of OPERATIONS)
    paths[`${SCIM_PREFIX}${one.path}`] = {
      ...paths[`${SCIM_PREFIX}${one.path}`],
      [one.method]: operation(one, locale, `${publicUrl}${SCIM_PREFIX}`),
    };
  return paths;
}

function operation(one: Operation, locale: Locale, base: string): ZodOpenApiOperationObject {
  const { operationId, summary, parameters, takes, gives } = one;
  return {
    operationId,
    tags: ['scim'],
    summary: textIn(locale, summary),
    ...toldOf({ who: { may: 'roles', roles: ['hr'] } }, 'scim', locale),
    // Copies: what they are is said in each, in the language of the document.
    ...(parameters && { parameters: parameters.map((each) => ({ ...each })) }),
    ...(takes && {
      requestBody: {
        required: true,
        content: { [SCIM_JSON]: { schema: refer(takes.schema), example: takes.example } },
      },
    }),
    responses: {
      [`${gives.status}`]: answer(gives, locale, base),
      ...(one.conditional && {
        '304': { description: statusText(locale, 304), headers: headers('ETag') },
      }),
      ...refusals(refusalsOf(one), locale),
    },
  };
}

function answer(
  { status, schema, example, headers: further = [] }: Operation['gives'],
  locale: Locale,
  base: string,
): ZodOpenApiResponseObject {
  return {
    description: statusText(locale, status),
    headers: headers('RateLimit', 'RateLimit-Policy', ...further),
    ...(schema && { content: { [SCIM_JSON]: { schema: refer(schema), example: example?.(base) } } }),
  };
}

const headers = (...names: string[]) =>
  Object.fromEntries(['X-Request-Id', ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** By status, in SCIM's form; what never gets to the directory, in the form of the API. */
function refusals(codes: readonly Code[], locale: Locale): Record<string, ZodOpenApiResponseObject> {
  const byStatus = new Map<number, Code[]>();
  for (const code of codes) {
    const { status } = refusal(code, locale);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const responses = Object.fromEntries(
    [...byStatus].map(([status, those]): [string, ZodOpenApiResponseObject] => [
      `${status}`,
      {
        description: statusText(locale, status),
        headers: headers(
          ...(status === 401 ? ['WWW-Authenticate'] : []),
          ...(status === 429 || status === 503 ? ['Retry-After'] : []),
        ),
        content: {
          [SCIM_JSON]: {
            schema: refer('ScimError'),
            examples: Object.fromEntries(
              those.map((code) => [code, { $ref: `#/components/examples/${exampleName(code)}` }]),
            ),
          },
        },
      },
    ]),
  );
  const before = Object.entries(BEFORE).map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]);
  return { ...Object.fromEntries(before), ...responses };
}

const exampleName = (code: Code) => `Scim${code.charAt(0).toUpperCase()}${code.slice(1)}`;

/** An example of each refusal of the directory, under its name. */
export function scimExamples(locale: Locale): Record<string, { value: object }> {
  const codes = [...new Set(OPERATIONS.flatMap(refusalsOf))].sort();
  return Object.fromEntries(codes.map((code) => [exampleName(code), { value: refusal(code, locale).body }]));
}

function refusal(code: Code, locale: Locale): { status: number; body: object } {
  const params = { ...PARAMS, ...samples.PARAMS, schema: USER_SCHEMA };
  const thrown = isScimFailure(code) ? new ScimError(code, params) : new Refusal(code, params);
  return errorOf(thrown, locale, CORRELATION_ID);
}

/** Codes that both forms have are SCIM's own here. */
const isScimFailure = (code: Code): code is ScimFailure => Object.hasOwn(SCIM_FAILURES, code);
