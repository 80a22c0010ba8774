import { type Request, type Response, Router, urlencoded } from 'express';
import { FAILURES, Refusal } from '../contract/failures.ts';
import { type Locale, sentence } from '../i18n/index.ts';
import { clearCookie, readCookie, setCookie } from './cookies.ts';
import { escaped, pageOf } from './links/html.ts';
import { failurePage, localeFor } from './links/page.ts';
import { refusalOf } from './problems.ts';
import { aMinute } from './rate-limits.ts';
import type { Deps } from './route.ts';
import type { Sessions } from './sessions.ts';

/** Told by the issuers, each from an address of its own, when people log out there. */
const LOGOUTS_A_MINUTE = 1_200;
const LONGEST_RETURN = 2_000;

/** `/auth/login` and `/auth/callback`: the way of a browser to the issuer and back; `/auth/backchannel-logout`: the issuer's own. */
export function authPages(deps: Deps, sessions: Sessions): Router {
  const router = Router();
  router.post(
    '/backchannel-logout',
    aMinute('logout', LOGOUTS_A_MINUTE),
    urlencoded({ extended: false, limit: '32kb', parameterLimit: 10 }),
    (req, res) => loggedOutElsewhere(deps, sessions, req, res),
  );
  const logins = deps.rateLimits?.login ?? 0;
  if (logins > 0)
    router.use(
      aMinute('login', logins, {
        tooMany: (req, res, seconds) => failurePage(res, localeFor(req), 'rateLimited', { seconds }),
      }),
    );
  router.get('/login', (req, res) =>
    guarded(deps, req, res, '/auth/login', async () => {
      const returnTo = localPath(text(req.query.returnTo), deps.publicUrl);
      const wanted = { acrValues: acrOf(text(req.query.acr)), maxAge: maxAgeOf(text(req.query.maxAge)) };
      const key = text(req.query.issuer);
      const [only] = sessions.logins;
      const login = key === undefined ? only : sessions.logins.find((one) => one.key === key);
      if (!login) throw new Refusal('notFound');
      if (key === undefined && sessions.logins.length > 1) return choice(res, localeFor(req), sessions, req.query);
      const { token, location } = await sessions.begin(login, returnTo, wanted);
      setCookie(res, 'login', token, deps.publicUrl);
      res.set('Cache-Control', 'no-store').redirect(303, location);
    }),
  );
  router.get('/callback', (req, res) =>
    guarded(deps, req, res, '/auth/callback', async () => {
      clearCookie(res, 'login', deps.publicUrl);
      const address = new URL(`${deps.publicUrl}/auth/callback`);
      address.search = new URL(req.originalUrl, deps.publicUrl).search;
      const { token, returnTo } = await sessions.finish(readCookie(req, 'login', deps.publicUrl), address, {
        userAgent: req.get('User-Agent'),
        before: readCookie(req, 'session', deps.publicUrl),
      });
      setCookie(res, 'session', token, deps.publicUrl);
      res.set('Cache-Control', 'no-store').redirect(303, returnTo);
    }),
  );
  return router;
}

/** OpenID Connect Back-Channel Logout 1.0, 2.8: 200 when it is done, 400 when the token is none; later again when its keys are away. */
async function loggedOutElsewhere({ log }: Deps, sessions: Sessions, req: Request, res: Response): Promise<void> {
  res.locals.route = '/auth/backchannel-logout';
  res.set('Cache-Control', 'no-store');
  const body: unknown = req.body;
  const token = typeof body === 'object' && body !== null && 'logout_token' in body ? body.logout_token : undefined;
  try {
    const ended = typeof token === 'string' ? await sessions.over(token) : undefined;
    if (ended === undefined) throw new Refusal('unauthenticated');
    log.info({ ended }, 'an issuer ended sessions');
    res.status(200).end();
  } catch (error) {
    const { type } = refusalOf(error);
    log.warn({ failure: type, why: whyOf(error) }, 'a logout that an issuer told of was refused');
    if (FAILURES[type].status >= 500)
      res.status(503).set('Retry-After', '5').json({ error: 'temporarily_unavailable' });
    else res.status(400).json({ error: 'invalid_request' });
  }
}

/**
 * Where a login leads back to: an address of this product, or its front page. Whatever a browser could take for another host
 * (`//elsewhere`, `/\elsewhere`) is not followed.
 */
export function localPath(wanted: string | undefined, publicUrl: string): string {
  if (wanted === undefined || !wanted.startsWith('/') || wanted.length > LONGEST_RETURN) return '/';
  if (!URL.canParse(wanted, publicUrl)) return '/';
  const { origin, pathname, search, hash } = new URL(wanted, publicUrl);
  // "/.//elsewhere" becomes "//elsewhere".
  if (origin !== new URL(publicUrl).origin || pathname.startsWith('//')) return '/';
  return `${pathname}${search}${hash}`;
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const acrOf = (said: string | undefined) =>
  said !== undefined && /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,1000}$/.test(said) ? said : undefined;
const maxAgeOf = (said: string | undefined) =>
  said !== undefined && /^\d{1,5}$/.test(said) ? Number(said) : undefined;

function choice(res: Response, locale: Locale, sessions: Sessions, query: Request['query']): void {
  const title = sentence(locale, 'links', 'login.title');
  const items = sessions.logins.map(({ key, name }) => {
    const kept = Object.entries(query).flatMap(([param, value]) =>
      typeof value === 'string' && ['returnTo', 'acr', 'maxAge'].includes(param)
        ? [[param, value] as [string, string]]
        : [],
    );
    const address = `?${new URLSearchParams([...kept, ['issuer', key] as [string, string]]).toString()}`;
    const shown = sentence(locale, 'links', 'login.at', { name: locale === 'en' ? name.en : name.zh });
    return `<li><a href="${escaped(address)}">${escaped(shown)}</a></li>`;
  });
  res
    .type('html')
    .set('Cache-Control', 'no-store')
    .set('Content-Language', locale)
    .vary('Accept-Language')
    .send(pageOf(locale, { title, html: `<ul>${items.join('')}</ul>` }));
}

async function guarded(
  { log }: Deps,
  req: Request,
  res: Response,
  route: string,
  work: () => Promise<void>,
): Promise<void> {
  res.locals.route = route;
  try {
    await work();
  } catch (error) {
    const { type, params } = refusalOf(error);
    if (FAILURES[type].status >= 500) log.error({ failure: type, why: whyOf(error) }, 'a login could not be served');
    else log.info({ failure: type, why: whyOf(error) }, 'a login was refused');
    // Nobody at this address is known to the issuer, or nobody here is known by what it says: the same sentence.
    failurePage(res, localeFor(req), type === 'unauthenticated' ? 'loginUnknown' : type, params);
  }
}

/** The library's code for what went wrong; never what was sent. */
function whyOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !(error.cause instanceof Error)) return undefined;
  return 'code' in error.cause ? String(error.cause.code) : error.cause.name;
}
