import type { Request } from 'express';
import { Refusal } from '../contract/failures.ts';

/**
 * The request's body, broken off beyond the limit; the socket stays open for the answer.
 * @param limit as it is told: `1 GiB`
 * @throws Refusal payloadTooLarge
 */
export async function* limited(req: Request, most: number, limit: string): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('the body of a request comes as bytes');
    bytes += chunk.length;
    if (bytes > most) throw new Refusal('payloadTooLarge', { limit });
    yield chunk;
  }
}
