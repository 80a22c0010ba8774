import { isIP } from 'node:net';
import { Refusal } from '../../contract/failures.ts';
import * as w from '../../contract/webhook-schemas.ts';
import type { Tx } from '../../db/connect.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  pingWebhook,
  replayDeliveries,
  rotateSecret,
} from '../../db/intake/webhooks.ts';
import {
  type DeliveryRow,
  type WebhookRow,
  listDeliveries,
  listWebhooks,
  readDelivery,
  readWebhook,
} from '../../db/reads/webhooks.ts';
import { isPublicAddress } from '../../domain/public-address.ts';
import { type Locale, sentence } from '../../i18n/index.ts';
import { notModified, versionIn } from '../if-match.ts';
import { SENT, type Deps, route } from '../route.ts';

const tag = 'webhooks';
const looks = { may: 'roles', roles: ['ops', 'auditor', 'service'] } as const;
const keeps = { may: 'roles', roles: ['ops', 'service'] } as const;
const params = w.webhookParams;

/** Outgoing webhooks: which programs hear of which events, what became of each message. */
export const webhookRoutes = [
  route({
    method: 'get',
    path: '/webhooks',
    operationId: 'listWebhooks',
    tag,
    summary: { en: 'The subscriptions to events', zh: '事件订阅列表' },
    who: looks,
    takes: { query: w.webhooksQuery },
    gives: w.webhooks,
    handle: ({ input, as }) =>
      as(async (tx) => {
        const page = await listWebhooks(tx, input.query);
        return { ...page, items: page.items.map(shown) };
      }),
  }),
  route({
    method: 'post',
    path: '/webhooks',
    operationId: 'createWebhook',
    tag,
    summary: {
      en: 'Subscribe an endpoint to events; the answer holds the secret, which is shown this once. No Idempotency-Key: no answer with a secret is kept',
      zh: '订阅事件；应答含签名密钥，仅显示这一次。不支持 Idempotency-Key：含密钥的应答不会被保存',
    },
    who: keeps,
    takes: { body: w.webhookRequest },
    gives: w.webhookWithSecret,
    handle: ({ input: { body }, id, person, deps, res, as }) => {
      mustBeAllowed(body.url, deps);
      return as(async (tx) => {
        const secret = await createWebhook(tx, { id, by: person.id, ...body });
        return { webhook: tagged(res, await one(tx, id)), secret };
      });
    },
  }),
  route({
    method: 'get',
    path: '/webhooks/{webhookId}',
    operationId: 'getWebhook',
    tag,
    summary: { en: 'A subscription, with an ETag', zh: '一项事件订阅（含 ETag）' },
    who: looks,
    takes: { params },
    gives: w.webhook,
    headers: ['If-None-Match'],
    async handle(call) {
      const found = await call.as((tx) => one(tx, call.input.params.webhookId));
      return notModified(call, found.version) ? SENT : shown(found);
    },
  }),
  route({
    method: 'put',
    path: '/webhooks/{webhookId}',
    operationId: 'changeWebhook',
    tag,
    summary: {
      en: 'Change what is named: address, events, paused or active; If-Match with the version guards against overwriting',
      zh: '修改所列各项：地址、事件、暂停或启用；可用 If-Match 携带版本防止覆盖',
    },
    who: keeps,
    takes: { params, body: w.webhookChangeRequest },
    ifMatch: 'optional',
    gives: w.webhook,
    handle: ({ input: { params: of, body }, deps, req, res, as }) => {
      if (body.url !== undefined) mustBeAllowed(body.url, deps);
      const expected = versionIn(req.get('If-Match'));
      return as(async (tx) => {
        await changeWebhook(tx, of.webhookId, body, expected);
        return tagged(res, await one(tx, of.webhookId));
      });
    },
  }),
  route({
    method: 'delete',
    path: '/webhooks/{webhookId}',
    operationId: 'deleteWebhook',
    tag,
    summary: { en: 'End a subscription; its messages go with it', zh: '删除事件订阅及其推送记录' },
    who: keeps,
    takes: { params },
    ifMatch: 'optional',
    gives: w.deleted,
    handle: async ({ input, req, as }) => {
      const { webhookId: id } = input.params;
      await as((tx) => deleteWebhook(tx, id, versionIn(req.get('If-Match'))));
      return { id };
    },
  }),
  route({
    method: 'post',
    path: '/webhooks/{webhookId}/secret',
    operationId: 'rotateWebhookSecret',
    tag,
    summary: {
      en: 'A new secret, shown this once; for a time messages carry both signatures',
      zh: '更换签名密钥（仅显示这一次）；过渡期内消息同时携带新旧两个签名',
    },
    who: keeps,
    takes: { params, body: w.rotateRequest },
    gives: w.webhookWithSecret,
    handle: ({ input: { params: of, body }, res, as }) =>
      as(async (tx) => {
        await one(tx, of.webhookId);
        const secret = await rotateSecret(tx, of.webhookId, body.overlapHours);
        return { webhook: tagged(res, await one(tx, of.webhookId)), secret };
      }),
  }),
  route({
    method: 'post',
    path: '/webhooks/{webhookId}/ping',
    operationId: 'pingWebhook',
    tag,
    summary: { en: 'Send a message that says nothing, to see whether it arrives', zh: '发送一条测试消息' },
    who: keeps,
    takes: { params },
    gives: w.delivery,
    idempotency: 'optional',
    handle: ({ input, id, person, locale, as }) =>
      as(async (tx) => {
        const { webhookId } = input.params;
        mustBeActive(await one(tx, webhookId));
        await pingWebhook(tx, webhookId, id, person.id);
        const row = await readDelivery(tx, id);
        if (!row) throw new Refusal('notFound');
        return told(row, locale);
      }),
  }),
  route({
    method: 'get',
    path: '/webhooks/{webhookId}/deliveries',
    operationId: 'listWebhookDeliveries',
    tag,
    summary: {
      en: 'The messages of a subscription, newest first; kept for 30 days',
      zh: '推送记录，新的在前，保留 30 天',
    },
    who: looks,
    takes: { params, query: w.deliveriesQuery },
    gives: w.deliveries,
    handle: ({ input, locale, as }) =>
      as(async (tx) => {
        await one(tx, input.params.webhookId);
        const page = await listDeliveries(tx, input.params.webhookId, input.query);
        return { ...page, items: page.items.map((row) => told(row, locale)) };
      }),
  }),
  route({
    method: 'post',
    path: '/webhooks/{webhookId}/replay',
    operationId: 'replayWebhookDeliveries',
    tag,
    summary: {
      en: 'Send messages once more under their own ids: by id, or all that were given up since an instant',
      zh: '以原编号重新推送消息：按编号，或自某时刻起所有已放弃的消息',
    },
    who: keeps,
    takes: { params, body: w.replayRequest },
    gives: w.replayed,
    idempotency: 'optional',
    handle: ({ input: { params: of, body }, as }) =>
      as(async (tx) => {
        mustBeActive(await one(tx, of.webhookId));
        const { deliveryIds: ids, failedSince = '' } = body;
        return { count: await replayDeliveries(tx, of.webhookId, ids === undefined ? { failedSince } : { ids }) };
      }),
  }),
];

/**
 * What can be seen without asking anybody; where a name leads is looked at when a message is sent.
 * @throws Refusal webhookAddressRefused
 */
function mustBeAllowed(url: string, { webhooksMayBePrivate = false }: Deps): void {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$|\.$/g, '');
  if (webhooksMayBePrivate) return;
  const local = host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && !isPublicAddress(host));
  if (protocol !== 'https:' || local) throw new Refusal('webhookAddressRefused', {}, '/url');
}

/** @throws Refusal webhookDisabled */
function mustBeActive(row: WebhookRow): void {
  if (row.state !== 'active') throw new Refusal('webhookDisabled');
}

async function one(tx: Tx, id: string): Promise<WebhookRow> {
  const row = await readWebhook(tx, id);
  if (!row) throw new Refusal('notFound');
  return row;
}

function tagged(res: { setHeader(name: string, value: string): unknown }, row: WebhookRow) {
  res.setHeader('ETag', `"${row.version}"`);
  return shown(row);
}

function shown(row: WebhookRow) {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    events: row.events,
    state: row.state,
    disabledBecause: row.disabled_because,
    disabledAt: row.disabled_at,
    failingSince: row.failing_since,
    succeededAt: row.succeeded_at,
    pending: row.pending,
    secrets: row.secrets,
    createdBy: row.created_by,
    createdAt: row.created_at,
    version: row.version,
  };
}

function told(row: DeliveryRow, locale: Locale) {
  return {
    id: row.id,
    type: row.type,
    entryId: row.entry_id === null ? null : String(row.entry_id),
    state: row.state,
    attempts: row.attempts,
    dueAt: row.state === 'pending' ? row.due_at : null,
    attemptedAt: row.attempted_at,
    tookMs: row.took_ms,
    status: row.status,
    error: row.error,
    sentence: row.error === null ? null : sentence(locale, 'labels', `webhookError.${row.error}`),
    deliveredAt: row.delivered_at,
    createdAt: row.created_at,
    payload: row.payload,
  };
}
