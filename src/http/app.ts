import { randomUUID } from 'node:crypto';
import compression from 'compression';
import express, { type Express, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { Refusal } from '../contract/failures.ts';
import { countOpenFindings } from '../db/reads/integrity.ts';
import { type Locale, localeOf } from '../i18n/index.ts';
import { CASE_PATH, casePage } from './case-page.ts';
import { docs } from './docs.ts';
import { readiness } from './health.ts';
import { metrics, routeOf } from './metrics.ts';
import { API_PREFIX, openApiDocument } from './openapi.ts';
import type { Deps } from './route.ts';
import { ROUTES } from './routes/index.ts';
import { isLoopback } from '../settings.ts';
import { contextOf, openContext, problemHandler, serve } from './serve.ts';

/** The way in: an Express app over its dependencies. Starting to listen is main's. */
export function createApp(deps: Deps): Express {
  const app = express();
  const figures = metrics(() => countOpenFindings(deps.db));
  app.set('trust proxy', deps.trustedProxies ?? 0);
  app.disable('etag'); // versions are told where they matter; a hash of every answer costs and helps nobody

  app.use((req, res, next) => {
    const sent = req.get('X-Request-Id');
    const correlationId = sent !== undefined && /^[\w.-]{1,100}$/.test(sent) ? sent : randomUUID();
    res.setHeader('X-Request-Id', correlationId);
    openContext(req, res, correlationId);
    next();
  });
  app.use(
    pinoHttp({
      logger: deps.log,
      genReqId: (_, res) => String(res.getHeader('X-Request-Id')),
      customLogLevel: (_, res) => (res.statusCode >= 500 ? 'warn' : 'debug'),
      // The pattern instead of the address, which may hold a name; known when the request has been served.
      customSuccessObject: (_, res, value: object) => ({ ...value, route: routeOf(res) }),
      customErrorObject: (_, res, __, value: object) => ({ ...value, route: routeOf(res) }),
      serializers: {
        req: ({ id, method }: { id: string; method: string }) => ({ id, method }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
        err: () => undefined,
      },
    }),
  );
  app.use(figures.count);
  app.use(helmet(secure(deps.publicUrl)));
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
    const locale = localeOf(typeof req.query.lang === 'string' ? req.query.lang : contextOf(res).locale);
    const document = documents.get(locale) ?? openApiDocument(ROUTES, deps.publicUrl, locale);
    documents.set(locale, document);
    res.vary('Accept-Language').json(document);
  });
  app.use('/docs', docs());
  app.get('/', (_, res) => res.redirect('/docs/'));
  app.get(CASE_PATH, casePage(deps.temporalUi));

  const api = Router();
  if (deps.rateLimit) api.use(limit(deps.rateLimit));
  serve(api, ROUTES, deps);
  app.use(API_PREFIX, api);
  app.use(() => {
    throw new Refusal('notFound');
  });
  app.use(problemHandler(deps));
  return app;
}

function limit(perMinute: number) {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_, res, next) =>
      next(new Refusal('rateLimited', { seconds: Number(res.getHeader('Retry-After') ?? 60) })),
  });
}

/** Plain HTTP on the own machine must not be told to switch to HTTPS. */
function secure(publicUrl: string): Parameters<typeof helmet>[0] {
  const https = publicUrl.startsWith('https:');
  return {
    contentSecurityPolicy: { directives: { scriptSrc: ["'self'"], upgradeInsecureRequests: https ? [] : null } },
    strictTransportSecurity: https,
  };
}
