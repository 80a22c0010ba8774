import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { Refusal } from '../contract/failures.ts';

/**
 * How often somebody may ask, in windows of a minute, told by RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers).
 * Each process counts for itself: a count in the database would be a write with every request, and the database the first to fall
 * when there are too many.
 */
export interface RateLimits {
  /** requests a minute from one address; 0: no limit, here and below */
  address: number;
  /** by one person or service account, whatever their tokens */
  person: number;
  /** by one bearer token */
  token: number;
  /** tokens of the demonstration, from one address */
  login: number;
}

type TooMany = (req: Request, res: Response, seconds: number) => void;

/**
 * A limit of requests a minute.
 * @param name what the headers call it
 * @param by what is counted together; absent: the client's address
 * @param tooMany how it is said; absent: Refusal rateLimited
 */
export function aMinute(
  name: string,
  limit: number,
  { by, tooMany }: { by?: (req: Request, res: Response) => string; tooMany?: TooMany } = {},
): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    identifier: name,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    ...(by ? { keyGenerator: by } : {}),
    handler: (req, res, next) => {
      const seconds = Number(res.getHeader('Retry-After') ?? 60);
      if (tooMany) tooMany(req, res, seconds);
      else next(new Refusal('rateLimited', { seconds }));
    },
  });
}

/** Counts a request of somebody whose token was found good. @throws Refusal rateLimited */
export type CountPerson = (req: Request, res: Response, personId: string) => Promise<void>;

export function personLimits({ person, token }: Pick<RateLimits, 'person' | 'token'>): CountPerson {
  const ids = new WeakMap<Request, string>();
  const limits = [
    ...(person > 0 ? [aMinute('person', person, { by: (req) => ids.get(req) ?? '' })] : []),
    ...(token > 0 ? [aMinute('token', token, { by: ({ headers }) => digest(headers.authorization ?? '') })] : []),
  ];
  return async (req, res, personId) => {
    if (limits.length === 0) return;
    ids.set(req, personId);
    // By the cookie of a browser there is no token to count by.
    for (const limit of req.headers.authorization === undefined ? limits.slice(0, person > 0 ? 1 : 0) : limits)
      await new Promise<void>((resolve, reject) => {
        void limit(req, res, (error?: unknown) => (error instanceof Error ? reject(error) : resolve()));
      });
  };
}

/** Nothing by which a token could be used lies in the memory of the counters. */
const digest = (text: string) => createHash('sha256').update(text).digest('base64url');
