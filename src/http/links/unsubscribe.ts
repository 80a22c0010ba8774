import { type Request, type Response, Router } from 'express';
import * as z from 'zod';
import { CATEGORIES } from '../../contract/notices.ts';
import { Refusal } from '../../contract/failures.ts';
import { publicKeys } from '../../db/audit/keys.ts';
import { stopMails, stopSurveys } from '../../db/intake/notifications.ts';
import { checkJws, keysOf } from '../../domain/jws.ts';
import { type Locale, sentence } from '../../i18n/index.ts';
import type { Deps } from '../route.ts';
import { escaped } from './html.ts';
import { guarded, localeFor, sendPage } from './page.ts';

/** What its header must say, so that no other signature of the server ends mails. */
const TYPE = 'handover-unsubscribe+jws';

const claims = z.discriminatedUnion('of', [
  z.object({ of: z.literal('notices'), sub: z.uuid(), categories: z.array(z.enum(CATEGORIES)).min(1) }),
  z.object({ of: z.literal('surveys'), sub: z.uuid(), contact: z.uuid().nullable() }),
]);
type Claims = z.output<typeof claims>;

const ROUTE = '/unsubscribe/{token}';

/**
 * `/unsubscribe/{token}`: where mails of a kind are ended. A look changes nothing; a POST ends them, by the button of the page or by the one
 * click of a mail program (RFC 8058), which asks for neither a cookie nor a form, and may come twice.
 */
export function unsubscribePages(deps: Deps): Router {
  const router = Router();
  router.get('/:token', async (req: Request<{ token: string }>, res: Response) => {
    const locale = localeFor(req);
    await guarded(deps, res, locale, ROUTE, async () => {
      const wanted = await read(deps, req.params.token);
      const button = escaped(sentence(locale, 'links', 'unsubscribe.send'));
      sendPage(res, 200, locale, {
        title: sentence(locale, 'links', 'unsubscribe.title'),
        html: `<p>${escaped(question(wanted, locale))}</p>\n<form method="post"><p><button type="submit">${button}</button></p></form>`,
      });
    });
  });
  router.post('/:token', async (req: Request<{ token: string }>, res: Response) => {
    const locale = localeFor(req);
    await guarded(deps, res, locale, ROUTE, async () => {
      const wanted = await read(deps, req.params.token);
      if (!(await end(deps, wanted))) throw new Refusal('linkInvalid');
      sendPage(res, 200, locale, {
        title: sentence(locale, 'links', 'unsubscribe.done'),
        html: `<p>${escaped(sentence(locale, 'links', `unsubscribe.${wanted.of}Ended`))}</p>`,
      });
    });
  });
  return router;
}

/** @throws Refusal linkInvalid: the server did not sign it, or signed it for something else */
async function read({ db }: Deps, token: string): Promise<Claims> {
  const signed = checkJws(token, TYPE, keysOf(await publicKeys(db)));
  const wanted = claims.safeParse('claims' in signed ? signed.claims : undefined);
  if (!wanted.success) throw new Refusal('linkInvalid');
  return wanted.data;
}

async function end({ db }: Deps, wanted: Claims): Promise<boolean> {
  if (wanted.of === 'surveys') return stopSurveys(db, wanted.sub, wanted.contact);
  const ended = [];
  for (const category of wanted.categories) ended.push(await stopMails(db, wanted.sub, category));
  return ended.some(Boolean);
}

function question(wanted: Claims, locale: Locale): string {
  if (wanted.of === 'surveys') return sentence(locale, 'links', 'unsubscribe.surveys');
  const names = wanted.categories.map((category) => sentence(locale, 'labels', `noticeCategory.${category}`));
  return sentence(locale, 'links', 'unsubscribe.notices', { what: new Intl.ListFormat(locale).format(names) });
}
