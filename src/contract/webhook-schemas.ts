import * as z from 'zod';
import { id } from './schemas.ts';
import {
  DELIVERY_ERRORS,
  DELIVERY_STATES,
  DISABLED_BECAUSE,
  EVENT_PATTERNS,
  EVENT_TYPES,
  PING,
  WEBHOOK_STATES,
} from './webhooks.ts';
import { instant } from './times.ts';

/** What requests, answers and messages of outgoing webhooks look like. */

const paging = { cursor: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

const url = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine(
    (text) => {
      // What is no address at all is told by the check before.
      if (!URL.canParse(text)) return true;
      const { username, password, hash } = new URL(text);
      return username === '' && password === '' && hash === '';
    },
    { error: 'field.plainUrl' },
  )
  .meta({ description: 'https; http only where private addresses are allowed. Without user, password or fragment' });
const description = z.string().trim().min(1).max(500);
const events = z
  .array(z.enum(EVENT_PATTERNS))
  .min(1)
  .max(200)
  .refine((all) => new Set(all).size === all.length, { error: 'field.repeated' })
  .meta({ description: 'types (signOff.signed), families (signOff.*) or all (*)' });

export const webhookParams = z.strictObject({ webhookId: id });
export const webhooksQuery = z.strictObject(paging);
export const webhookRequest = z.strictObject({ url, description: description.optional(), events });
export const webhookChangeRequest = z
  .strictObject({
    url: url.optional(),
    description: description.nullable().optional(),
    events: events.optional(),
    state: z
      .enum(['active', 'paused'])
      .optional()
      .meta({ description: 'active also for one that was disabled, when its endpoint is there again' }),
  })
  .refine((change) => Object.keys(change).length > 0, { error: 'field.missing' });
export const rotateRequest = z.strictObject({
  overlapHours: z
    .int()
    .min(0)
    .max(168)
    .default(24)
    .meta({ description: 'for how long messages are signed with the secret before, too' }),
});
export const deliveriesQuery = z.strictObject({ ...paging, state: z.enum(DELIVERY_STATES).optional() });
export const replayRequest = z
  .strictObject({
    deliveryIds: z.array(id).min(1).max(1_000).optional(),
    failedSince: instant.optional().meta({ description: 'all that were given up and were made since' }),
  })
  .refine((asked) => (asked.deliveryIds === undefined) !== (asked.failedSince === undefined), {
    error: 'field.oneOf',
  });

export const webhook = z
  .strictObject({
    id,
    url: z.string(),
    description: z.string().nullable(),
    events: z.array(z.string()),
    state: z.enum(WEBHOOK_STATES),
    disabledBecause: z.enum(DISABLED_BECAUSE).nullable(),
    disabledAt: instant.nullable(),
    failingSince: instant.nullable().meta({ description: 'first attempt that failed since one last succeeded' }),
    succeededAt: instant.nullable(),
    pending: z.int().min(0).meta({ description: 'messages that are still to be taken' }),
    secrets: z
      .array(z.strictObject({ createdAt: instant, expiresAt: instant.nullable() }))
      .meta({ description: 'that sign now; their text is shown once, when they are made' }),
    createdBy: id,
    createdAt: instant,
    version: z.int(),
  })
  .meta({ id: 'Webhook' });
export const webhooks = z.strictObject({ items: z.array(webhook), next: z.string().nullable() });
export const webhookWithSecret = z
  .strictObject({
    webhook,
    secret: z.string().meta({ description: 'signs messages (Standard Webhooks, v1); not shown again' }),
  })
  .meta({ id: 'WebhookWithSecret' });
export const delivery = z
  .strictObject({
    id: id.meta({ description: 'the webhook-id of every attempt' }),
    type: z.string(),
    entryId: z.string().nullable(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int().min(0),
    dueAt: instant.nullable().meta({ description: 'when the next attempt is due' }),
    attemptedAt: instant.nullable(),
    tookMs: z.int().nullable(),
    status: z.int().nullable().meta({ description: 'HTTP status of the last answer' }),
    error: z.enum(DELIVERY_ERRORS).nullable(),
    sentence: z.string().nullable().meta({ description: 'the error in words' }),
    deliveredAt: instant.nullable(),
    createdAt: instant,
    payload: z.string().meta({ description: 'the body, as it is signed and sent' }),
  })
  .meta({ id: 'WebhookDelivery' });
export const deliveries = z.strictObject({ items: z.array(delivery), next: z.string().nullable() });
export const replayed = z.strictObject({ count: z.int().min(0) });
export const deleted = z.strictObject({ id });

/** The body of a message. */
export const message = z
  .strictObject({
    type: z.enum([...EVENT_TYPES, PING]),
    timestamp: instant.meta({ description: 'of the event, not of the attempt' }),
    data: z.strictObject({
      entryId: z.string().nullable(),
      handoverId: id.nullable(),
      actor: z.strictObject({ kind: z.enum(['person', 'engine', 'operator']), id: id.nullable() }),
      subject: z.strictObject({ type: z.string(), id }).nullable(),
    }),
  })
  .meta({ id: 'WebhookMessage' });
/** What a message carries beside its body. */
export const messageHeaders = z.object({
  'webhook-id': z.string().meta({ description: 'the same at every attempt and replay: whoever has seen it is done' }),
  'webhook-timestamp': z.string().meta({ description: 'of the attempt, in seconds since 1970' }),
  'webhook-signature': z.string().meta({
    description: 'v1,<base64> over id.timestamp.body by HMAC-SHA256; two, with a space between, in a rotation',
  }),
});
