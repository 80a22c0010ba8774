import { Refusal } from '../../contract/failures.ts';
import { type Scope, isScope } from '../../contract/scopes.ts';
import * as a from '../../contract/service-account-schemas.ts';
import type { Tx } from '../../db/connect.ts';
import {
  createServiceAccount,
  endServiceAccount,
  makeApiToken,
  mayGiveScopes,
  revokeApiToken,
} from '../../db/intake/service-accounts.ts';
import {
  type ServiceAccountRow,
  listApiTokens,
  listServiceAccounts,
  readServiceAccount,
} from '../../db/reads/service-accounts.ts';
import { newApiToken } from '../api-tokens.ts';
import { route } from '../route.ts';
import { digestOf } from '../secrets.ts';

const tag = 'service-accounts';
const looks = { may: 'roles', roles: ['hr', 'ops', 'auditor'] } as const;
const keeps = { may: 'roles', roles: ['hr', 'ops'] } as const;
const params = a.serviceAccountParams;
const LONGEST_DAYS = 366;
const DAY_MS = 86_400_000;

/** Service accounts: which programs call the API, within which scopes, by which tokens. */
export const serviceAccountRoutes = [
  route({
    method: 'get',
    path: '/service-accounts',
    operationId: 'listServiceAccounts',
    tag,
    summary: { en: 'The service accounts', zh: '服务账号列表' },
    who: looks,
    takes: { query: a.serviceAccountsQuery },
    gives: a.serviceAccounts,
    handle: ({ input, as }) => as((tx) => listServiceAccounts(tx, input.query)),
  }),
  route({
    method: 'post',
    path: '/service-accounts',
    operationId: 'createServiceAccount',
    tag,
    summary: {
      en: 'Make a service account; HR gives the scopes read, import and scim, operators webhooks',
      zh: '创建服务账号；人事可授予 read、import、scim，运维可授予 webhooks',
    },
    who: keeps,
    takes: { body: a.serviceAccountRequest },
    gives: a.serviceAccount,
    status: 201,
    idempotency: 'optional',
    handle: ({ input: { body }, id, as }) =>
      as(async (tx) => {
        await mustBeTheirs(tx, body.scopes);
        // The same request again, whose first answer was lost.
        if (!(await readServiceAccount(tx, id))) await createServiceAccount(tx, { id, ...body });
        return one(tx, id);
      }),
  }),
  route({
    method: 'get',
    path: '/service-accounts/{serviceAccountId}',
    operationId: 'getServiceAccount',
    tag,
    summary: { en: 'A service account', zh: '服务账号' },
    who: looks,
    takes: { params },
    gives: a.serviceAccount,
    handle: ({ input, as }) => as((tx) => one(tx, input.params.serviceAccountId)),
  }),
  route({
    method: 'post',
    path: '/service-accounts/{serviceAccountId}/end',
    operationId: 'endServiceAccount',
    tag,
    summary: { en: 'End a service account for good, and all of its tokens', zh: '永久停用服务账号及其全部令牌' },
    who: keeps,
    takes: { params },
    gives: a.serviceAccount,
    handle: ({ input, person, as }) =>
      as(async (tx) => {
        await endServiceAccount(tx, input.params.serviceAccountId, person.id);
        return one(tx, input.params.serviceAccountId);
      }),
  }),
  route({
    method: 'get',
    path: '/service-accounts/{serviceAccountId}/tokens',
    operationId: 'listApiTokens',
    tag,
    summary: {
      en: 'The tokens of a service account, newest first, and when each was used last',
      zh: '服务账号的令牌及最近使用时间，新的在前',
    },
    who: looks,
    takes: { params },
    gives: a.apiTokens,
    handle: ({ input, as }) =>
      as(async (tx) => {
        const { id } = await one(tx, input.params.serviceAccountId);
        return { items: await listApiTokens(tx, id) };
      }),
  }),
  route({
    method: 'post',
    path: '/service-accounts/{serviceAccountId}/tokens',
    operationId: 'makeApiToken',
    tag,
    summary: {
      en: 'Make a token; it is shown this once. No Idempotency-Key: no answer with a secret is kept',
      zh: '签发令牌（仅显示这一次）。不支持 Idempotency-Key：含密钥的应答不会被保存',
    },
    who: keeps,
    takes: { params, body: a.apiTokenRequest },
    gives: a.apiTokenWithSecret,
    status: 201,
    handle: ({ input: { params: of, body }, id, person, as }) =>
      as(async (tx) => {
        const account = await one(tx, of.serviceAccountId);
        if (account.endedAt !== null) throw new Refusal('serviceAccountEnded');
        const scopes = body.scopes ?? account.scopes;
        if (!scopes.every((scope) => account.scopes.includes(scope)))
          throw new Refusal('scopeNotOfAccount', { scopes: account.scopes.join(', ') }, '/scopes');
        await mustBeTheirs(tx, scopes);
        const lastsMs = Date.parse(body.expiresAt) - Date.now();
        if (lastsMs <= 0 || lastsMs > LONGEST_DAYS * DAY_MS)
          throw new Refusal('tokenEndWrong', { days: LONGEST_DAYS }, '/expiresAt');
        const secret = newApiToken();
        const made = { id, name: body.name, scopes, expiresAt: body.expiresAt, digest: digestOf(secret) };
        await makeApiToken(tx, { ...made, serviceAccountId: account.id, by: person.id });
        return { token: await token(tx, account.id, id), secret };
      }),
  }),
  route({
    method: 'post',
    path: '/service-accounts/{serviceAccountId}/tokens/{tokenId}/revoke',
    operationId: 'revokeApiToken',
    tag,
    summary: {
      en: 'Revoke a token at once; what is under way by it breaks off',
      zh: '立即吊销令牌，进行中的请求随即中断',
    },
    who: keeps,
    takes: { params: a.apiTokenParams },
    gives: a.apiToken,
    handle: ({ input: { params: of }, person, as }) =>
      as(async (tx) => {
        await token(tx, of.serviceAccountId, of.tokenId);
        await revokeApiToken(tx, of.tokenId, person.id);
        return token(tx, of.serviceAccountId, of.tokenId);
      }),
  }),
];

async function mustBeTheirs(tx: Tx, scopes: readonly Scope[]): Promise<void> {
  if (!(await mayGiveScopes(tx, scopes))) throw new Refusal('scopeNotYours', {}, '/scopes');
}

async function one(tx: Tx, id: string): Promise<Omit<ServiceAccountRow, 'scopes'> & { scopes: Scope[] }> {
  const row = await readServiceAccount(tx, id);
  if (!row) throw new Refusal('notFound');
  return { ...row, scopes: row.scopes.filter(isScope) };
}

async function token(tx: Tx, serviceAccountId: string, id: string) {
  const found = (await listApiTokens(tx, serviceAccountId)).find((row) => row.id === id);
  if (!found) throw new Refusal('notFound');
  return found;
}
