import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { NextFunction, Request, RequestHandler, Response, Router } from 'express';
import { v7 as uuidv7 } from 'uuid';
import { Refusal } from '../contract/failures.ts';
import { type Actor, withPerson } from '../db/connect.ts';
import { relationsTo, seesCase } from '../db/reads/handovers.ts';
import { type Locale, localeOf } from '../i18n/index.ts';
import { callerOf } from './caller.ts';
import { tellDeprecated } from './deprecation.ts';
import { mustBeGoodEnough } from './fresh.ts';
import { digestOf, keyIn, takeKey } from './idempotency.ts';
import type { Person } from './identity.ts';
import { jsonReader } from './json-body.ts';
import { API_PREFIX } from './openapi.ts';
import { InvalidRequest, type ProblemContext, isRefused, refusalOf, sendProblem } from './problems.ts';
import { problemsOf } from './problems-of.ts';
import { type CountPerson, personLimits } from './rate-limits.ts';
import { type Deps, Instead, type RawCall, type Route, SENT, bodyTypesOf, mediaOf } from './route.ts';
import { actsInScope } from './scope.ts';
import { verdict } from './who.ts';

const readJson = jsonReader(['application/json'], 2 * 1024 * 1024);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

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
  const pathOf = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');
  const count = personLimits(deps.rateLimits ?? { person: 0, token: 0 });
  for (const path of [...new Set(routes.map((route) => route.path))].toSorted(exactFirst)) {
    const here = routes.filter((route) => route.path === path);
    for (const route of here)
      router[route.method](pathOf(path), told(route, deps, handler(route, { routes, deps, count })));
    const methods = here.map((route) => route.method.toUpperCase());
    const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
    router.all(pathOf(path), (req, res) => {
      res.setHeader('Allow', allowed);
      if (req.method === 'OPTIONS') res.status(204).end();
      else throw new Refusal('methodNotAllowed', { allowed });
    });
  }
}

/** So that an address with a parameter does not catch what was sent to its more exact neighbour: `/a/b` goes before `/a/{id}`. */
function exactFirst(a: string, b: string): number {
  const others = b.split('/');
  for (const [n, segment] of a.split('/').entries()) {
    const differ = Number(segment.startsWith('{')) - Number(others[n]?.startsWith('{') ?? false);
    if (differ !== 0) return differ;
  }
  return 0;
}

/** In tests, a problem that the OpenAPI document does not tell of the operation is a failure of ours. */
function told(route: Route, { checkAnswers }: Deps, handle: RequestHandler): RequestHandler {
  if (!checkAnswers) return handle;
  const known = problemsOf(route);
  return async (req, res, next) => {
    try {
      await handle(req, res, next);
    } catch (error) {
      const type = error instanceof InvalidRequest ? 'invalid' : refusalOf(error).type;
      if (known.has(type)) throw error;
      throw new Error(`${route.operationId} answered ${type}, which src/http/refusals.ts does not tell`, {
        cause: error,
      });
    }
  };
}

interface Around {
  /** the whole table */
  routes: readonly Route[];
  deps: Deps;
  count: CountPerson;
}

function handler(route: Route, { routes, deps, count }: Around): RequestHandler {
  return async (req, res) => {
    res.locals.route = `${API_PREFIX}${route.path}`;
    if (route.deprecated) tellDeprecated(res, route.deprecated);
    const caller = route.who.may === 'everybody' ? null : await callerOf(deps, req);
    const person = caller?.person ?? null;
    const { correlationId } = contextOf(res);
    const locale = wantedLocale(req) ?? person?.locale ?? 'en';
    contexts.set(res, { correlationId, locale });
    if (person) await count(req, res, person.id);
    if (caller) await deps.leases.hold(caller.person.id, res, caller.session);
    const available = ['application/json', 'application/problem+json', ...mediaOf(route)];
    if (req.accepts(available) === false) throw new Refusal('notAcceptable', { available: available.join(', ') });
    const scope = person && actsInScope(route, person);
    if (person) await mayThey(route, deps, { ...person, scope }, req);
    if (person && route.signs) mustBeGoodEnough(person);
    if (route.ifMatch === 'required' && req.get('If-Match') === undefined) throw new Refusal('preconditionRequired');
    const key = person && keyOf(route, req);
    const body = await bodyOf(route, req, res);

    const call: RawCall = { deps, locale, correlationId, scope, routes, req, res };
    const work = route.prepare(call, { params: req.params, query: { ...req.query }, body }, person);
    if (person === null || key === null) return answer(route, deps, res, await work(uuidv7()));

    const streams = route.bodyType === undefined ? null : digestOfStream(req);
    const digest = streams ? null : digestOf(body);
    const taken = await takeKey(deps.db, { actorId: person.id, key, route: addressOf(req), digest });
    if (taken.answer) {
      if (streams && !taken.digest.equals(await streams.rest())) throw new Refusal('idempotencyKeyReused');
      return send(res, taken.answer.status, taken.answer.body);
    }
    try {
      const given = await work(taken.id);
      if (given === SENT) return await taken.letGo(false);
      await taken.keep(answerOf(route, given), digest ?? (await streams?.rest()) ?? Buffer.alloc(0));
      return answer(route, deps, res, given);
    } catch (error) {
      await taken.letGo(isRefused(error));
      throw error;
    }
  };
}

/** What a key stands for beside the body: method, path, and the query, in any order. */
function addressOf(req: Request): string {
  const query = new URLSearchParams(req.originalUrl.split('?')[1] ?? '');
  query.sort();
  return `${req.method} ${req.baseUrl}${req.path}${query.size > 0 ? `?${query.toString()}` : ''}`;
}

/** The digest of a body that the handler reads, taken along as it passes. */
function digestOfStream(req: Request): { rest(): Promise<Buffer> } {
  const hash = createHash('sha256');
  // Paused first: to listen must not begin to read, before the handler does.
  req.pause();
  req.on('data', (chunk: Buffer) => hash.update(chunk));
  return {
    async rest() {
      if (!req.readableEnded) {
        const ended = once(req, 'end');
        req.resume();
        await ended;
      }
      return hash.digest();
    },
  };
}

async function mayThey(route: Route, deps: Deps, person: Person & Actor, req: Request): Promise<void> {
  const { handoverId } = req.params;
  const ofCase = route.who.may === 'seeCase' || route.who.may === 'actOnCase';
  const relations =
    ofCase && typeof handoverId === 'string' && UUID.test(handoverId)
      ? await withPerson(deps.db, person, async (tx) => {
          if (route.who.may === 'actOnCase') return relationsTo(tx, handoverId, person.id);
          // Who sees it need not be told what they are to it.
          return (await seesCase(tx, handoverId)) ? [] : null;
        })
      : null;
  const said = verdict(route.who, person.roles, relations);
  if (said !== 'yes') throw new Refusal(said === 'hidden' ? 'notFound' : 'notForYou');
}

async function bodyOf(route: Route, req: Request, res: Response): Promise<unknown> {
  const types = bodyTypesOf(route);
  if (types.length > 0) {
    const expected = types.join(', ');
    if (!req.is([...types])) throw new Refusal('unsupportedMediaType', { expected });
    // A file that is small on the line and endless in memory.
    if (!/^(identity)?$/i.test(req.get('Content-Encoding') ?? ''))
      throw new Refusal('unsupportedMediaType', { expected: `${expected}, Content-Encoding: identity` });
    return undefined;
  }
  if (!('body' in route.takes)) return undefined;
  return (await readJson(req, res, contextOf(res))) ?? {};
}

/** @returns null: the route or the caller does without */
function keyOf(route: Route, req: Request): string | null {
  if (route.idempotency === undefined) return null;
  const key = keyIn(req.get('Idempotency-Key'));
  if (key === null && route.idempotency === 'required') throw new Refusal('idempotencyKeyMissing');
  return key;
}

function answer(route: Route, deps: Deps, res: Response, given: unknown): void {
  if (given === SENT) return;
  const { status, gives, body } = answerOf(route, given);
  if (deps.checkAnswers) gives.parse(JSON.parse(JSON.stringify(body)));
  send(res, status, body);
}

const answerOf = ({ status = 200, gives }: Route, given: unknown) =>
  given instanceof Instead ? given : { status, gives, body: given };

function send(res: Response, status: number, body: unknown): void {
  if ((status === 201 || status === 202) && hasSelf(body)) res.location(body.links.self);
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
      log.error({ correlationId: context.correlationId, error }, 'request failed');
    if (res.headersSent) {
      next(error);
      return;
    }
    sendProblem(res, refusal.type, context, refusal);
  };
}
