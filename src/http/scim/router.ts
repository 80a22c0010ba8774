import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { Refusal } from '../../contract/failures.ts';
import { ScimError } from '../../domain/scim/error.ts';
import type { Resource } from '../../domain/scim/match.ts';
import { isComplex, textIn } from '../../domain/scim/match.ts';
import { projected } from '../../domain/scim/resource.ts';
import { callerOf } from '../caller.ts';
import { digestOf, keyIn, takeKey } from '../idempotency.ts';
import { jsonReader } from '../json-body.ts';
import { isRefused } from '../problems.ts';
import type { Deps } from '../route.ts';
import type { Locale } from '../../i18n/index.ts';
import { contextOf } from '../serve.ts';
import { bulk } from './bulk.ts';
import { resourceTypes, schemas, serviceProviderConfig } from './discovery.ts';
import { errorOf } from './errors.ts';
import { noneMatches, versionOf } from './etag.ts';
import { type Keeper, keeperOf } from './keeper.ts';
import { LARGEST_PAYLOAD, LIST_RESPONSE, SCIM_JSON, SCIM_PREFIX, SEARCH_REQUEST } from './names.ts';
import { type Asked, askedIn, queryOf, wantsMembers } from './query.ts';
import { ENDPOINTS, type Endpoint } from './resources.ts';

const MEDIA_TYPES = [SCIM_JSON, 'application/json'];

/** The caller's language, once they are known. */
const locales = new WeakMap<Response, Locale>();

type Handler = (k: Keeper, req: Request, res: Response) => Promise<void>;

/**
 * The company's directory by SCIM 2.0 (RFC 7643, 7644): employees as Users, departments as Groups. Everything is refused in SCIM's own
 * form.
 * @param before what every request goes through first
 */
export function scim(deps: Deps, ...before: RequestHandler[]): Router {
  const router = Router();
  for (const handler of before) router.use(handler);
  const on = (path: string, methods: Partial<Record<'get' | 'post' | 'put' | 'patch' | 'delete', Handler>>) => {
    for (const [method, handle] of Object.entries(methods))
      router[method as keyof typeof methods](path, served(deps, `${SCIM_PREFIX}${path}`, handle));
    const allowed = Object.keys(methods).map((method) => method.toUpperCase());
    router.all(path, (_, res) => {
      res.setHeader('Allow', allowed.join(', '));
      throw new ScimError('methodNotAllowed', { allowed: allowed.join(', ') });
    });
  };

  for (const { path, all } of [
    { path: '/ResourceTypes', all: resourceTypes },
    { path: '/Schemas', all: schemas },
  ]) {
    on(path, { get: async ({ base }, _, res) => sendList(res, all(base), all(base).length, 1) });
    on(`${path}/:id`, {
      get: async ({ base }, req, res) => {
        const id = String(req.params.id);
        const found = all(base).find((one) => one.id.toLowerCase() === id.toLowerCase());
        if (!found) throw new ScimError('notFound', { id: id.slice(0, 100) });
        send(res, 200, found);
      },
    });
  }
  on('/ServiceProviderConfig', { get: async ({ base }, _, res) => send(res, 200, serviceProviderConfig(base)) });
  on('/Bulk', {
    post: async (k, req, res) =>
      send(res, 200, await bulk(k, req.body, (error) => told(deps, error, k.locale, k.correlationId))),
  });
  on('/Me', {
    get: async () => {
      throw new ScimError('notImplemented');
    },
  });
  for (const endpoint of ENDPOINTS) resources(on, endpoint);
  on('/.search', { post: (k, req, res) => list(k, ENDPOINTS, searched(req.body), res) });

  router.use((req) => {
    throw new ScimError('notFound', { id: req.path.slice(0, 100) });
  });
  return router;
}

/** The last stop of an address of the directory, also for what was refused before the router. */
export const scimProblem =
  (deps: Deps) =>
  (error: unknown, _req: Request, res: Response, next: NextFunction): void => {
    const { locale, correlationId } = contextOf(res);
    const { status, body } = told(deps, error, locales.get(res) ?? locale, correlationId);
    if (res.headersSent) return next(error);
    if (status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
    send(res, status, body);
  };

function resources(on: (path: string, methods: Record<string, Handler>) => void, endpoint: Endpoint): void {
  const { type } = endpoint;
  const wantedIn = (req: Request) => askedIn({ ...req.query }).wanted;
  const give = (res: Response, status: number, resource: Resource, req: Request) => {
    res.setHeader('ETag', versionOf(resource));
    send(res, status, projected(type, resource, wantedIn(req)));
  };
  const idOf = (req: Request) => String(req.params.id);

  on(type.endpoint, {
    get: (k, req, res) => list(k, [endpoint], askedIn({ ...req.query }), res),
    post: async (k, req, res) => {
      wantedIn(req);
      const resource = await once(k, req, () => endpoint.create(k, req.body));
      res.location(`${k.base}${type.endpoint}/${textIn(resource.id)}`);
      give(res, 201, resource, req);
    },
  });
  on(`${type.endpoint}/.search`, { post: (k, req, res) => list(k, [endpoint], searched(req.body), res) });
  on(`${type.endpoint}/:id`, {
    get: async (k, req, res) => {
      const resource = await endpoint.read(k, idOf(req), wantsMembers(wantedIn(req)));
      const known = req.get('If-None-Match');
      if (known !== undefined && !noneMatches(known, versionOf(resource))) {
        res.status(304).setHeader('ETag', versionOf(resource)).end();
        return;
      }
      give(res, 200, resource, req);
    },
    put: async (k, req, res) => {
      wantedIn(req);
      give(res, 200, await endpoint.replace(k, idOf(req), req.body, req.get('If-Match')), req);
    },
    patch: async (k, req, res) => {
      wantedIn(req);
      give(res, 200, await endpoint.patch(k, idOf(req), req.body, req.get('If-Match')), req);
    },
    delete: async (k, req, res) => {
      await endpoint.remove(k, idOf(req), req.get('If-Match'));
      res.status(204).end();
    },
  });
}

const readJson = jsonReader(MEDIA_TYPES, LARGEST_PAYLOAD);

/** Everything that a request goes through before its handler: who sends it, and its body. */
function served(deps: Deps, route: string, handle: Handler): RequestHandler {
  return async (req, res) => {
    res.locals.route = route;
    const { correlationId, locale: asked } = contextOf(res);
    const { person, session } = await callerOf(deps, req);
    const locale = req.headers['accept-language'] === undefined ? person.locale : asked;
    locales.set(res, locale);
    await deps.leases.hold(person.id, res, session);
    if (person.scopes === null && !person.roles.includes('hr')) throw new Refusal('notForYou');
    if (person.scopes !== null && !person.scopes.includes('scim')) throw new Refusal('scopeMissing', { scope: 'scim' });
    await readBody(req, res);
    await handle(keeperOf({ deps, person, locale, correlationId, base: `${deps.publicUrl}${SCIM_PREFIX}` }), req, res);
  };
}

async function readBody(req: Request, res: Response): Promise<void> {
  if (['GET', 'HEAD', 'DELETE'].includes(req.method)) return;
  if (req.is(MEDIA_TYPES) === false) throw new ScimError('mediaType');
  req.body = await readJson(req, res, contextOf(res));
}

/** With an Idempotency-Key the same request makes one resource, as everywhere in the API. */
async function once(k: Keeper, req: Request, work: () => Promise<Resource>): Promise<Resource> {
  const key = keyIn(req.get('Idempotency-Key'));
  if (key === null) return work();
  const digest = digestOf(req.body);
  const taken = await takeKey(k.deps.db, {
    actorId: k.person.id,
    key,
    route: `POST ${req.baseUrl}${req.path}`,
    digest,
  });
  if (taken.answer) return isComplex(taken.answer.body) ? taken.answer.body : {};
  try {
    const made = await work();
    await taken.keep({ status: 201, body: made }, digest);
    return made;
  } catch (error) {
    await taken.letGo(error instanceof ScimError || isRefused(error));
    throw error;
  }
}

function searched(body: unknown): Asked {
  if (!isComplex(body) || !Array.isArray(body.schemas) || !body.schemas.includes(SEARCH_REQUEST))
    throw new ScimError('schemasMissing', { schema: SEARCH_REQUEST });
  return askedIn(body);
}

/** Resources of one type, or of all that know the attributes of the filter, one type after the other. */
async function list(k: Keeper, endpoints: readonly Endpoint[], asked: Asked, res: Response): Promise<void> {
  const queries = endpoints.map((endpoint) => {
    try {
      return { endpoint, query: queryOf(endpoint.type, asked) };
    } catch (error) {
      return { endpoint, error };
    }
  });
  if (queries.every(({ query }) => query === undefined)) throw queries[0]?.error;
  let total = 0;
  const shown: object[] = [];
  for (const { endpoint, query } of queries) {
    if (!query) continue;
    const found = await endpoint.list(k, {
      ...query,
      offset: Math.max(0, query.offset - total),
      limit: asked.count - shown.length,
    });
    total += found.total;
    shown.push(...found.resources.map((one) => projected(endpoint.type, one, asked.wanted)));
  }
  sendList(res, shown, total, asked.startIndex);
}

function sendList(res: Response, resources: readonly object[], total: number, startIndex: number): void {
  send(res, 200, {
    schemas: [LIST_RESPONSE],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  });
}

function send(res: Response, status: number, body: object): void {
  res
    .status(status)
    .set('Content-Type', `${SCIM_JSON}; charset=utf-8`)
    .set('Cache-Control', 'no-store')
    .send(JSON.stringify(body));
}

/** An error as it is told; what the caller cannot mend is logged, without values. */
function told(deps: Deps, error: unknown, locale: Keeper['locale'], correlationId: string) {
  const answer = errorOf(error, locale, correlationId);
  if (answer.status >= 500 && error instanceof Error && !(error instanceof Refusal) && !(error instanceof ScimError))
    deps.log.error({ correlationId, error }, 'request failed');
  return answer;
}
