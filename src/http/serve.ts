import { type NextFunction, type Request, type RequestHandler, type Response, type Router, json } from 'express';
import { v7 as uuidv7 } from 'uuid';
import { Refusal } from '../contract/failures.ts';
import { withPerson } from '../db/connect.ts';
import { relationsTo } from '../db/reads/handovers.ts';
import { type Locale, localeOf } from '../i18n/index.ts';
import { keepAnswer, takeKey } from './idempotency.ts';
import type { Person } from './identity.ts';
import { API_PREFIX } from './openapi.ts';
import { InvalidRequest, type ProblemContext, refusalOf, sendProblem } from './problems.ts';
import { type Deps, type RawCall, type Route, SENT } from './route.ts';
import { verdict } from './who.ts';

const BODY_LIMIT = '2mb';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const parseJson = json({ limit: BODY_LIMIT, type: 'application/json', strict: true });

/** What is known of a request when something goes wrong on its way. */
const contexts = new WeakMap<Response, ProblemContext>();

export function openContext(req: Request, res: Response, correlationId: string): void {
  contexts.set(res, { correlationId, locale: wantedLocale(req) ?? 'en' });
}
export function contextOf(res: Response): ProblemContext {
  return contexts.get(res) ?? { correlationId: '', locale: 'en' };
}

/** Accept-Language, when it names one of ours. */
function wantedLocale(req: Request): Locale | undefined {
  const header = req.headers['accept-language']?.trim();
  // "*" is what programs send that were told nothing.
  const found = header === undefined || header === '*' ? false : req.acceptsLanguages('zh-CN', 'zh', 'en');
  return found === false ? undefined : localeOf(found);
}

/** Registers every route of the table; an address with another method is methodNotAllowed, never silence. */
export function serve(router: Router, routes: readonly Route[], deps: Deps): void {
  const addressOf = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');
  for (const route of routes) router[route.method](addressOf(route.path), handler(route, deps));
  // After all routes, so that an address with a parameter does not catch its more exact neighbour.
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
    const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
    router.all(addressOf(path), (req, res) => {
      res.setHeader('Allow', allowed);
      if (req.method === 'OPTIONS') res.status(204).end();
      else throw new Refusal('methodNotAllowed', { allowed });
    });
  }
}

function handler(route: Route, deps: Deps): RequestHandler {
  return async (req, res) => {
    res.locals.route = `${API_PREFIX}${route.path}`;
    const person = route.who.may === 'everybody' ? null : await deps.identity.identify(req.headers.authorization);
    const { correlationId } = contextOf(res);
    const locale = wantedLocale(req) ?? person?.locale ?? 'en';
    contexts.set(res, { correlationId, locale });
    if (person) await deps.leases.hold(person.id, res);
    const available = ['application/json', 'application/problem+json', ...(route.alsoGives ? [route.alsoGives] : [])];
    if (req.accepts(available) === false) throw new Refusal('notAcceptable', { available: available.join(', ') });
    if (person) await mayThey(route, deps, person, req);
    const key = person && keyOf(route, req);
    const body = await bodyOf(route, req, res);

    const call: RawCall = { deps, locale, correlationId, req, res };
    const work = route.prepare(call, { params: req.params, query: { ...req.query }, body }, person);
    if (person === null || key === null) return answer(route, deps, res, await work(uuidv7()));

    const address = `${req.method} ${req.baseUrl}${req.path}`;
    const taken = await takeKey(deps.db, { actorId: person.id, key, route: address, body });
    if (taken.answer) return send(res, taken.answer.status, taken.answer.body);
    const given = await work(taken.id);
    await keepAnswer(deps.db, person.id, key, route.status ?? 200, given);
    return answer(route, deps, res, given);
  };
}

async function mayThey(route: Route, deps: Deps, person: Person, req: Request): Promise<void> {
  const { handoverId } = req.params;
  const ofCase = route.who.may === 'seeCase' || route.who.may === 'actOnCase';
  const relations =
    ofCase && typeof handoverId === 'string' && UUID.test(handoverId)
      ? await withPerson(deps.db, person.id, (tx) => relationsTo(tx, handoverId, person.id))
      : null;
  const said = verdict(route.who, person.roles, relations);
  if (said !== 'yes') throw new Refusal(said === 'hidden' ? 'notFound' : 'notForYou');
}

async function bodyOf(route: Route, req: Request, res: Response): Promise<unknown> {
  if (route.bodyType !== undefined) {
    if (!req.is(route.bodyType)) throw new Refusal('unsupportedMediaType', { expected: route.bodyType });
    return undefined;
  }
  if (!('body' in route.takes)) return undefined;
  // null: there is no body at all, which the schema will name field by field.
  if (req.is('application/json') === false) throw new Refusal('unsupportedMediaType', { expected: 'application/json' });
  await new Promise<void>((resolve, reject) => {
    parseJson(req, res, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  const body: unknown = req.body;
  return body ?? {};
}

/** @returns null: the route or the caller does without */
function keyOf(route: Route, req: Request): string | null {
  if (route.idempotency === undefined) return null;
  const key = req.get('Idempotency-Key')?.trim() ?? '';
  if (key.length > 0 && key.length <= 255) return key;
  if (route.idempotency === 'required' || key.length > 255) throw new Refusal('idempotencyKeyMissing');
  return null;
}

function answer(route: Route, deps: Deps, res: Response, given: unknown): void {
  if (given === SENT) return;
  if (deps.checkAnswers) route.gives.parse(JSON.parse(JSON.stringify(given)));
  send(res, route.status ?? 200, given);
}

function send(res: Response, status: number, body: unknown): void {
  if (status === 202 && hasSelf(body)) res.location(body.links.self);
  res.status(status).set('Cache-Control', 'no-store').json(body);
}

function hasSelf(body: unknown): body is { links: { self: string } } {
  if (typeof body !== 'object' || body === null || !('links' in body)) return false;
  const { links } = body;
  return typeof links === 'object' && links !== null && 'self' in links && typeof links.self === 'string';
}

/** The last stop: whatever was thrown leaves as a problem; what the caller cannot mend is logged. */
export function problemHandler({ log }: Pick<Deps, 'log'>) {
  return (error: unknown, _req: Request, res: Response, next: NextFunction): void => {
    const context = contextOf(res);
    if (error instanceof InvalidRequest && !res.headersSent) {
      sendProblem(res, 'invalid', context, { faults: error.faults });
      return;
    }
    const refusal = refusalOf(error);
    if (
      refusal !== error &&
      (refusal.type === 'internal' || refusal.type === 'unavailable' || refusal.type === 'notForYou')
    )
      log.error({ correlationId: context.correlationId, error: described(error) }, 'request failed');
    if (res.headersSent) {
      next(error);
      return;
    }
    sendProblem(res, refusal.type, context, refusal);
  };
}

/** An error without its `detail`, in which PostgreSQL quotes the row. */
function described(error: unknown): object {
  if (!(error instanceof Error)) return { kind: typeof error };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error ? { code: error.code } : {}),
  };
}
