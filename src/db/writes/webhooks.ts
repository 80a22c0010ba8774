import { sql } from 'kysely';
import type { DeliveryError, WebhookMessage } from '../../contract/webhooks.ts';
import { EVENT_TYPES } from '../../contract/webhooks.ts';
import { GIVE_UP_AFTER_MS, nextAttempt } from '../../domain/webhook-retry.ts';
import type { Database, Tx } from '../connect.ts';
import { audit } from './standing.ts';

/** Messages to webhooks: made from sealed entries, claimed, and what became of them. */

/** Longer than any attempt takes: a message whose dispatcher died is due again after it. */
const CLAIM_SECONDS = 60;
/** One endpoint takes no more at once; one that fails is asked one at a time. */
const AT_ONCE = 4;
const KEPT_DAYS = 30;

interface Entry {
  id: string;
  at: string;
  action: string;
  handover_id: string | null;
  actor_kind: string;
  actor_id: string | null;
  subject_type: string | null;
  subject_id: string | null;
  subscription_id: string;
}

/**
 * Makes the messages of the entries that were sealed since the last time. The sealer puts every committed entry at one position, in
 * order and without gaps, and the mark moves in the transaction that makes the messages: none is lost, none made twice, none invented.
 * @param limit entries to look at
 * @returns whether there is more
 */
export function makeDeliveries(db: Database, limit = 1_000): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { position } = await tx.selectFrom('webhook_feed').select('position').forUpdate().executeTakeFirstOrThrow();
    const { upTo } = (
      await sql<{ upTo: number | null }>`
        select max(position) as "upTo" from (select position from audit_leaves where position >= ${position} order by position limit ${limit}) l`.execute(
        tx,
      )
    ).rows[0] ?? { upTo: null };
    if (upTo === null) return false;
    const { rows } = await sql<Entry>`
      select e.id::text, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, e.action, e.handover_id,
             e.actor_kind, e.actor_id, e.subject_type, e.subject_id, s.id as subscription_id
        from audit_leaves l join audit_entries e on e.id = l.entry_id
        join webhook_subscriptions s on s.created_at <= e.at
         and (s.events && array['*', e.action, split_part(e.action, '.', 1) || '.*'])
       where l.position between ${position} and ${upTo} and e.action = any(${[...EVENT_TYPES]}::text[])
       order by l.position`.execute(tx);
    if (rows.length > 0)
      await sql`
        insert into webhook_deliveries (subscription_id, entry_id, type, payload)
        select * from unnest(${rows.map((r) => r.subscription_id)}::uuid[], ${rows.map((r) => r.id)}::bigint[],
                             ${rows.map((r) => r.action)}::text[], ${rows.map(payloadOf)}::text[])
        on conflict do nothing`.execute(tx);
    await tx
      .updateTable('webhook_feed')
      .set({ position: upTo + 1 })
      .execute();
    return upTo + 1 - position >= limit;
  });
}

function payloadOf(e: Entry): string {
  const message: WebhookMessage = {
    type: e.action,
    timestamp: e.at,
    data: {
      entryId: e.id,
      handoverId: e.handover_id,
      actor: { kind: e.actor_kind, id: e.actor_id },
      subject: e.subject_type === null || e.subject_id === null ? null : { type: e.subject_type, id: e.subject_id },
    },
  };
  return JSON.stringify(message);
}

export interface Claimed {
  id: string;
  subscription_id: string;
  url: string;
  payload: string;
  attempts: number;
  since: Date;
  /** as they are stored */
  secrets: string[];
}

/**
 * Takes messages that are due; what another dispatcher has taken is passed over. Each counts as attempted, and is due again by itself
 * should this process die.
 * @param busy how many of a subscription are under way here: one endpoint that is slow does not take the others' places
 */
export async function claimDeliveries(
  db: Database,
  limit: number,
  busy: ReadonlyMap<string, number>,
): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    with due as (
      select d.id from webhook_subscriptions s
       cross join lateral (
         select id, due_at from webhook_deliveries
          where subscription_id = s.id and state = 'pending' and due_at <= now()
          order by due_at
          limit greatest(0, case when s.failing_since is null then ${AT_ONCE} else 1 end - coalesce((${JSON.stringify(Object.fromEntries(busy))}::jsonb ->> s.id::text)::int, 0))
          for update skip locked) d
       where s.state = 'active' order by d.due_at limit ${limit})
    update webhook_deliveries d
       set attempts = attempts + 1, attempted_at = now(), took_ms = null, status = null, error = null, due_at = now() + make_interval(secs => ${CLAIM_SECONDS})
      from due, webhook_subscriptions s
     where d.id = due.id and s.id = d.subscription_id
    returning d.id, d.subscription_id, s.url, d.payload, d.attempts, d.since, array(
      select k.secret from webhook_secrets k where k.subscription_id = s.id and (k.expires_at is null or k.expires_at > now())
       order by k.created_at desc) as secrets`.execute(db);
  return rows;
}

export interface Outcome {
  tookMs: number;
  status?: number | undefined;
  error?: DeliveryError | undefined;
  retryAfterMs?: number | undefined;
}

/** Writes down what became of an attempt; one that nobody will take any more may disable its subscription. */
export async function settle(db: Database, claimed: Claimed, outcome: Outcome, random = Math.random()): Promise<void> {
  const { id, subscription_id: subscriptionId, attempts, since } = claimed;
  const { tookMs, status, error, retryAfterMs } = outcome;
  await db.transaction().execute(async (tx) => {
    // The subscription first, as a deletion does, which takes its messages after it: two orders would be a deadlock.
    const there = await tx
      .selectFrom('webhook_subscriptions')
      .select('id')
      .where('id', '=', subscriptionId)
      .forUpdate()
      .executeTakeFirst();
    if (!there) return;
    const seen = { took_ms: tookMs, status: status ?? null, error: error ?? null };
    // A replay that came between has begun the count anew: what is told here is of the attempt before.
    const mine = tx.updateTable('webhook_deliveries').where('id', '=', id).where('attempts', '=', attempts);
    if (error === undefined) {
      await mine.set({ ...seen, state: 'delivered', delivered_at: sql`now()` }).execute();
      await tx
        .updateTable('webhook_subscriptions')
        .set({ failing_since: null, succeeded_at: sql`now()` })
        .where('id', '=', subscriptionId)
        .execute();
      return;
    }
    const next =
      error === 'gone'
        ? null
        : nextAttempt({ attempts, sinceMs: since.getTime(), nowMs: Date.now(), retryAfterMs, random });
    await mine.set(next === null ? { ...seen, state: 'failed' } : { ...seen, due_at: new Date(next) }).execute();
    await tx
      .updateTable('webhook_subscriptions')
      .set({ failing_since: sql`coalesce(failing_since, now())` })
      .where('id', '=', subscriptionId)
      .execute();
    if (next === null) await disable(tx, claimed, error === 'gone' ? 'gone' : 'dead');
  });
}

/** gone: it said so. dead: since the message that was given up was made, it took nothing at all. */
async function disable(tx: Tx, { subscription_id: id, since }: Claimed, because: 'gone' | 'dead'): Promise<void> {
  const disabled = await tx
    .updateTable('webhook_subscriptions')
    .set((e) => ({
      state: 'disabled',
      disabled_because: because,
      disabled_at: sql`now()`,
      notified_at: null,
      version: e('version', '+', 1),
      updated_at: sql`now()`,
    }))
    .where('id', '=', id)
    .where('state', '<>', 'disabled')
    .$if(because === 'dead', (b) =>
      b.where((e) => e.or([e('succeeded_at', 'is', null), e('succeeded_at', '<', since)])),
    )
    .returning('id')
    .executeTakeFirst();
  if (disabled)
    await audit(tx, { action: 'webhook.disabled', subjectType: 'webhook', subjectId: id, params: { because } });
}

/** Gives up what waited too long for a subscription that is not active; takes away what is old, and secrets that sign no more. */
export async function sweepWebhooks(db: Database): Promise<void> {
  await sql`
    update webhook_deliveries set state = 'failed', error = 'expired' where id in (
      select d.id from webhook_deliveries d join webhook_subscriptions s on s.id = d.subscription_id
       where s.state <> 'active' and d.state = 'pending' and d.since < now() - make_interval(secs => ${GIVE_UP_AFTER_MS / 1_000})
         for update of d skip locked)`.execute(db);
  await sql`delete from webhook_deliveries where id in (
    select id from webhook_deliveries where state <> 'pending' and created_at < now() - make_interval(days => ${KEPT_DAYS})
       for update skip locked)`.execute(db);
  await sql`delete from webhook_secrets where expires_at < now() - interval '1 day'`.execute(db);
}

export interface DisabledWebhook {
  id: string;
  url: string;
  disabled_because: string;
  disabled_at: Date;
  failing_since: Date | null;
  created_by: string;
}

/** Subscriptions that were disabled within a day and of which nobody was told. */
export async function untoldWebhooks(db: Database): Promise<DisabledWebhook[]> {
  const { rows } = await sql<DisabledWebhook>`
    select id, url, disabled_because, disabled_at, failing_since, created_by from webhook_subscriptions
     where state = 'disabled' and notified_at is null and disabled_at > now() - interval '1 day' order by disabled_at`.execute(
    db,
  );
  return rows;
}

export async function toldWebhook(db: Database, id: string): Promise<void> {
  await db
    .updateTable('webhook_subscriptions')
    .set({ notified_at: sql`now()` })
    .where('id', '=', id)
    .execute();
}
