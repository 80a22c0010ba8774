import { Router } from 'express';
import { type Place, PLACES, linksOf, pageOfCase } from '../contract/notices.ts';
import { API_PREFIX } from './openapi.ts';

/** What one does at each place, by the command line; ID is the case or what else the page is about. */
export const COMMANDS: Readonly<Record<Exclude<Place, 'handover'>, string>> = {
  plan: 'approve ID',
  materials: 'confirm-materials ID',
  meetings: 'show ID',
  verification: 'verify ID --all',
  discrepancies: 'discrepancies list ID',
  risks: 'accept-risks ID --reason …',
  'sign-offs': 'sign-off ID',
  items: 'items ID',
  reviews: 'review ID',
  actions: 'actions ID',
  'meeting-actions': 'timeline ID',
  'work-reports': 'work-report ID …',
  introductions: 'introductions ID',
  training: 'show ID',
  'support-requests': 'show ID',
  report: 'report ID',
  'access-review': 'access-review items ID --mine',
  departure: 'departure show ID',
  proposals: 'proposals list',
  employee: 'people',
  webhook: 'webhooks show ID',
  integrity: 'check',
  overview: 'reports handovers',
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Where the link of a mail or a notification leads: how to see the thing and do one's part. The pages show nothing of it, so that they need
 * no sign-in; the page of a case itself is case-page.ts.
 */
export function placePages(): Router {
  const router = Router();
  const places = PLACES.filter((place): place is keyof typeof COMMANDS => place !== 'handover');
  for (const place of places)
    router.get(linksOf(place, ':id').page, (req, res, next) => {
      const { id = '' } = req.params as { id?: string };
      // Nothing else of the address gets into the page.
      if (id !== '' && !UUID.test(id)) return next();
      const { resource } = linksOf(place, id);
      const of = pageOfCase(place) ? `\n<p><a href="/handovers/${id}">移交 the handover</a></p>` : '';
      res
        .type('html')
        .send(page(`npx handover ${COMMANDS[place].replace('ID', id)}`, `GET ${API_PREFIX}${resource}`, of));
    });
  router.get('/notifications', (_, res) => {
    res.type('html').send(page('npx handover notifications', `GET ${API_PREFIX}/notifications`, ''));
  });
  return router;
}

const page = (command: string, request: string, more: string) => `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>客户移交 Handover</title>
<h1>客户移交 Handover</h1>
<p>查看与办理 See it and do your part:</p>
<pre>${command}</pre>
<p>接口 API: <code>${request}</code> · <a href="/docs/">接口文档 API pages</a></p>${more}
</html>
`;
