import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Router } from 'express';
import assets from 'express-static-gzip';

/** How people sign in at the console: as anybody (demonstration), at the identity provider, or not by the browser at all. */
export type ConsoleSignIn = 'demo' | 'login' | 'none';

/** First parts of the console's own addresses; everything else stays what it is, notFound included. */
const FIRST_PARTS = [
  'work',
  'handovers',
  'customers',
  'overview',
  'proposals',
  'delegations',
  'outbox',
  'sign-in',
  'more',
  'policies',
  'templates',
  'access-reviews',
  'audit',
  'departures',
  'imports',
  'settings',
  'notifications',
  'employees',
  'webhooks',
  'integrity',
];
const PLACES = new RegExp(`^/(?:(?:${FIRST_PARTS.join('|')})(?:/.*)?)?$`);

/** Nothing inline, nothing from elsewhere: what people wrote into a record can never become a script here. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What a browser heeds of a page and not of its scripts and styles: a dozen of them come before the first page, on slow lines too. */
const OF_PAGES = [
  'Content-Security-Policy',
  'Permissions-Policy',
  'Cross-Origin-Opener-Policy',
  'Origin-Agent-Cluster',
  'X-Frame-Options',
  'X-DNS-Prefetch-Control',
  'X-Download-Options',
  'X-Permitted-Cross-Domain-Policies',
  'X-XSS-Protection',
];

/**
 * The pages for people: a static build (folder `console`), whose one page stands at each of its addresses.
 * @param dir what Vite built
 */
export function consolePages(dir: string, signIn: ConsoleSignIn): Router {
  const router = Router();
  // Each build names its files by their content: what was loaded once is right for ever.
  const kept = (res: ServerResponse, path: string) => {
    res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    if (/\.(?:js|css)(?:\.br)?$/.test(path)) for (const name of OF_PAGES) res.removeHeader(name);
  };
  router.use(
    '/assets',
    assets(join(dir, 'assets'), {
      enableBrotli: true,
      orderPreference: ['br'],
      index: false,
      serveStatic: { setHeaders: kept, cacheControl: false },
    }),
    // Named before the file was opened: one that a new build took away meanwhile is answered as something else.
    (_req, res, next) => {
      res.removeHeader('Content-Encoding');
      res.removeHeader('Content-Type');
      next();
    },
  );
  // At its own addresses alone: OPTIONS of any other is for those who come after.
  router.get(PLACES, async (req, res, next) => {
    if (req.accepts('html') === false) return next();
    // Read each time: a new build is served without a restart.
    const page = await readFile(join(dir, 'index.html'), 'utf8');
    res.locals.route = 'console';
    // As the console takes it from the browser (console/src/locale.ts).
    const lang = req.acceptsLanguages().some((tag) => tag.startsWith('zh')) ? 'zh-CN' : 'en';
    res
      .set('Cache-Control', 'no-store')
      .set('Content-Security-Policy', POLICY)
      .type('html')
      .send(
        page
          .replace(/(<meta name="handover-sign-in" content=")[^"]*"/, `$1${signIn}"`)
          .replaceAll(/<link [^>]*data-lang="([^"]*)"[^>]*>\s*/g, (link, of) => (of === lang ? link : '')),
      );
  });
  return router;
}
