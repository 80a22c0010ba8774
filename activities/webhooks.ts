import { setTimeout as pause } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import {
  type Claimed,
  claimDeliveries,
  makeDeliveries,
  settle,
  sweepWebhooks,
  toldWebhook,
  untoldWebhooks,
} from '../src/db/writes/webhooks.ts';
import { inZone, sentence } from '../src/i18n/index.ts';
import { activeWith } from './access-reviews.ts';
import type { ActivityDeps } from './context.ts';
import { notify } from './mail.ts';
import type { Keyring } from './ports.ts';

const LOOK_EVERY_MS = 500;
const SWEEP_EVERY_MS = 60_000;
const AT_ONCE = 32;

/** Outgoing webhooks: messages made from sealed entries of the audit log, sent until they are taken. */
export function webhooks(deps: ActivityDeps) {
  const { db, keyring, stopping, webhookSender } = deps;
  return {
    /** Makes and sends messages for a time. Several at once do each other no harm; one that dies leaves its messages due. */
    async deliverWebhooks(stintMs: number): Promise<void> {
      // The database is away: the activity ends when what is under way has ended, and Temporal tries again.
      const broken = new AbortController();
      const ended = [
        Context.current().cancellationSignal,
        AbortSignal.timeout(stintMs),
        broken.signal,
        ...(stopping ? [stopping] : []),
      ];
      const enough = AbortSignal.any(ended);
      const under = new Map<string, number>();
      const flying = new Set<Promise<void>>();
      const fly = (claimed: Claimed) => {
        const of = claimed.subscription_id;
        under.set(of, (under.get(of) ?? 0) + 1);
        const flight: Promise<void> = secretsOf(claimed, keyring)
          .then((secrets) => (secrets.length === 0 ? UNSIGNED : webhookSender.send({ ...claimed, secrets })))
          .then((outcome) => settle(db, claimed, outcome))
          .catch((error: unknown) => broken.abort(error))
          .then(() => {
            under.set(of, (under.get(of) ?? 1) - 1);
            flying.delete(flight);
          });
        flying.add(flight);
      };
      let sweepAt = 0;
      try {
        do {
          if (Date.now() >= sweepAt) {
            await sweepWebhooks(db);
            sweepAt = Date.now() + SWEEP_EVERY_MS;
          }
          const more = await makeDeliveries(db);
          const claimed = flying.size < AT_ONCE ? await claimDeliveries(db, AT_ONCE - flying.size, under) : [];
          for (const one of claimed) fly(one);
          if (more) continue;
          // A place that becomes free is filled at once as long as there was something to fill it with.
          await restUntil(claimed.length > 0 ? flying : [], enough);
        } while (!enough.aborted);
      } finally {
        await Promise.all(flying);
      }
      broken.signal.throwIfAborted();
    },

    /**
     * Tells who made a subscription, and ops, that it was disabled. A second attempt finds the mails that have left.
     * @returns how many subscriptions were told of
     */
    async tellDisabledWebhooks(): Promise<number> {
      const untold = await untoldWebhooks(db);
      for (const one of untold) {
        const people = new Set([one.created_by, ...(await activeWith(db, 'ops'))]);
        await notify(deps, [...people], {
          id: [one.id, one.disabled_at.getTime()],
          about: { type: 'webhook', id: one.id },
          step: 'webhook',
          template: 'webhookDisabled',
          params: (reader) => ({
            // The path may hold what only the receiver should know.
            host: new URL(one.url).host,
            id: one.id,
            why: sentence(reader.locale, 'labels', `webhookDisabled.${one.disabled_because}`),
            at: inZone(one.disabled_at, { locale: reader.locale, timeZone: reader.time_zone }, 'full'),
          }),
        });
        await toldWebhook(db, one.id);
      }
      return untold.length;
    },
  };
}

const UNSIGNED = { tookMs: 0, error: 'sealed' } as const;

/** Those that this worker has the key for. */
async function secretsOf({ secrets, subscription_id: id }: Claimed, keyring: Keyring): Promise<string[]> {
  const opened = await Promise.allSettled(secrets.map((stored) => keyring.open(stored, id)));
  return opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/** Until the next look is due, one of the flights has landed, or it is enough. */
async function restUntil(flying: Iterable<Promise<void>>, enough: AbortSignal): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([enough, over.signal]);
  await Promise.race([pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {}), ...flying]);
  over.abort();
}
