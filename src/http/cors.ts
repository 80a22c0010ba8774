import cors from 'cors';
import type { RequestHandler } from 'express';

/** What a page elsewhere may read beside the body. */
const EXPOSED = [
  'Content-Disposition',
  'Content-Language',
  'Deprecation',
  'ETag',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Sunset',
  'WWW-Authenticate',
  'X-Request-Id',
  'traceparent',
];
const SENT = [
  'Accept',
  'Accept-Language',
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Last-Event-ID',
  'X-Request-Id',
  'traceparent',
  'tracestate',
];

/**
 * Lets pages of these origins, and of no others, read answers. They come with a bearer token: cookies are not for them, and requests
 * with one are refused as ever (crossSite).
 * @param origins as browsers write them, such as https://console.example.com
 */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  return cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: SENT,
    exposedHeaders: EXPOSED,
    credentials: false,
    maxAge: 600,
  });
}
