import * as z from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { LOCALES, type Locale } from '../../i18n/index.ts';
import { toldWho } from '../who-told.ts';
import { type Text, textIn } from './texts.ts';

/** What is served beside the API, for operators and programs: health, metrics, the document itself, logins of browsers. */

const alive = z.strictObject({ alive: z.literal(true) }).meta({ id: 'Liveness' });
const parts = {
  database: z.boolean(),
  schema: z.boolean(),
  role: z.boolean(),
  temporal: z.boolean(),
  worker: z.boolean(),
};
const ready = z.strictObject({ ready: z.boolean(), ...parts }).meta({
  id: 'Readiness',
  description: 'true for each part that is there: database, its schema, the confined role, Temporal, a worker',
});
const document = z.looseObject({ openapi: z.literal('3.1.0') }).meta({ id: 'OpenApiDocument' });

export const documentQuery = z.strictObject({
  lang: z.enum(LOCALES).optional().meta({ description: 'in which language; absent: by Accept-Language' }),
});

/** @param logins whether browsers log in here */
export function systemPaths(locale: Locale, { logins }: { logins: boolean }): ZodOpenApiPathsObject {
  const text = (it: Text) => textIn(locale, it);
  const get = (
    operationId: string,
    summary: Text,
    responses: ZodOpenApiOperationObject['responses'],
    query?: z.ZodObject,
  ): { get: ZodOpenApiOperationObject } => ({
    get: {
      operationId,
      tags: ['system'],
      summary: text(summary),
      description: toldWho({ who: { may: 'everybody' } }, locale),
      security: [],
      ...(query ? { requestParams: { query } } : {}),
      responses: {
        ...responses,
        '421': { $ref: '#/components/responses/HostNotAllowed' },
        '500': { $ref: '#/components/responses/Internal' },
      },
    },
  });
  const json = (description: Text, schema: z.ZodType, example: object) => ({
    description: text(description),
    headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } },
    content: { 'application/json': { schema, example } },
  });
  const all = { database: true, schema: true, role: true, temporal: true, worker: true };
  const page = { content: { 'text/html': { schema: z.string() } } };
  const moved = {
    '303': { description: text({ en: 'On to the next page', zh: '跳转到下一页' }) },
    '4XX': { description: text({ en: 'A page that says why not', zh: '说明原因的页面' }), ...page },
    '503': { description: text({ en: 'The identity provider does not answer', zh: '身份提供方无应答' }), ...page },
  };
  return {
    '/livez': get(
      'isAlive',
      { en: 'Whether the process runs', zh: '进程是否存活' },
      {
        '200': json({ en: 'It runs', zh: '存活' }, alive, { alive: true }),
      },
    ),
    '/readyz': get(
      'isReady',
      { en: 'Whether every part is there that the API needs', zh: '所需各部分是否就绪' },
      {
        '200': json({ en: 'Every part is there', zh: '就绪' }, ready, { ready: true, ...all }),
        '503': json({ en: 'A part is missing', zh: '未就绪' }, ready, { ready: false, ...all, worker: false }),
      },
    ),
    '/metrics': get(
      'getMetrics',
      { en: 'Figures for Prometheus', zh: 'Prometheus 指标' },
      {
        '200': {
          description: text({ en: 'In the text format of Prometheus', zh: 'Prometheus 文本格式' }),
          content: { 'text/plain': { schema: z.string() } },
        },
      },
    ),
    '/openapi.json': get(
      'getOpenApiDocument',
      { en: 'This document', zh: '本文档' },
      {
        '200': json({ en: 'OpenAPI 3.1', zh: 'OpenAPI 3.1 文档' }, document, { openapi: '3.1.0' }),
        '422': { $ref: '#/components/responses/Invalid' },
      },
      documentQuery,
    ),
    ...(logins
      ? {
          '/auth/login': get(
            'beginLogin',
            { en: 'Log in at the identity provider, by the browser', zh: '浏览器登录：转到身份提供方' },
            moved,
            z.object({
              returnTo: z.string().optional().meta({ description: 'address of this product to come back to' }),
              issuer: z.string().optional().meta({ description: 'key of the issuer, where there are several' }),
              acr: z.string().optional().meta({ description: 'how strong the login is to be (RFC 9470)' }),
              maxAge: z.string().optional().meta({ description: 'how old the login may be at most, in seconds' }),
            }),
          ),
          '/auth/callback': get(
            'finishLogin',
            { en: 'Where the identity provider sends the browser back to', zh: '身份提供方的回调地址' },
            moved,
          ),
        }
      : {}),
  };
}
