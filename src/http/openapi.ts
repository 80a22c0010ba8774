import * as z from 'zod';
import {
  type ZodOpenApiHeaderObject,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiOverride,
  type ZodOpenApiPathsObject,
  createDocument,
} from 'zod-openapi';
import { problem } from '../contract/answers.ts';
import { message, messageHeaders } from '../contract/webhook-schemas.ts';
import type { Locale } from '../i18n/index.ts';
import { cookieName } from './cookies.ts';
import { keyHeader } from './idempotency.ts';
import { exemplify } from './openapi/examples.ts';
import { namedSchemas } from './openapi/names.ts';
import { problemExamples, problemResponses, sharedResponses } from './openapi/problems.ts';
import { SCIM_SCHEMAS } from './openapi/scim-schemas.ts';
import { scimExamples, scimPaths } from './openapi/scim.ts';
import { systemPaths } from './openapi/system.ts';
import { ABOUT, HEADERS, TAGS, type Text, parameterText, statusText, textIn, translated } from './openapi/texts.ts';
import { BESIDE_JSON, type Route, answersOf, bodyTypesOf, mediaOf } from './route.ts';
import { toldInOpenApi } from './who-told.ts';

export const API_PREFIX = '/api/v1';

/**
 * The OpenAPI 3.1 document of the routes, in the reader's language.
 * @param logins whether browsers log in here
 */
export function openApiDocument(routes: readonly Route[], publicUrl: string, locale: Locale, { logins = false } = {}) {
  const paths: ZodOpenApiPathsObject = { ...systemPaths(locale, { logins }), ...scimPaths(locale, publicUrl) };
  const versioned = new Set(routes.filter(({ ifMatch }) => ifMatch).map(({ path }) => path));
  for (const route of routes)
    paths[`${API_PREFIX}${route.path}`] = {
      ...paths[`${API_PREFIX}${route.path}`],
      [route.method]: operation(route, locale, versioned.has(route.path)),
    };
  const tags = new Set([...routes.map((route) => route.tag), 'scim', 'system', 'webhooks']);
  const described: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: textIn(locale, { en: 'Handover Engine', zh: '客户移交引擎' }),
      version: '1',
      description: textIn(locale, ABOUT),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: publicUrl, description: textIn(locale, { en: 'Where this document is served', zh: '提供本文档的服务' }) },
    ],
    security: [{ bearer: [] }, { session: [] }],
    tags: [...tags].map((name) => ({ name, description: textIn(locale, TAGS[name] ?? { en: name, zh: name }) })),
    components: {
      schemas: { Problem: problem, ...namedSchemas(routes), ...SCIM_SCHEMAS },
      headers: headerComponents(locale),
      responses: sharedResponses(routes, locale),
      examples: { ...problemExamples(routes, locale), ...scimExamples(locale) },
      securitySchemes: securitySchemes(publicUrl, locale),
    },
    paths,
    webhooks: { event: { post: event(locale) } },
  };
  const document = createDocument(described, { override: flagAsBoolean });
  const schemas = document.components?.schemas ?? {};
  for (const [address, path] of Object.entries(document.paths ?? {}))
    for (const [method, one] of Object.entries(path ?? {})) {
      describeParameters(one, locale);
      const route = routes.find((row) => row.method === method && `${API_PREFIX}${row.path}` === address);
      if (route) exemplify(one as Parameters<typeof exemplify>[0], route, schemas);
    }
  return translated(document, locale);
}

/** To who sends it, a flag in a query is a boolean, whatever further words are taken for one. */
const flagAsBoolean: ZodOpenApiOverride = ({ zodSchema, jsonSchema }) => {
  if (zodSchema instanceof z.ZodPipe && zodSchema.out instanceof z.ZodBoolean) jsonSchema.type = 'boolean';
};

function securitySchemes(publicUrl: string, locale: Locale) {
  return {
    bearer: {
      type: 'http' as const,
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: textIn(locale, {
        en: 'Of an OpenID provider that the settings name.',
        zh: '由设置中指定的 OpenID 提供方签发。',
      }),
    },
    session: {
      type: 'apiKey' as const,
      in: 'cookie' as const,
      name: cookieName('session', publicUrl),
      description: textIn(locale, {
        en: 'After a login at /auth/login. What changes something is taken from pages of this product only (Sec-Fetch-Site, Origin).',
        zh: '经 /auth/login 登录后取得。更改类请求仅接受本系统页面发出的（Sec-Fetch-Site、Origin）。',
      }),
    },
  };
}

function headerComponents(locale: Locale): Record<string, ZodOpenApiHeaderObject> {
  const header = (
    text: Text,
    schema: { type: 'string' | 'integer'; format?: string; minimum?: number } = { type: 'string' },
  ) => ({
    description: textIn(locale, text),
    schema,
  });
  return {
    'X-Request-Id': header(HEADERS.requestId),
    Location: header(HEADERS.location, { type: 'string', format: 'uri-reference' }),
    ETag: header(HEADERS.etag),
    RateLimit: header(HEADERS.rateLimit),
    'RateLimit-Policy': header(HEADERS.rateLimitPolicy),
    'Retry-After': header(HEADERS.retryAfter, { type: 'integer', minimum: 0 }),
    'WWW-Authenticate': header(HEADERS.authenticate),
    'Content-Language': header(HEADERS.language),
  };
}

const refer = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** What the schema of a parameter says of it stands at the parameter, where readers look; what says nothing is told here. */
function describeParameters(one: unknown, locale: Locale): void {
  if (typeof one !== 'object' || one === null || !('parameters' in one) || !Array.isArray(one.parameters)) return;
  for (const parameter of one.parameters as { name: string; description?: string; schema?: { description?: string } }[])
    parameter.description ??= parameter.schema?.description ?? parameterText(locale, parameter.name);
}

function headersOf(route: Route): { header?: z.ZodObject } {
  const shape = {
    ...(route.idempotency && {
      'Idempotency-Key': route.idempotency === 'required' ? keyHeader : keyHeader.optional(),
    }),
    ...Object.fromEntries((route.headers ?? []).map((name) => [name, z.string().optional()])),
    ...(route.ifMatch && { 'If-Match': route.ifMatch === 'required' ? z.string() : z.string().optional() }),
  };
  return Object.keys(shape).length > 0 ? { header: z.object(shape) } : {};
}

/** @param versioned whether its address has an ETag */
function operation(route: Route, locale: Locale, versioned: boolean): ZodOpenApiOperationObject {
  const { params, query, body } = route.takes;
  const also = mediaOf(route);
  const bodyTypes = bodyTypesOf(route);
  const jsonToo = !(route.gives instanceof z.ZodString) && also.every((type) => BESIDE_JSON.has(type));
  const given = jsonToo ? ['application/json', ...also] : also;
  return {
    operationId: route.operationId,
    tags: [route.tag],
    ...(route.deprecated ? { deprecated: true } : {}),
    summary: textIn(locale, route.summary),
    ...toldInOpenApi(route, locale),
    ...(route.who.may === 'everybody' ? { security: [] } : {}),
    requestParams: {
      ...(params instanceof z.ZodObject ? { path: params } : {}),
      ...(query instanceof z.ZodObject ? { query } : {}),
      ...headersOf(route),
    },
    ...(bodyTypes.length === 0
      ? body instanceof z.ZodType
        ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } }
        : {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(bodyTypes.map((type) => [type, { schema: z.string() }])),
          },
        }),
    responses: {
      ...Object.fromEntries(
        answersOf(route).map(({ status, gives }) => [
          `${status}`,
          {
            description: statusText(locale, status),
            headers: refer(
              'X-Request-Id',
              'RateLimit',
              'RateLimit-Policy',
              ...(status === 201 || status === 202 ? ['Location'] : []),
              ...(versioned && route.method !== 'delete' ? ['ETag'] : []),
            ),
            content: Object.fromEntries(
              given.map((type) => [type, { schema: type === 'application/json' ? gives : z.string() }]),
            ),
          },
        ]),
      ),
      ...(route.headers?.includes('If-None-Match') && {
        304: {
          description: statusText(locale, 304),
          headers: refer('X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'ETag'),
        },
      }),
      ...problemResponses(route, locale),
    },
  };
}

/** What an endpoint that subscribed receives. */
function event(locale: Locale): ZodOpenApiOperationObject {
  const en = locale === 'en';
  return {
    operationId: 'receiveEvent',
    tags: ['webhooks'],
    summary: en
      ? 'A message about one event, signed by the Standard Webhooks specification; any 2xx takes it'
      : '一条事件消息，按 Standard Webhooks 规范签名；任何 2xx 应答即为接收',
    description: en
      ? 'Sent to the address of a subscription, at least once and in no promised order; the id tells repetitions.'
      : '发送到订阅地址，至少一次，不保证顺序；可凭编号识别重复。',
    security: [],
    requestParams: { header: messageHeaders },
    requestBody: { required: true, content: { 'application/json': { schema: message } } },
    responses: {
      '2XX': { description: en ? 'Taken' : '已接收' },
      '410': {
        description: en ? 'No more messages are wanted: the subscription is disabled' : '不再接收：订阅将被停用',
      },
      '4XX': { description: en ? 'Not taken: sent again, for three days' : '未接收：三天内重试' },
      '5XX': { description: en ? 'Not taken: sent again, for three days' : '未接收：三天内重试' },
    },
  };
}
