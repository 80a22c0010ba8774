import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PARTS, RELATIONS, ROLES, type Relation, type Role } from '../../src/contract/roles.ts';
import { SCOPES, type Scope } from '../../src/contract/scopes.ts';
import { withPerson } from '../../src/db/connect.ts';
import { relationsTo } from '../../src/db/reads/handovers.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { type Route, bodyTypesOf } from '../../src/http/route.ts';
import { scopeOf } from '../../src/http/scope.ts';
import { verdict } from '../../src/http/who.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { eachOf, stateOfAll } from '../support/state.ts';
import { type TestApi, startTestApi } from './api.ts';
import { demoSigner } from './demo-tokens.ts';

/**
 * Every route, called by everybody: each role without the case, each relation to the case, service accounts of each scope, and those who
 * are nobody any more. What the table of routes says is what the server does; and who is refused has changed nothing.
 */

interface Caller {
  name: string;
  roles: Role[];
  /** to the case; null: it is not theirs to see */
  relations: Relation[] | null;
  /** of their token; null: a person */
  scopes: Scope[] | null;
  /** the code that answers everything */
  nobody?: 'unauthenticated' | 'frozen';
  token?: string;
}
interface Cell {
  route: Route;
  caller: Caller;
  wanted: 'yes' | 'notFound' | 'notForYou' | 'notForService' | 'scopeMissing' | 'unauthenticated' | 'frozen';
}

let database: TestDatabase;
let api: TestApi;
let dataDir: string;
let handoverId: string;
let callers: Caller[];
let cells: Cell[];
const ids: Record<string, string> = {};

/** Those who stand in one relation each to the case, and in no other. */
const BY_RELATION: Record<Relation, true> = {
  giver: true,
  receiver: true,
  supervisor: true,
  approver: true,
  deputy: true,
  department: true,
  starter: true,
  delegate: true,
  managerOfGiver: true,
  managerOfReceiver: true,
};
/** Whose role shows them every case. */
const SEES_ALL: readonly Role[] = ['hr', 'auditor', 'ops'];

beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'handover-authorization-'));
  api = await startTestApi({ db: database.api, gateway: gatewayAway }, { HANDOVER_DATA_DIR: dataDir });
  await writeCase();
  callers = await everybody();
  cells = ROUTES.flatMap((route) => callers.map((caller) => ({ route, caller, wanted: wanted(route, caller) })));
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
  if (dataDir) await rm(dataDir, { recursive: true });
});

async function employee(name: string, roles: Role[], managerId: string | null = null): Promise<string> {
  const { id } = await database.admin
    .insertInto('employees')
    .values({ number: name, name, email: `${name}@demo.example`, roles, manager_id: managerId })
    .returning('id')
    .executeTakeFirstOrThrow();
  ids[name] = id;
  return id;
}

async function writeCase(): Promise<void> {
  const relation = (name: Relation, managerId: string | null = null) => employee(name, ['account_manager'], managerId);
  const giver = await relation('giver', await relation('managerOfGiver'));
  const receiver = await relation('receiver', await relation('managerOfReceiver'));
  const supervisor = await relation('supervisor');
  const starter = await relation('starter');
  const row = await database.admin
    .insertInto('handovers')
    .values({
      kind: 'departure',
      reason: 'x',
      giver_id: giver,
      supervisor_id: supervisor,
      started_by: starter,
      assignment: 'fixed',
      scope: '{}',
      whole_book: true,
      late_receiver_id: receiver,
      policy_key: 'standard',
      policy_version: 1,
      state: 'running',
      step: 'plan',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  handoverId = row.id;
  const people = {
    giver,
    receiver,
    supervisor,
    approver: await relation('approver'),
    deputy: await relation('deputy'),
  };
  const parts = { ...people, department: await relation('department') };
  await database.admin
    .insertInto('handover_people')
    .values(Object.entries(parts).map(([role, person_id]) => ({ handover_id: handoverId, person_id, role })))
    .execute();
  await sql`insert into delegations (from_id, to_id, reason, ends_at, made_by)
    values (${supervisor}, ${await relation('delegate')}, 'x', now() + interval '1 day', ${supervisor})`.execute(
    database.admin,
  );
}

async function everybody(): Promise<Caller[]> {
  const signer = await demoSigner(dataDir, api.url);
  const person = async (name: string, roles: Role[], relations: Relation[] | null): Promise<Caller> => ({
    name,
    roles,
    relations,
    scopes: null,
    token: await signer.token(ids[name] ?? (await employee(name, roles))),
  });
  const byRole = await Promise.all(
    ROLES.filter((role) => role !== 'service').map((role) => person(role, [role], SEES_ALL.includes(role) ? [] : null)),
  );
  const byRelation = await Promise.all(RELATIONS.map((one) => person(one, ['account_manager'], [one])));
  const noRole = await person('noRole', [], null);
  const service = async (name: string, scopes: Scope[]): Promise<Caller> => {
    const id = await employee(name, ['service']);
    const token = `hoe_${name.padEnd(43, '-')}`;
    await sql`insert into service_accounts (id, scopes, created_by) values (${id}, ${scopes}, ${ids.hr})`.execute(
      database.admin,
    );
    await sql`insert into api_tokens (service_account_id, digest, name, scopes, created_by, expires_at)
      values (${id}, sha256(${token}::bytea), 'x', ${scopes}, ${ids.hr}, now() + interval '1 day')`.execute(
      database.admin,
    );
    return { name, roles: ['service'], relations: scopes.includes('read') ? [] : null, scopes, token };
  };
  const services = await Promise.all([
    ...SCOPES.map((s) => service(`scope-${s}`, [s])),
    service('scope-all', [...SCOPES]),
  ]);
  const frozen = { ...(await person('frozen', ['hr'], [])), nobody: 'frozen' as const };
  await sql`insert into freezes (person_id, frozen_by, reason) values (${ids.frozen}, ${ids.hr}, 'x')`.execute(
    database.admin,
  );
  const left = { ...(await person('left', ['hr'], [])), nobody: 'unauthenticated' as const };
  await database.admin
    .updateTable('employees')
    .set({ state: 'left' })
    .where('id', '=', ids.left ?? '')
    .execute();
  const nobody = { roles: [], relations: null, scopes: null, nobody: 'unauthenticated' as const };
  const expired = await signer.token(ids.hr ?? '', { exp: Math.floor(Date.now() / 1000) - 3_600 });
  const byLogin = await signer.token(ids['scope-all'] ?? '');
  return [
    ...byRole,
    ...byRelation,
    noRole,
    ...services,
    frozen,
    left,
    { ...nobody, name: 'no token' },
    { ...nobody, name: 'expired', token: expired },
    { ...nobody, name: 'a service account with a login', token: byLogin },
  ];
}

/** What the table says. */
function wanted(route: Route, { roles, relations, scopes, nobody }: Caller): Cell['wanted'] {
  if (route.who.may === 'everybody') return 'yes';
  if (nobody) return nobody;
  if (scopes !== null) {
    const scope = scopeOf(route);
    if (scope === null) return 'notForService';
    if (scope !== 'any' && !scopes.includes(scope)) return 'scopeMissing';
  }
  const said = verdict(route.who, roles, relations);
  return said === 'hidden' ? 'notFound' : said === 'forbidden' ? 'notForYou' : 'yes';
}

const address = (route: Route) =>
  route.path
    .slice(1)
    .replace('{handoverId}', handoverId)
    .replaceAll(/\{(\w+Id|id)\}/g, () => randomUUID())
    .replace('{key}/{version}', 'standard/1')
    .replace('{key}', 'standard')
    .replace('{code}/{year}', 'CN/2026')
    .replace('{records}', 'customers')
    .replace('{dataset}/{file}', 'chinook/customers')
    .replaceAll(/\{\w+\}/g, 'x');

/** An empty body is refused by nearly every schema: who may is decided before. What takes no body gets none. */
async function ask({ route, caller }: Pick<Cell, 'route' | 'caller'>): Promise<{ status: number; code: string }> {
  const response = await fetch(`${api.url}/api/v1/${address(route)}`, {
    method: route.method.toUpperCase(),
    headers: {
      ...(caller.token === undefined ? {} : { authorization: `Bearer ${caller.token}` }),
      'content-type': bodyTypesOf(route)[0] ?? 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: route.method !== 'get' && 'body' in route.takes ? '{}' : null,
  });
  if (/event-stream/.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel();
    return { status: response.status, code: '' };
  }
  const text = await response.text();
  const json = /problem\+json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, code: json ? String(JSON.parse(text).code) : '' };
}

const STATUS = {
  notFound: 404,
  notForYou: 403,
  notForService: 403,
  scopeMissing: 403,
  unauthenticated: 401,
  frozen: 403,
};
/** What is wrong with the answer to a cell; null: nothing. */
async function wrongIn(cell: Cell): Promise<string | null> {
  const { status, code } = await ask(cell);
  const keepsOut = status === 401 || (status === 403 && code !== 'frozen') || code === 'frozen';
  const right =
    cell.wanted === 'yes'
      ? !keepsOut && (status < 500 || code === 'unavailable')
      : status === STATUS[cell.wanted] && code === cell.wanted;
  return right ? null : `${cell.caller.name} ${cell.route.operationId}: ${status} ${code} instead of ${cell.wanted}`;
}

const AT_ONCE = 24;
/** The thousands of cells, in so many tests. */
const SHARES = [0, 1, 2, 3];
const share = <T>(all: readonly T[], n: number): T[] => all.filter((_, at) => at % SHARES.length === n);

describe('the matrix of routes and callers', () => {
  test('its people: stand in exactly the relation that they are named by', async () => {
    expect(Object.keys(BY_RELATION).sort()).toEqual([...RELATIONS].sort());
    for (const { name, relations, scopes, nobody } of callers) {
      const id = ids[name];
      if (scopes !== null || nobody || id === undefined) continue;
      const found = await withPerson(database.api, id, (tx) => relationsTo(tx, handoverId, id));
      expect(found, name).toEqual(relations);
    }
  });

  test('its cells: are all routes with all callers, of every kind of answer', () => {
    expect(cells).toHaveLength(ROUTES.length * callers.length);
    expect(cells.length).toBeGreaterThanOrEqual(2_000);
    const kinds = new Set(cells.map((cell) => cell.wanted));
    expect(kinds.size).toBe(7);
  });

  test.each(SHARES)('who is kept out: is told so, and has changed nothing (%i)', async (n) => {
    const refused = share(
      cells.filter((cell) => cell.wanted !== 'yes'),
      n,
    );
    const before = await stateOfAll(database);
    const wrong = (await eachOf(refused, AT_ONCE, wrongIn)).filter((one) => one !== null);
    expect(wrong).toEqual([]);
    expect(await stateOfAll(database)).toEqual(before);
  });

  test.each(SHARES)('who is let in: gets further than the door (%i)', async (n) => {
    const ending = new Set(['logOut', 'endMySessions']);
    const allowed = cells.filter(
      ({ route, caller, wanted: said }) =>
        said === 'yes' &&
        !ending.has(route.operationId) &&
        (route.who.may !== 'everybody' || caller.name === 'no token' || caller.name === 'hr'),
    );
    const wrong = (await eachOf(share(allowed, n), AT_ONCE, wrongIn)).filter((one) => one !== null);
    expect(wrong).toEqual([]);
    const seen = allowed.filter(({ route }) => route.operationId === 'getHandover');
    expect(seen.length).toBeGreaterThan(10);
    for (const cell of seen) expect((await ask(cell)).status, cell.caller.name).toBe(200);
  });

  test('a field that a route does not know: is refused, naming the field', async () => {
    const wrong = await eachOf(ROUTES, AT_ONCE, async (route) => {
      const inBody = 'body' in route.takes;
      const caller = cells.find((cell) => cell.route === route && cell.wanted === 'yes' && cell.caller.token)?.caller;
      if (route.bodyType || route.who.may === 'everybody' || !caller) return null;
      const answer = await api.ask(
        route.method.toUpperCase(),
        inBody ? address(route) : `${address(route)}?surprise=1`,
        inBody ? { surprise: 1 } : undefined,
        {
          key: randomUUID(),
          headers: {
            authorization: `Bearer ${caller.token}`,
            ...(route.ifMatch === 'required' && { 'if-match': '*' }),
          },
        },
      );
      // An address whose id names nothing is refused for that first.
      if (answer.body.code === 'notFound') return null;
      const errors: { pointer?: string; parameter?: string }[] = answer.body.errors ?? [];
      const named = errors.map((one) => one.pointer ?? one.parameter);
      const right = answer.status === 422 && named.includes(inBody ? '/surprise' : 'surprise');
      return right ? null : `${route.operationId}: ${answer.status} ${named.join()}`;
    });
    expect(wrong.filter((one) => one !== null)).toEqual([]);
  });

  test('the rule, over all roles and parts: never lets in who sees no case', () => {
    for (const route of ROUTES)
      if (route.path.includes('{handoverId}'))
        for (const role of ROLES) expect(verdict(route.who, [role], null), route.operationId).toBe('hidden');
    expect(verdict({ may: 'actOnCase', relations: ['giver'] }, ['hr'], [...PARTS])).toBe('yes');
    expect(verdict({ may: 'actOnCase', relations: ['giver'] }, ['hr'], [])).toBe('forbidden');
  });
});

test('a manager, about somebody who is not below them: may neither preview nor start', async () => {
  const body = {
    kind: 'departure',
    reason: '离职',
    giver: 'giver',
    receivers: ['receiver'],
    assignment: 'fixed',
    scope: 'book',
  };
  for (const path of ['handovers', 'handovers/preview'])
    expect((await api.post({ number: 'manager' }, path, body)).body.code).toBe('notForYou');
});
