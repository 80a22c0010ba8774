import { join } from 'node:path';
import { Router } from 'express';
import { absolutePath } from 'swagger-ui-dist';

/** Pages that show the OpenAPI document: everything from this server, no inline script, so that a strict CSP holds. */
export function docs(): Router {
  const router = Router();
  router.get('/', (req, res, next) => {
    // The page's relative links need the slash.
    if (!req.originalUrl.split('?')[0]?.endsWith('/')) res.redirect(308, 'docs/');
    else next();
  });
  router.get('/', (_, res) => res.type('html').send(PAGE));
  router.get('/start.js', (_, res) => res.type('js').send(START));
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'])
    router.get(`/${file}`, (_, res) => {
      res.removeHeader('Cache-Control'); // these may be kept, unlike everything else
      res.sendFile(join(absolutePath(), file), { immutable: true, maxAge: '1d' });
    });
  return router;
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Handover Engine API</title>
<link rel="stylesheet" href="swagger-ui.css">
<link rel="icon" href="favicon-32x32.png">
<div id="api"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</html>
`;
const START = `SwaggerUIBundle({ url: '../openapi.json', dom_id: '#api', deepLinking: true, persistAuthorization: true });\n`;
