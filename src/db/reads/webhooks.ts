import { sql } from 'kysely';
import type { DeliveryError } from '../../contract/webhooks.ts';
import type { Tx } from '../connect.ts';
import { type Page, keyset } from './page.ts';

export interface WebhookRow {
  id: string;
  url: string;
  description: string | null;
  events: string[];
  state: string;
  disabled_because: string | null;
  disabled_at: Date | null;
  failing_since: Date | null;
  succeeded_at: Date | null;
  created_by: string;
  created_at: Date;
  version: number;
  pending: number;
  secrets: { createdAt: string; expiresAt: string | null }[];
}

/** Subscriptions to events, oldest first. */
export async function listWebhooks(
  tx: Tx,
  query: { cursor?: string | undefined; limit: number },
): Promise<Page<WebhookRow>> {
  const rows = await read(
    tx,
    sql`${query.cursor ?? null}::uuid is null or s.id > ${query.cursor ?? null}::uuid`,
    query.limit + 1,
  );
  return keyset(rows, query.limit, (row) => row.id);
}

export async function readWebhook(tx: Tx, id: string): Promise<WebhookRow | undefined> {
  return (await read(tx, sql`s.id = ${id}`, 1))[0];
}

async function read(tx: Tx, which: ReturnType<typeof sql>, limit: number): Promise<WebhookRow[]> {
  const { rows } = await sql<WebhookRow>`
    select s.id, s.url, s.description, s.events, s.state, s.disabled_because, s.disabled_at, s.failing_since, s.succeeded_at,
           s.created_by, s.created_at, s.version,
           (select count(*) from webhook_deliveries d where d.subscription_id = s.id and d.state = 'pending') as pending,
           (select coalesce(jsonb_agg(jsonb_build_object('createdAt', app.instant(k.created_at), 'expiresAt', app.instant(k.expires_at)) order by k.created_at desc), '[]')
              from webhook_secrets k where k.subscription_id = s.id and (k.expires_at is null or k.expires_at > now())) as secrets
      from webhook_subscriptions s where ${which} order by s.id limit ${limit}`.execute(tx);
  return rows;
}

export interface DeliveryRow {
  id: string;
  type: string;
  entry_id: number | null;
  state: string;
  attempts: number;
  due_at: Date;
  attempted_at: Date | null;
  took_ms: number | null;
  status: number | null;
  error: DeliveryError | null;
  delivered_at: Date | null;
  created_at: Date;
  payload: string;
}

/** Messages of a subscription, newest first. @param query.cursor id of the last one of the page before */
export async function listDeliveries(
  tx: Tx,
  webhookId: string,
  query: { cursor?: string | undefined; limit: number; state?: string | undefined },
): Promise<Page<DeliveryRow>> {
  const { cursor = null, limit, state = null } = query;
  const rows = await readDeliveries(
    tx,
    sql`subscription_id = ${webhookId} and (${cursor}::uuid is null or id < ${cursor}::uuid) and (${state}::text is null or state = ${state})`,
    limit + 1,
  );
  return keyset(rows, limit, (row) => row.id);
}

export async function readDelivery(tx: Tx, id: string): Promise<DeliveryRow | undefined> {
  return (await readDeliveries(tx, sql`id = ${id}`, 1))[0];
}

async function readDeliveries(tx: Tx, which: ReturnType<typeof sql>, limit: number): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select id, type, entry_id, state, attempts, due_at, attempted_at, took_ms, status, error, delivered_at, created_at, payload
      from webhook_deliveries where ${which} order by id desc limit ${limit}`.execute(tx);
  return rows;
}
