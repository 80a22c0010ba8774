import { randomUUID } from 'node:crypto';
import compression from 'compression';
import express, { type Express, Router } from 'express';
import { pinoHttp } from 'pino-http';
import * as z from 'zod';
import { Refusal } from '../contract/failures.ts';
import { readRequestId, readTrace, traceFields } from '../contract/trace.ts';
import { countOpenFindings } from '../db/reads/integrity.ts';
import type { Locale } from '../i18n/index.ts';
import { authPages } from './auth-pages.ts';
import { CASE_PATH, casePage } from './case-page.ts';
import { consolePages } from './console.ts';
import { crossOrigin } from './cors.ts';
import { docs } from './docs.ts';
import { failurePage, linkPages, localeFor } from './links/page.ts';
import { unsubscribePages } from './links/unsubscribe.ts';
import { readiness } from './health.ts';
import { metrics, routeOf } from './metrics.ts';
import { API_PREFIX, openApiDocument } from './openapi.ts';
import { aMinute } from './rate-limits.ts';
import { documentQuery } from './openapi/system.ts';
import { checked } from './problems.ts';
import { placePages } from './place-page.ts';
import type { Deps } from './route.ts';
import { ROUTES } from './routes/index.ts';
import { securityHeaders } from './security-headers.ts';
import { isLoopback } from '../settings.ts';
import { childOf, inTrace } from '../trace/current.ts';
import { SCIM_PREFIX } from './scim/names.ts';
import { scim, scimProblem } from './scim/router.ts';
import { contextOf, openContext, problemHandler, serve } from './serve.ts';

/** The way in: an Express app over its dependencies. Starting to listen is main's. */
export function createApp(deps: Deps): Express {
  const app = express();
  const figures = metrics(() => countOpenFindings(deps.db));
  app.set('trust proxy', deps.trustedProxies ?? 0);
  app.disable('etag'); // versions are told where they matter; a hash of every answer costs and helps nobody

  app.use((req, res, next) => {
    const requestId = readRequestId(req.get('X-Request-Id')) ?? randomUUID();
    const trace = { ...childOf(readTrace(req.get('traceparent'), req.get('tracestate'))), requestId };
    res.setHeader('X-Request-Id', requestId);
    res.setHeader('traceparent', trace.traceparent);
    res.locals.trace = traceFields(trace);
    openContext(req, res, requestId);
    inTrace(trace, next);
  });
  app.use(
    pinoHttp({
      logger: deps.log,
      genReqId: (_, res) => String(res.getHeader('X-Request-Id')),
      customLogLevel: (_, res) => (res.statusCode >= 500 ? 'warn' : 'debug'),
      // The pattern instead of the address, which may hold a name; known when the request has been served.
      customSuccessObject: (_, res, value: object) => ({ ...value, route: routeOf(res), ...res.locals.trace }),
      customErrorObject: (_, res, __, value: object) => ({ ...value, route: routeOf(res), ...res.locals.trace }),
      serializers: {
        req: ({ id, method }: { id: string; method: string }) => ({ id, method }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
        err: () => undefined,
      },
    }),
  );
  app.use(figures.count);
  app.use(securityHeaders(deps.publicUrl));
  app.use((req, _, next) => {
    if (req.url.length > LONGEST_URL) throw new Refusal('uriTooLong', { limit: LONGEST_URL });
    next();
  });
  if (deps.crossOrigins && deps.crossOrigins.length > 0)
    app.use([API_PREFIX, '/openapi.json'], crossOrigin(deps.crossOrigins));
  app.use(
    compression({
      filter: (req, res) => !/event-stream/.test(String(res.getHeader('Content-Type'))) && compression.filter(req, res),
    }),
  );

  if (deps.demo)
    // Pages of strangers reach this machine by a name of theirs that leads here (DNS rebinding): the demonstration has no name.
    app.use((req, _, next) => {
      if (!isLoopback(req.hostname)) throw new Refusal('hostNotAllowed', { host: req.hostname ?? '' });
      next();
    });

  app.get('/livez', (_, res) => void res.json({ alive: true }));
  app.get('/readyz', async (_, res) => {
    const parts = await readiness(deps.db, deps.gateway);
    const ready = Object.values(parts).every(Boolean);
    res
      .status(ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ ready, ...parts });
  });
  app.get('/metrics', figures.show);
  const documents = new Map<Locale, object>();
  app.get('/openapi.json', (req, res) => {
    const asked = { query: { ...req.query } };
    const { lang } = checked(z.object({ query: documentQuery }), asked, contextOf(res).locale).query;
    const locale = lang ?? contextOf(res).locale;
    const document =
      documents.get(locale) ?? openApiDocument(ROUTES, deps.publicUrl, locale, { logins: !!deps.sessions });
    documents.set(locale, document);
    res.vary('Accept-Language').json(document);
  });
  app.all(['/livez', '/readyz', '/metrics', '/openapi.json'], (_, res) => {
    res.setHeader('Allow', 'GET, HEAD');
    throw new Refusal('methodNotAllowed', { allowed: 'GET, HEAD' });
  });
  app.use('/docs', docs());
  if (deps.consoleDir !== undefined)
    app.use(consolePages(deps.consoleDir, deps.demo ? 'demo' : deps.sessions ? 'login' : 'none'));
  app.get('/', (_, res) => res.redirect('/docs/'));
  app.get(CASE_PATH, casePage(deps.temporalUi));
  app.use(placePages());

  if (deps.sessions) app.use('/auth', authPages(deps, deps.sessions));

  // One count for both ways: whoever tries out tokens is stopped, whatever the limit of the rest.
  const links = limitOfLinks();
  app.use('/l', links, linkPages(deps));
  app.use('/unsubscribe', links, unsubscribePages(deps));
  app.use(`${API_PREFIX}/links`, links);

  const api = Router();
  const { address = 0, login = 0 } = deps.rateLimits ?? {};
  if (address > 0) api.use(aMinute('address', address));
  if (login > 0) api.use('/demo/token', aMinute('login', login));
  serve(api, ROUTES, deps);
  app.use(API_PREFIX, api);
  // A directory sends many requests at once, of one address.
  app.use(SCIM_PREFIX, scim(deps, ...(address > 0 ? [aMinute('directory', address * 5)] : [])), scimProblem(deps));
  app.use(() => {
    throw new Refusal('notFound');
  });
  app.use(problemHandler(deps));
  return app;
}

/** Longer ones are no filter of a person. */
const LONGEST_URL = 8_192;
/** Looks at one-time links and answers a minute from one address. */
const LINKS_A_MINUTE = 30;

function limitOfLinks() {
  return aMinute('links', LINKS_A_MINUTE, {
    tooMany(req, res, seconds) {
      if (req.baseUrl !== '/l' && req.baseUrl !== '/unsubscribe') throw new Refusal('rateLimited', { seconds });
      failurePage(res, localeFor(req), 'rateLimited', { seconds });
    },
  });
}
