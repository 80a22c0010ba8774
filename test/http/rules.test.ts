import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PARTS, ROLES, type Relation, type Role } from '../../src/contract/roles.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { type Route } from '../../src/http/route.ts';
import { verdict } from '../../src/http/who.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type TestApi, startTestApi, until } from './api.ts';

let database: TestDatabase;
let engine: Engine;
let api: TestApi;
let c: Company;
let handoverId: string;
/** callers by what they are; relations to the case in the second place */
let callers: [string, { number: string }, Role[], Relation[] | null][];

beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
  // Above nobody of the case, so that HR's case is not theirs by the line of command.
  const coordinator = await makeCompany(database.admin, { receivers: 0, customers: 0 });
  const started = await api.post(c.hr, 'handovers', {
    kind: 'departure',
    reason: '离职',
    giver: c.giver.number,
    receivers: c.receivers.map((r) => r.number),
    assignment: 'fixed',
    scope: 'book',
  });
  handoverId = started.body.id;
  await until(
    () => api.get(c.hr, `handovers/${handoverId}`),
    ({ body }) => body.waitingFor === 'approval',
  );
  callers = [
    ['giver', c.giver, ['account_manager'], ['giver']],
    ['receiver', c.receivers[0] ?? c.giver, ['account_manager'], ['receiver']],
    ['supervisor', c.supervisor, ['manager'], ['supervisor', 'approver']],
    ['deputy', c.boss, ['manager'], ['deputy']],
    ['starter of HR', c.hr, ['hr'], ['starter', 'deputy']],
    ['other HR', coordinator.hr, ['hr'], []],
    ['auditor', c.auditor, ['auditor'], []],
    ['ops', c.ops, ['ops'], []],
    ['stranger', c.stranger, ['account_manager'], null],
    ['other manager', coordinator.boss, ['manager'], null],
  ];
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const address = (route: Route) =>
  route.path
    .slice(1)
    .replace('{handoverId}', handoverId)
    .replace(/\{(customerId|reviewId|conflictId|id)\}/, randomUUID())
    .replace('{key}/{version}', 'standard/1');
/** An empty body is refused by nearly every schema: who may is decided before. What takes no body gets none. */
const bodyOf = (route: Route) => (route.method === 'get' ? undefined : 'body' in route.takes ? {} : undefined);
const isStream = (route: Route) => route.alsoGives === 'text/event-stream';

describe.each(ROUTES.filter((route) => !isStream(route)))('$method $path', (route) => {
  test('the route, called without a token: 401 unless it is open to everybody', async () => {
    const answer = await api.ask(route.method.toUpperCase(), address(route), bodyOf(route));
    if (route.who.may === 'everybody') expect(answer.status).not.toBe(401);
    else expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  test('the route, called by everybody in turn: lets in and keeps out whom the table says', async () => {
    if (route.who.may === 'everybody') return;
    // What is harmless to let in; the others would steer the case on which this test stands.
    const steers = ['pause', 'resume', 'cancel', 'confirmMaterials', 'confirmVerification', 'restore'];
    for (const [name, person, roles, relations] of callers) {
      const wanted = verdict(route.who, roles, relations);
      if (wanted === 'yes' && steers.includes(route.operationId)) continue;
      const answer = await api.ask(route.method.toUpperCase(), address(route), bodyOf(route), {
        as: person,
        key: randomUUID(),
        headers: route.bodyType ? { 'content-type': route.bodyType } : {},
      });
      const said = `${name}: ${answer.status} ${String(answer.body.code)}`;
      if (wanted === 'hidden') expect(said).toBe(`${name}: 404 notFound`);
      else if (wanted === 'forbidden') expect(said).toBe(`${name}: 403 notForYou`);
      else {
        expect(answer.status, said).not.toBe(401);
        expect(answer.body.code, said).not.toBe('notForYou');
        expect(answer.status, said).toBeLessThan(500);
      }
    }
  });

  test('the route, with a field that it does not know: refused, naming the field', async () => {
    const inBody = 'body' in route.takes;
    const path = inBody ? address(route) : `${address(route)}?surprise=1`;
    const allowed = callers.find(([, , roles, relations]) => verdict(route.who, roles, relations) === 'yes');
    if (route.bodyType || !allowed) return;
    const answer = await api.ask(route.method.toUpperCase(), path, inBody ? { surprise: 1 } : undefined, {
      as: allowed[1],
      key: randomUUID(),
    });
    // An address whose id names nothing is refused for that first.
    if (answer.body.code === 'notFound') return;
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
    const named = answer.body.errors.map((e: { pointer?: string; parameter?: string }) => e.pointer ?? e.parameter);
    expect(named).toContain(inBody ? '/surprise' : 'surprise');
  });
});

test('the event stream, for a stranger to the case: is not there', async () => {
  const answer = await api.get(c.stranger, `handovers/${handoverId}/events`);
  expect(answer).toMatchObject({ status: 404, body: { code: 'notFound' } });
});

test('the rule of the table, over all roles and parts: never lets in who sees no case', () => {
  for (const route of ROUTES)
    if (route.path.includes('{handoverId}'))
      for (const role of ROLES) expect(verdict(route.who, [role], null), route.operationId).toBe('hidden');
  expect(verdict({ may: 'actOnCase', relations: ['giver'] }, ['hr'], [...PARTS])).toBe('yes');
  expect(verdict({ may: 'actOnCase', relations: ['giver'] }, ['hr'], [])).toBe('forbidden');
});

test('a manager, about somebody who is not below them: may neither preview nor start', async () => {
  const other = callers.at(-1)?.[1] ?? c.boss;
  const body = {
    kind: 'departure',
    reason: '离职',
    giver: c.giver.number,
    receivers: [c.stranger.number],
    assignment: 'fixed',
    scope: 'book',
  };
  for (const path of ['handovers', 'handovers/preview'])
    expect((await api.post(other, path, body)).body.code).toBe('notForYou');
});
