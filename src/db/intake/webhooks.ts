import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import { PING, type WebhookMessage } from '../../contract/webhooks.ts';
import type { Tx } from '../connect.ts';
import { sealedForWorkers } from '../sealed-secrets.ts';

/** Subscriptions as people keep them; triggers of the database write them into the audit log. */

/** 192 bits, in the form of the Standard Webhooks specification. */
const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`;

export interface NewWebhook {
  id: string;
  url: string;
  description?: string | undefined;
  events: string[];
  by: string;
}

/** @returns the secret: it cannot be read again */
export async function createWebhook(tx: Tx, { by, description, ...given }: NewWebhook): Promise<string> {
  await tx
    .insertInto('webhook_subscriptions')
    .values({ ...given, description: description ?? null, created_by: by })
    .execute();
  return addSecret(tx, given.id);
}

async function addSecret(tx: Tx, webhookId: string): Promise<string> {
  const secret = newSecret();
  const sealed = await sealedForWorkers(tx, secret, webhookId);
  await tx.insertInto('webhook_secrets').values({ subscription_id: webhookId, secret: sealed }).execute();
  return secret;
}

export interface WebhookChange {
  url?: string | undefined;
  description?: string | null | undefined;
  events?: string[] | undefined;
  state?: 'active' | 'paused' | undefined;
}

/**
 * @param expected the version that the person saw; null: whatever is there
 * @throws Refusal versionDiffers
 */
export async function changeWebhook(tx: Tx, id: string, change: WebhookChange, expected: number | null): Promise<void> {
  const begunAnew = { disabled_because: null, disabled_at: null, notified_at: null, failing_since: null };
  const changed = await tx
    .updateTable('webhook_subscriptions')
    .set((e) => ({
      ...change,
      ...(change.state === undefined ? {} : begunAnew),
      version: e('version', '+', 1),
      updated_at: sql`now()`,
    }))
    .where('id', '=', id)
    // One that was disabled stays so until somebody says that it is to go on.
    .$if(change.state === undefined, (b) => b.where('state', '<>', 'disabled'))
    .where((e) => (expected === null ? e.val(true) : e('version', '=', expected)))
    .returning('id')
    .executeTakeFirst();
  if (changed) return;
  const there = await tx.selectFrom('webhook_subscriptions').select('version').where('id', '=', id).executeTakeFirst();
  if (!there) throw new Refusal('notFound');
  throw new Refusal(expected !== null && there.version !== expected ? 'versionDiffers' : 'webhookDisabled');
}

/** Takes a subscription away, with its messages. @throws Refusal versionDiffers, notFound */
export async function deleteWebhook(tx: Tx, id: string, expected: number | null): Promise<void> {
  const { numDeletedRows } = await tx
    .deleteFrom('webhook_subscriptions')
    .where('id', '=', id)
    .where((e) => (expected === null ? e.val(true) : e('version', '=', expected)))
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new Refusal(expected === null ? 'notFound' : 'versionDiffers');
}

/**
 * A new secret; those before sign beside it for a time.
 * @param overlapHours 0: they sign no more from now on
 * @returns the secret: it cannot be read again
 */
export async function rotateSecret(tx: Tx, id: string, overlapHours: number): Promise<string> {
  const end = sql<Date>`now() + make_interval(hours => ${overlapHours})`;
  await tx
    .updateTable('webhook_secrets')
    .set({ expires_at: sql`least(coalesce(expires_at, 'infinity'), ${end})` })
    .where('subscription_id', '=', id)
    .where((e) => e.or([e('expires_at', 'is', null), e('expires_at', '>', end)]))
    .execute();
  return addSecret(tx, id);
}

/** A message to see whether it arrives. @param id of the message: the same request twice is one message */
export async function pingWebhook(tx: Tx, webhookId: string, id: string, by: string): Promise<void> {
  const message: WebhookMessage = {
    type: PING,
    timestamp: new Date().toISOString(),
    data: {
      entryId: null,
      handoverId: null,
      actor: { kind: 'person', id: by },
      subject: { type: 'webhook', id: webhookId },
    },
  };
  await tx
    .insertInto('webhook_deliveries')
    .values({ id, subscription_id: webhookId, type: PING, payload: JSON.stringify(message) })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

/**
 * Sends messages once more, under their own ids: a receiver that has had one knows it again.
 * @param which by id, whatever became of them; or all that were given up and were made since
 * @returns how many; of those that are not of this subscription, none
 */
export async function replayDeliveries(
  tx: Tx,
  webhookId: string,
  which: { ids: string[] } | { failedSince: string },
): Promise<number> {
  // The subscription first, as everybody does who takes several rows of it.
  await tx.selectFrom('webhook_subscriptions').select('id').where('id', '=', webhookId).forUpdate().execute();
  const { numUpdatedRows } = await tx
    .updateTable('webhook_deliveries')
    .set({ state: 'pending', attempts: 0, due_at: sql`now()`, since: sql`now()`, delivered_at: null })
    .where('subscription_id', '=', webhookId)
    .$if('ids' in which, (b) => b.where('id', 'in', 'ids' in which ? which.ids : []))
    .$if('failedSince' in which, (b) =>
      b
        .where('state', '=', 'failed')
        .where('created_at', '>=', 'failedSince' in which ? new Date(which.failedSince) : new Date()),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
