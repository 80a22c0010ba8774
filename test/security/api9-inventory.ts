import { expect, test } from 'vitest';
import { PLACES, linksOf } from '../../src/contract/notices.ts';
import { CASE_PATH } from '../../src/http/case-page.ts';
import { createApp } from '../../src/http/app.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import type { Deps } from '../../src/http/route.ts';
import type { Attacks } from './site.ts';

/** What is served is what is written down, and nothing else. */

/** Beside the API: pages and what operators ask. Each says what it is for in docs/. */
const SYSTEM = ['/livez', '/readyz', '/metrics', '/openapi.json'];
const PAGES = ['/', ...SYSTEM, SYSTEM.join(','), String(CASE_PATH)];

/** Inside of /l and /unsubscribe, /docs, and /scim/v2 (RFC 7644, 3.2). */
const ONE_TIME = ['/:token'];
const DOCUMENTATION = ['/', '/favicon-32x32.png', '/start.js', '/swagger-ui-bundle.js', '/swagger-ui.css'];
const DIRECTORY: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['/Users', '/Groups'].flatMap((path) => [
      [path, ['get', 'post']],
      [`${path}/:id`, ['get', 'put', 'patch', 'delete']],
      [`${path}/.search`, ['post']],
    ]),
  ),
  ...Object.fromEntries(
    ['/ResourceTypes', '/Schemas'].flatMap((path) => [
      [path, ['get']],
      [`${path}/:id`, ['get']],
    ]),
  ),
  '/.search': ['post'],
  '/Bulk': ['post'],
  '/ServiceProviderConfig': ['get'],
};
/** Served as what is not there (501). */
const NOT_SERVED = ['/Me'];

interface Layer {
  route?: { path: string | RegExp; methods?: Record<string, boolean> };
  handle: { stack?: Layer[] };
}
/** The addresses of an app, and those of the routers in it, which do not know where they hang. */
function addressesIn(stack: readonly Layer[]): { own: string[]; inner: string[] } {
  const own = stack.flatMap(({ route }) => (route ? [String(route.path)] : []));
  const inner = stack
    .flatMap(({ handle }) => (handle.stack ? addressesIn(handle.stack) : []))
    .flatMap((one) => ('own' in one ? [...one.own, ...one.inner] : []));
  return { own, inner };
}

export const inventory: Attacks = (site) => {
  const served = () => {
    const { database, api } = site();
    const log = { info() {}, warn() {}, error() {}, child: () => log, levels: { values: {} } };
    const deps = { db: database.api, publicUrl: api.url, log } as unknown as Deps;
    const app = createApp(deps) as unknown as { router: { stack: Layer[] } };
    return addressesIn(app.router.stack);
  };

  test('the addresses of the app: are its pages and the routes of the table, nothing else', async () => {
    const { own, inner } = served();
    expect([...new Set(own)].sort()).toEqual([...PAGES].sort());
    const ofTable = new Set(ROUTES.map(({ path }) => path.replaceAll(/\{(\w+)\}/g, ':$1')));
    const unknown = inner.filter((path) => !ofTable.has(path));
    const places = PLACES.filter((place) => place !== 'handover').map((place) => linksOf(place, ':id').page);
    const inside = [
      ...ONE_TIME,
      ...DOCUMENTATION,
      ...Object.keys(DIRECTORY),
      ...NOT_SERVED,
      ...places,
      '/notifications',
    ];
    expect([...new Set(unknown)].sort()).toEqual([...new Set(inside)].filter((path) => !ofTable.has(path)).sort());
    for (const path of ofTable) expect(inner).toContain(path);
  });

  test('the OpenAPI document that is served: has every route with its method, and every route answers', async () => {
    const { body } = await site().api.ask('GET', '/openapi.json?lang=en');
    const documented = Object.entries(body.paths as Record<string, object>).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    const served = ROUTES.map(({ method, path }) => `${method} /api/v1${path}`);
    const directory = Object.entries(DIRECTORY).flatMap(([path, methods]) =>
      methods.map((method) => `${method} /scim/v2${path.replaceAll(/:(\w+)/g, '{$1}')}`),
    );
    expect(documented.sort()).toEqual([...served, ...directory, ...SYSTEM.map((path) => `get ${path}`)].sort());
    for (const operation of directory) {
      const [method = '', path = ''] = operation.replaceAll('{id}', crypto.randomUUID()).split(' ');
      expect([operation, (await site().api.ask(method.toUpperCase(), path)).status]).toEqual([operation, 401]);
    }
    for (const { method, path, who } of ROUTES) {
      if (who.may === 'everybody') continue;
      const address = path.slice(1).replaceAll(/\{\w+\}/g, () => crypto.randomUUID());
      const { status } = await site().api.ask(method.toUpperCase(), address);
      expect([path, status]).toEqual([path, 401]);
    }
  });

  test('other versions and forgotten doors: are not there', async () => {
    const paths = [
      '/api',
      '/api/',
      '/api/v0/me',
      '/api/v2/me',
      '/api/v1',
      '/v1/me',
      '/api/beta/me',
      '/api/v1/admin',
      '/api/v1/debug',
      '/graphql',
      '/api-docs',
      '/swagger.json',
      '/actuator',
      '/console',
    ];
    for (const path of paths) expect([path, (await site().api.ask('GET', path)).status]).toEqual([path, 404]);
  });
};
