import { expect } from 'vitest';
import { ENTERPRISE_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from '../../src/domain/scim/schemas.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { SCIM_PREFIX } from '../../src/http/scim/names.ts';
import type { Answered, TestApi } from '../http/api.ts';
import { answerFaultsBy } from '../support/document.ts';

const faults = answerFaultsBy(JSON.parse(JSON.stringify(openApiDocument(ROUTES, 'http://127.0.0.1', 'en'))));

/**
 * A company's directory that provisions by SCIM, by the token of a service account of its own; every answer is held against the OpenAPI
 * document.
 */
export async function directory(api: TestApi, hr: { number: string }) {
  const account = await api.post(hr, 'service-accounts', { name: '公司目录', scopes: ['scim'] });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const token = await api.post(hr, `service-accounts/${account.body.id}/tokens`, { name: 'scim', expiresAt });
  const authorization = `Bearer ${token.body.secret}`;
  async function ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> {
    const address = `${SCIM_PREFIX}${path}`;
    const answer = await api.ask(method, address, undefined, {
      headers: { authorization, 'content-type': 'application/scim+json', ...headers },
      ...(body !== undefined && { raw: JSON.stringify(body) }),
    });
    expect(faults(method, address, answer)).toEqual([]);
    return answer;
  }
  return {
    id: String(account.body.id),
    ask,
    get: (path: string, headers?: Record<string, string>) => ask('GET', path, undefined, headers),
    find: (filter: string, more = '', type = 'Users') =>
      ask('GET', `/${type}?filter=${encodeURIComponent(filter)}${more}`),
    create: (user: object) => ask('POST', '/Users', { schemas: [USER_SCHEMA, ENTERPRISE_SCHEMA], ...user }),
    replace: (id: string, user: object) =>
      ask('PUT', `/Users/${id}`, { schemas: [USER_SCHEMA, ENTERPRISE_SCHEMA], ...user }),
    createGroup: (group: object) => ask('POST', '/Groups', { schemas: [GROUP_SCHEMA], ...group }),
    patch: (path: string, ...Operations: object[]) =>
      ask('PATCH', path, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations }),
    bulk: (Operations: object[], more: object = {}) =>
      ask('POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        ...more,
        Operations,
      }),
  };
}
export type Directory = Awaited<ReturnType<typeof directory>>;
