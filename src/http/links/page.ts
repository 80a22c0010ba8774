import { type Request, type Response, Router, urlencoded } from 'express';
import { FAILURES, type FailureType } from '../../contract/failures.ts';
import { type Locale, localeOf, sentence } from '../../i18n/index.ts';
import { refusalOf } from '../problems.ts';
import type { Deps } from '../route.ts';
import { escaped, pageOf } from './html.ts';
import { openedLink } from './link.ts';
import { PURPOSES, purposeOf } from './purposes.ts';

/** Larger than the longest answer, smaller than what costs anything. */
const FORM_LIMIT = '40kb';

/** `/l/{token}`: where the link in a letter leads. A look at it changes nothing, so that whoever fetches links in mails does no harm. */
export function linkPages(deps: Deps): Router {
  const router = Router();
  router.get('/:token', async (req: Request<{ token: string }>, res: Response) => {
    const locale = localeFor(req);
    await guarded(deps, res, locale, '/l/{token}', async () => {
      const link = await openedLink(deps, req.params.token, Object.keys(PURPOSES));
      const purpose = purposeOf(link);
      sendPage(res, 200, locale, purpose.page(await purpose.show(deps, link), locale));
    });
  });
  router.post(
    '/:token',
    urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 20 }),
    async (req: Request<{ token: string }>, res: Response) => {
      const locale = localeFor(req);
      await guarded(deps, res, locale, '/l/{token}', async () => {
        const link = await openedLink(deps, req.params.token, Object.keys(PURPOSES));
        const purpose = purposeOf(link);
        const answer = purpose.takes.safeParse(formOf(req.body));
        if (!answer.success) {
          const { title, html } = purpose.page(await purpose.show(deps, link), locale);
          const alert = `<p role="alert">${escaped(sentence(locale, 'links', 'incomplete'))}</p>`;
          sendPage(res, 422, locale, { title, html: `${alert}\n${html}` });
          return;
        }
        await purpose.take(deps, link, answer.data);
        const title = sentence(locale, 'links', 'thanks');
        sendPage(res, 200, locale, { title, html: `<p>${escaped(sentence(locale, 'links', 'taken'))}</p>` });
      });
    },
  );
  return router;
}

/** A page with the one sentence of a failure: for people, who would not read a problem in JSON. */
export function failurePage(
  res: Response,
  locale: Locale,
  type: FailureType,
  params: Record<string, string | number> = {},
): void {
  const title = sentence(locale, 'links', 'failed');
  const text = sentence(locale, 'problems', type, { correlationId: String(res.getHeader('X-Request-Id')), ...params });
  sendPage(res, FAILURES[type].status, locale, { title, html: `<p>${escaped(text)}</p>` });
}

/** The switch on the page, else what the browser prefers. */
export function localeFor(req: Request): Locale {
  const { lang } = req.query;
  if (typeof lang === 'string') return localeOf(lang);
  const preferred = req.headers['accept-language'] === undefined ? 'zh' : req.acceptsLanguages('zh-CN', 'zh', 'en');
  return localeOf(preferred === false ? 'en' : preferred);
}

/** Does the work of a page; what goes wrong is told on one too. @param route the pattern of its address, for the figures */
export async function guarded(
  deps: Deps,
  res: Response,
  locale: Locale,
  route: string,
  work: () => Promise<void>,
): Promise<void> {
  res.locals.route = route;
  try {
    await work();
  } catch (error) {
    const { type, params } = refusalOf(error);
    if (FAILURES[type].status >= 500) deps.log.error({ failure: type }, 'a link could not be served');
    failurePage(res, locale, type, params);
  }
}

/** A page in its language, that nobody keeps. */
export function sendPage(res: Response, status: number, locale: Locale, page: { title: string; html: string }): void {
  res
    .status(status)
    .type('html')
    .set('Cache-Control', 'no-store')
    .set('Content-Language', locale)
    .vary('Accept-Language')
    .send(pageOf(locale, page));
}

/** Fields that were left empty are fields that were not filled in. */
function formOf(body: unknown): object {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() === '' ? [] : [[name, value]],
    ),
  );
}
