import * as z from 'zod';
import { type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, createDocument } from 'zod-openapi';
import { problem } from '../contract/answers.ts';
import type { Locale } from '../i18n/index.ts';
import type { Route } from './route.ts';

export const API_PREFIX = '/api/v1';

/** The OpenAPI 3.1 document of the routes, with summaries in the reader's language. */
export function openApiDocument(routes: readonly Route[], publicUrl: string, locale: Locale) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes)
    paths[`${API_PREFIX}${route.path}`] = {
      ...paths[`${API_PREFIX}${route.path}`],
      [route.method]: operation(route, locale),
    };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Handover Engine',
      version: '1',
      description:
        locale === 'en'
          ? 'Each handover of an account manager’s customers as one durable case. Failures are RFC 9457 problems; lists page by cursor.'
          : '客户经理的每次客户移交都是一个持久的案件。失败以 RFC 9457 问题返回；列表使用游标分页。',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths,
  });
}

function headersOf(route: Route): { header?: z.ZodObject } {
  const key = z.string().min(1).max(255);
  const shape = {
    ...(route.idempotency && { 'Idempotency-Key': route.idempotency === 'required' ? key : key.optional() }),
    ...Object.fromEntries((route.headers ?? []).map((name) => [name, z.string().optional()])),
  };
  return Object.keys(shape).length > 0 ? { header: z.object(shape) } : {};
}

function operation(route: Route, locale: Locale): ZodOpenApiOperationObject {
  const { params, query, body } = route.takes;
  const given =
    route.alsoGives !== undefined && route.alsoGives !== 'text/html'
      ? [route.alsoGives]
      : ['application/json', ...(route.alsoGives ? [route.alsoGives] : [])];
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: locale === 'en' ? route.summary.en : route.summary.zh,
    ...(route.who.may === 'everybody' ? { security: [] } : {}),
    requestParams: {
      ...(params instanceof z.ZodObject ? { path: params } : {}),
      ...(query instanceof z.ZodObject ? { query } : {}),
      ...headersOf(route),
    },
    ...(route.bodyType === undefined
      ? body instanceof z.ZodType
        ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } }
        : {}
      : { requestBody: { required: true, content: { [route.bodyType]: { schema: z.string() } } } }),
    responses: {
      [`${route.status ?? 200}`]: {
        description: 'OK',
        content: Object.fromEntries(
          given.map((type) => [type, { schema: type === 'application/json' ? route.gives : z.string() }]),
        ),
      },
      default: { description: 'Problem', content: { 'application/problem+json': { schema: problem } } },
    },
  };
}
