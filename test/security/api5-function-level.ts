import { request } from 'node:http';
import { expect, test } from 'vitest';
import { ROUTES } from '../../src/http/routes/index.ts';
import { stateOfAll } from '../support/state.ts';
import type { Attacks } from './site.ts';

/** Doors beside the door. Every route by every role and relation: test/http/authorization.test.ts. */

export const functionLevel: Attacks = (site) => {
  const stranger = () => site().reach.people.stranger ?? '';

  test('routes of HR and operators, by other methods, headers and spellings: stay closed, and nothing is done', async () => {
    const { api, signer, database, reach } = site();
    const before = await stateOfAll(database);
    const authorization = `Bearer ${await signer.token(stranger())}`;
    const id = reach.people.owner;
    const attempts: [string, string, Record<string, string>?][] = [
      ['GET', '/api/v1/access-log'],
      ['HEAD', '/api/v1/access-log'],
      ['GET', '/api/v1/ACCESS-LOG'],
      ['GET', '/api/v1/access-log/'],
      ['GET', '/API/V1/access-log'],
      ['GET', '//api/v1/access-log'],
      ['GET', '/api/v1//access-log'],
      ['GET', '/api/v1/./access-log'],
      ['GET', '/api/v1/x/../access-log'],
      ['GET', '/api/v1/%61ccess-log'],
      ['GET', '/api/v1/access-log%2f'],
      ['GET', '/api/v1/access-log;x=1'],
      ['GET', '/api/v1/me/..%2faccess-log'],
      ['GET', '/api/v1/me', { 'x-original-url': '/api/v1/access-log', 'x-rewrite-url': '/api/v1/access-log' }],
      ['POST', `/api/v1/employees/${id}/unfreeze`],
      ['POST', `/api/v1/employees/${id}/sessions/end`],
      ['GET', `/api/v1/employees/${id}/sessions`, { 'x-http-method-override': 'POST' }],
      ['POST', '/api/v1/me/sessions', { 'x-http-method-override': 'DELETE', 'x-method-override': 'PUT' }],
      ['PROPFIND', '/api/v1/access-log'],
    ];
    const got: string[] = [];
    for (const [method, path, headers] of attempts) {
      const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
        // By hand: fetch would mend the address.
        const { port } = new URL(api.url);
        const sent = request(
          { host: '127.0.0.1', port, method, path, headers: { authorization, ...headers } },
          (response) => {
            let text = '';
            response
              .on('data', (chunk) => (text += String(chunk)))
              .on('end', () => resolve({ status: response.statusCode ?? 0, text }));
          },
        );
        sent.on('error', reject);
        sent.end();
      });
      const isMe = path === '/api/v1/me' && answer.status === 200 && !answer.text.includes('"records"');
      if (![400, 403, 404, 405].includes(answer.status) && !isMe) got.push(`${method} ${path}: ${answer.status}`);
    }
    expect(got).toEqual([]);
    expect(await stateOfAll(database)).toEqual(before);
  });

  test('every route that is for roles only: says 403 to whoever has none of them, before it reads their body', async () => {
    for (const route of ROUTES) {
      if (route.who.may !== 'roles') continue;
      const path = route.path.slice(1).replaceAll(/\{\w+\}/g, () => crypto.randomUUID());
      const { status, body } = await site().ask(
        stranger(),
        route.method.toUpperCase(),
        path,
        route.method === 'get' ? undefined : { x: 1 },
      );
      expect([route.operationId, status, body.code]).toEqual([route.operationId, 403, 'notForYou']);
    }
  });
};
