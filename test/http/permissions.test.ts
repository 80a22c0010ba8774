import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RELATIONS, ROLES } from '../../src/contract/roles.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { type CaseStanding, type When, whyNot } from '../../src/http/when.ts';
import { toldWho, toldWhen } from '../../src/http/who-told.ts';
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
beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  api = await startTestApi({ db: database.api, gateway: engine.gateway });
  c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
  const started = await api.post(c.hr, 'handovers', {
    kind: 'departure',
    reason: '离职',
    giver: c.giver.number,
    receivers: c.receivers.map((r) => r.number),
    assignment: 'fixed',
    scope: 'book',
  });
  handoverId = started.body.id;
  await standing('approval');
});
afterAll(async () => {
  await api?.stop();
  await engine?.stop();
  await database?.drop();
});

const standing = (waitingFor: string, state = 'running') =>
  until(
    () => api.get(c.hr, `handovers/${handoverId}`),
    ({ body }) => body.waitingFor === waitingFor && body.state === state,
  );
interface Told {
  operationId: string;
  may: boolean;
  why: string | null;
  sentence: string | null;
}
const permissionsOf = async (person: { number: string }): Promise<Map<string, Told>> => {
  const { body } = await api.get(person, `handovers/${handoverId}/permissions`);
  return new Map(body.items.map((one: Told) => [one.operationId, one]));
};

describe('what people may do on a case', () => {
  test('a case that waits for its approval, then paused: says who may what, why not, and is right', async () => {
    const [receiver] = c.receivers;
    const [bySupervisor, byGiver, byDeputy, byOps] = await Promise.all(
      [c.supervisor, c.giver, c.boss, c.ops].map(permissionsOf),
    );
    expect(bySupervisor?.get('approvePlan')).toMatchObject({ may: true, why: null, sentence: null });
    expect(byDeputy?.get('approvePlan')).toMatchObject({ may: false, why: 'notAwaited' });
    expect(byGiver?.get('approvePlan')).toMatchObject({
      may: false,
      why: 'notForYou',
      sentence: expect.stringContaining('审批人'),
    });
    expect(byGiver?.get('confirmMaterials')).toMatchObject({
      why: 'notNow',
      sentence: expect.stringContaining('资料'),
    });
    expect(byOps?.get('pause')).toMatchObject({ why: 'notForYou' });
    expect(bySupervisor?.get('restore')).toMatchObject({ why: 'notTransferred' });
    expect(bySupervisor?.get('getEvidence')).toMatchObject({ why: 'notClosedYet' });
    expect(bySupervisor?.get('resume')).toMatchObject({ why: 'notPaused' });

    const paused = await api.post(c.supervisor, `handovers/${handoverId}/pause`, {});
    expect(paused.status).toBe(200);
    await standing('approval', 'paused');
    const whilePaused = await permissionsOf(c.supervisor);
    expect(whilePaused.get('approvePlan')).toMatchObject({ may: false, why: 'casePaused' });
    expect(whilePaused.get('resume')).toMatchObject({ may: true });
    expect(whilePaused.get('pause')).toMatchObject({ may: false });
    await api.post(c.supervisor, `handovers/${handoverId}/resume`, {});
    await standing('approval');

    // What it says "no" to for reasons of the case is refused when it is tried.
    const tried = await api.post(c.giver, `handovers/${handoverId}/materials/confirmation`, { anyway: 'x' });
    expect(tried.body.code).toBe('notNow');
    expect(receiver && (await permissionsOf(receiver)).get('returnItems')).toMatchObject({ why: 'notTransferred' });
    expect((await api.get(c.stranger, `handovers/${handoverId}/permissions`)).status).toBe(404);
  });

  test('everything that can be done on a case: is told, once, with a sentence where one may not', async () => {
    const told = await api.get(c.auditor, `handovers/${handoverId}/permissions`);
    const doing = ROUTES.filter((route) => route.path.includes('{handoverId}') && route.method !== 'get');
    const ids = told.body.items.map((one: Told) => one.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operationId } of doing) expect(ids).toContain(operationId);
    for (const one of told.body.items as Told[]) {
      expect(one.may).toBe(one.why === null);
      if (!one.may) expect(one.sentence, one.operationId).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  test('those above giver and receiver: see the case, may enter a risk, decide nothing by that alone', async () => {
    const other = await makeCompany(database.admin, { receivers: 0, customers: 0 });
    await database.admin
      .updateTable('employees')
      .set({ manager_id: other.boss.id })
      .where('id', '=', c.boss.id)
      .execute();
    const byTop = await permissionsOf(other.boss);
    expect(byTop.get('openRisk')).toMatchObject({ may: true });
    for (const operationId of ['approvePlan', 'signOff', 'cancel', 'restore', 'recordMinutes'])
      expect(byTop.get(operationId), operationId).toMatchObject({ may: false, why: 'notForYou' });
    const risk = { kind: 'other', title: '人手不足', likelihood: 2, effect: 2, owner: c.supervisor.number };
    expect((await api.post(other.boss, `handovers/${handoverId}/risks`, risk)).status).toBe(200);
    const opened = await api.get(other.boss, `handovers/${handoverId}/risks`);
    const own = opened.body.items.find((one: { sentence: string }) => one.sentence === risk.title);
    expect((await api.put(other.boss, `handovers/${handoverId}/risks/${own.id}`, { likelihood: 1 })).status).toBe(200);
  });

  test('GET /me: names the operations that one may call at all', async () => {
    const of = async (person: { number: string }) => new Set<string>((await api.get(person, 'me')).body.permissions);
    const [byHr, byGiver, byOps] = await Promise.all([of(c.hr), of(c.giver), of(c.ops)]);
    expect(byHr.has('freezePerson') && byHr.has('startHandover') && byHr.has('waiveSignature')).toBe(true);
    expect(byGiver.has('startHandover') || byGiver.has('waiveSignature') || byGiver.has('listWebhooks')).toBe(false);
    expect(byGiver.has('signOff') && byOps.has('createWebhook')).toBe(true);
  });

  test('a manager, about the post of somebody: sees it of those below, of nobody else', async () => {
    expect((await api.get(c.boss, `employees/${c.giver.id}/employment`)).status).toBe(200);
    expect((await api.get(c.supervisor, `employees/${c.stranger.id}/employment`)).body.code).toBe('notForYou');
    expect((await api.get(c.hr, `employees/${randomUUID()}/employment`)).status).toBe(404);
  });
});

describe('the rule of when', () => {
  const at = (over: Partial<CaseStanding>): CaseStanding => ({
    state: 'running',
    step: 'plan',
    waitingFor: null,
    dueAt: null,
    closedAt: null,
    awaitedIds: [],
    ...over,
  });
  test.each<[string, When, Partial<CaseStanding>, string | null]>([
    ['awaited', { waits: ['approval'], awaited: true }, { waitingFor: 'approval', awaitedIds: ['me'] }, null],
    ['not awaited', { waits: ['approval'], awaited: true }, { waitingFor: 'approval' }, 'notAwaited'],
    ['another wait', { waits: ['approval'] }, { waitingFor: 'materials' }, 'notNow'],
    ['paused', { waits: ['approval'] }, { waitingFor: 'approval', state: 'paused' }, 'casePaused'],
    ['over', { case: 'open' }, { state: 'cancelled', closedAt: new Date() }, 'handoverOver'],
    ['closing', { case: 'open' }, { step: 'close' }, 'handoverOver'],
    ['starting', { case: 'open' }, { state: 'starting', step: null }, 'notStarted'],
    ['waits for its hour', { case: 'still' }, { step: 'transfer', waitingFor: 'effectiveAt' }, null],
    ['moves', { case: 'still' }, { step: 'transfer' }, 'tooLateToCancel'],
    ['moved', { case: 'still' }, { step: 'followUp' }, 'tooLateToCancel'],
    ['moves, to be paused', { case: 'mayPause' }, { step: 'transfer' }, 'notNow'],
    ['paused, to be extended', { case: 'due' }, { state: 'paused', waitingFor: 'approval', dueAt: new Date() }, null],
    ['nothing due', { case: 'due' }, { waitingFor: 'reviewDate' }, 'notNow'],
    ['paused after the transfer', { case: 'transferred' }, { state: 'paused', step: 'followUp' }, null],
    ['open, its evidence', { case: 'closed' }, {}, 'notClosedYet'],
    ['closed, its evidence', { case: 'closed' }, { state: 'closed', closedAt: new Date() }, null],
  ])('%s', (_, when, over, why) => {
    expect(whyNot(when, at(over), ['me'])).toBe(why);
  });
});

describe('the table, told', () => {
  test('every route, in both languages: says whom it is for and when, with no code left', () => {
    for (const route of ROUTES)
      for (const locale of ['en', 'zh-CN'] as const) {
        const told = [toldWho(route, locale), ...(route.when ? [toldWhen(route.when, locale)] : [])].join(' ');
        expect(told, route.operationId).not.toMatch(/\b(access|when|role|companyRole|wait|step)\.\w/);
        if (locale === 'en') expect(told).toMatch(/^[\x20-\x7e’]+$/);
        else expect(told).toMatch(/[\u4e00-\u9fff]/);
      }
  });

  test('the OpenAPI document: has it for programs, and it is what is enforced', () => {
    const document = openApiDocument(ROUTES, 'http://127.0.0.1', 'en');
    for (const route of ROUTES) {
      const operation = document.paths?.[`/api/v1${route.path}`]?.[route.method];
      const may = (
        operation as Record<
          string,
          { who: string; roles?: string[]; relations?: string[]; serviceScope: string | null }
        >
      )['x-may'];
      expect(may?.who, route.operationId).toBe(route.who.may);
      for (const role of ROLES) {
        if (route.who.may !== 'roles') continue;
        expect(may?.roles?.includes(role) ?? false).toBe(verdict(route.who, [role], null) === 'yes');
      }
      for (const relation of RELATIONS) {
        if (route.who.may !== 'actOnCase') continue;
        expect(may?.relations?.includes(relation) ?? false).toBe(verdict(route.who, [], [relation]) === 'yes');
      }
      if (route.signs) expect(may?.serviceScope).toBeNull();
    }
  });
});
