import { lookup as resolveHost } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type LookupFunction, isIP } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { DeliveryError } from '../src/contract/webhooks.ts';
import { isPublicAddress } from '../src/domain/public-address.ts';
import { retryAfter } from '../src/domain/webhook-retry.ts';
import { traceHeaders } from '../src/trace/current.ts';
import type { Attempt, AttemptResult, WebhookSender } from './ports.ts';

const TIMEOUT_MS = 10_000;
/** Of an answer nothing but its status counts; more than this is not even waited for. */
const ANSWER_BYTES = 64 * 1024;

export interface SenderOptions {
  /** whether messages may go to addresses that are not public, and by plain HTTP */
  mayBePrivate: boolean;
  timeoutMs?: number;
  /** as dns.lookup: for tests, which lie */
  resolve?: typeof resolveHost;
}

/**
 * Sends messages by HTTP. The address that is connected to is the one that was looked at: names are resolved once, in the connection's
 * own lookup, so that a name cannot lead elsewhere between look and connection. Redirects are not followed, proxies not used,
 * connections not shared.
 */
export function webhookSender({
  mayBePrivate,
  timeoutMs = TIMEOUT_MS,
  resolve = resolveHost,
}: SenderOptions): WebhookSender {
  const allowed = (address: string) => mayBePrivate || isPublicAddress(address);
  const lookup: LookupFunction = (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(new SendError('unresolved'), '', 0);
      // One of several that is not allowed is a trap, not a choice.
      const [first] = addresses;
      if (first === undefined) return done(new SendError('unresolved'), '', 0);
      if (!addresses.every(({ address }) => allowed(address))) return done(new SendError('addressRefused'), '', 0);
      if (options.all) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
  return {
    async send(attempt) {
      const started = performance.now();
      const result = await exchange(attempt).catch((error: unknown) => ({ error: errorOf(error) }));
      return { ...result, tookMs: Math.round(performance.now() - started) };
    },
  };

  async function exchange({ id, url, payload, secrets }: Attempt): Promise<Omit<AttemptResult, 'tookMs'>> {
    const target = new URL(url);
    const host = target.hostname.replace(/^\[|\]$/g, '');
    // No lookup is made for an address.
    if (isIP(host) !== 0 && !allowed(host)) throw new SendError('addressRefused');
    if (target.protocol !== 'https:' && !mayBePrivate) throw new SendError('addressRefused');
    const body = Buffer.from(payload);
    const at = new Date();
    return new Promise((resolve, reject) => {
      const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
      const req: ClientRequest = send(
        target,
        {
          method: 'POST',
          agent: false,
          lookup,
          headers: {
            'Content-Type': 'application/json',
            'Content-Length': body.length,
            'User-Agent': 'handover-engine-webhooks/1',
            ...traceHeaders(),
            'webhook-id': id,
            'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
            'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, payload)).join(' '),
          },
        },
        (res) => {
          resolve(outcome(res, at.getTime()));
          drain(req, res, () => clearTimeout(timer));
        },
      );
      // Over everything, from the name to the last byte: an answer that trickles does not hold a place for ever.
      const timer = setTimeout(() => req.destroy(new SendError('timeout')), timeoutMs);
      req.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      req.end(body);
    });
  }
}

function outcome(res: IncomingMessage, nowMs: number): Omit<AttemptResult, 'tookMs'> {
  const status = res.statusCode ?? 0;
  if (status >= 200 && status < 300) return { status };
  const error: DeliveryError = status === 410 ? 'gone' : status >= 300 && status < 400 ? 'redirect' : 'status';
  const retryAfterMs = retryAfter(res.headers['retry-after'], nowMs);
  return { status, error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function drain(req: ClientRequest, res: IncomingMessage, ended: () => void): void {
  let bytes = 0;
  res.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES) req.destroy();
  });
  res.on('error', () => {});
  res.on('close', ended);
}

class SendError extends Error {
  readonly why: DeliveryError;
  constructor(why: DeliveryError) {
    super(why);
    this.why = why;
  }
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
]);

function errorOf(error: unknown): DeliveryError {
  // A name with several addresses fails with the errors of all of them.
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  if (first instanceof SendError) return first.why;
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  return UNREACHABLE.has(code) ? 'unreachable' : 'protocol';
}
