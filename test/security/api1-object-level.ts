import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Route } from '../../src/http/route.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { writeHandover } from '../support/engine.ts';
import { eachOf, stateOfAll } from '../support/state.ts';
import type { Attacks, Site } from './site.ts';

/** Ids that are there, in the addresses of those whose they are not; and in the address of one’s own case. */

/** The table of an id, by the part of the address before it; absent: the part itself. */
const TABLES: Record<string, string> = {
  actions: 'corrective_actions',
  meetings: 'further_meetings',
  points: 'training_points',
  conflicts: 'restore_conflicts',
  introductions: 'customers',
  materials: 'customers',
  proposals: 'handover_proposals',
  entries: 'audit_entries',
  webhooks: 'webhook_subscriptions',
  tokens: 'api_tokens',
  notifications: 'notices',
};
/** What an address names otherwise than by an id. */
const NAMED: Record<string, string> = {
  'policies/{key}': 'standard',
  'templates/{key}': 'survey',
  '{language}': 'en',
  '{version}': '1',
  '{code}': 'CN',
  '{year}': '2026',
  '{records}': 'customers',
  '{dataset}': 'chinook',
  '{file}': 'customers',
};
/** What everybody inside may look up. */
const FOR_ALL = new Set([
  'getEmployee',
  'getDepartment',
  'getCalendarYear',
  'getPolicy',
  'listSuggestionsOfPolicy',
  'getTemplate',
  // A kind of records, not one of them: what it gives is what its caller sees (test/http/exports.test.ts).
  'exportRecords',
]);

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const BODIES: Record<string, () => unknown> = {
  grantAccess: () => ({ grantee: 'editor', level: 'view', reason: 'x', endsAt: inAnHour() }),
  setTeam: () => ({ members: [{ person: 'editor', level: 'view' }] }),
  freezePerson: () => ({ reason: 'x' }),
  changeEmployment: () => ({ title: 'x' }),
  dismissProposal: () => ({ comment: 'x' }),
  explainLoss: () => ({ reason: 'price' }),
  decideSuggestion: () => ({ state: 'taken' }),
  changeRisk: () => ({ likelihood: 1 }),
  speakInDiscrepancy: () => ({ act: 'reply', comment: 'x' }),
  changeMeeting: () => ({ cancelled: true }),
  changeMeetingAction: () => ({ done: true }),
  changeCorrectiveAction: () => ({ state: 'done', outcome: 'x' }),
  changeTrainingPoint: () => ({ mark: 1 }),
  answerSupport: () => ({ body: 'x' }),
  answerReview: () => ({ satisfaction: 1 }),
  decideConflict: () => ({ decision: 'keep' }),
  explainCustomer: () => ({ body: 'x' }),
  answerIntroduction: () => ({ answer: 'agreed' }),
};

const withIds = ROUTES.filter((route) => route.path.includes('{') && route.who.may !== 'everybody');

/** The address of what is there. @param handoverId the case in whose address it is asked for */
async function addressOf({ reach, database }: Site, { path }: Route, handoverId: string): Promise<string> {
  const parts = path.slice(1).split('/');
  const filled = parts.map(async (part, at) => {
    if (!part.startsWith('{')) return part;
    if (part === '{handoverId}') return handoverId;
    const before = parts[at - 1] ?? '';
    if (before === 'customers' || TABLES[before] === 'customers') return reach.customerId;
    if (before === 'employees') return reach.people.colleague ?? '';
    const named = NAMED[part === '{key}' ? `${before}/{key}` : part];
    if (named !== undefined) return named;
    const table = sql.table(TABLES[before] ?? before.replaceAll('-', '_'));
    const { rows } = await sql<{ id: string }>`select id::text from ${table} order by id limit 1`.execute(
      database.admin,
    );
    return rows[0]?.id ?? crypto.randomUUID();
  });
  return (await Promise.all(filled)).join('/');
}

const bodyOf = (route: Route) =>
  route.method !== 'get' && 'body' in route.takes ? (BODIES[route.operationId]?.() ?? {}) : undefined;

export const objectLevel: Attacks = (site) => {
  let other: Company;
  let ownCase: string;
  beforeAll(async () => {
    const { database } = site();
    other = await makeCompany(database.admin, { customers: 1, receivers: 1 });
    ({ handoverId: ownCase } = await writeHandover(database, other));
  });

  /** All that is there but the keys that requests bring along. */
  const records = async () =>
    (await stateOfAll(site().database)).filter((line) => !line.startsWith('idempotency_keys'));

  /** What got through, of all routes with ids. */
  async function through(who: string[], routes: readonly Route[], handoverId: string): Promise<string[]> {
    const tries = routes.flatMap((route) => who.map((as) => ({ route, as })));
    const got = await eachOf(tries, 8, async ({ route, as }) => {
      const address = await addressOf(site(), route, handoverId);
      const { status, body } = await site().ask(as, route.method.toUpperCase(), address, bodyOf(route), {
        'idempotency-key': crypto.randomUUID(),
        'if-match': '*',
      });
      const kept = status === 404 || status === 403 || status === 422 || status === 409 || status === 415;
      // Lists of what hangs on something that one does not see are empty.
      const empty = status === 200 && Array.isArray(body.items) && body.items.length === 0;
      return kept || empty ? null : `${route.operationId}: ${status} ${String(body.code)}`;
    });
    return got.filter((one) => one !== null);
  }

  test('everything with an id in its address, asked by a stranger and by the manager of another team: is not there, and stays as it is', async () => {
    const before = await records();
    const routes = withIds.filter(({ operationId }) => !FOR_ALL.has(operationId));
    expect(await through([other.stranger.id, other.boss.id], routes, site().reach.handoverId)).toEqual([]);
    expect(await records()).toEqual(before);
  });

  test.each(['verification', 'followUp'])(
    'what belongs to another case, in the address of one’s own, at %s: is not there, and stays as it is',
    async (step) => {
      const { database } = site();
      await database.admin.updateTable('handovers').set({ state: 'running', step }).where('id', '=', ownCase).execute();
      const nested = withIds.filter(({ path }) => /\{handoverId\}.*\{/.test(path));
      expect(nested.length).toBeGreaterThan(15);
      const before = await records();
      const parties = [other.giver, other.receivers[0] ?? other.giver, other.supervisor].map(({ id }) => id);
      expect(await through(parties, nested, ownCase)).toEqual([]);
      expect(await records()).toEqual(before);
    },
  );

  test('the same addresses, asked by those whose it is: are there', async () => {
    const { reach, ask } = site();
    const mine = withIds.filter(
      (route) => route.method === 'get' && route.who.may === 'seeCase' && route.operationId !== 'followTimeline',
    );
    const answers = await eachOf(mine, 8, async (route) => {
      const address = await addressOf(site(), route, reach.handoverId);
      return [
        route.operationId,
        (await ask(reach.people.manager, 'GET', address, undefined, { accept: 'application/json, */*' })).status,
      ] as const;
    });
    const there = answers.filter(([, status]) => status === 200).map(([name]) => name);
    for (const name of ['getHandover', 'listRisks', 'getDiscrepancy', 'getMaterials']) expect(there).toContain(name);
  });

  test('ids in bodies and filters: open nothing that their address would not', async () => {
    const { reach, ask } = site();
    const stranger = other.stranger.id;
    const lists = [
      `customers?owner=owner`,
      `handovers?giver=${reach.people.owner}`,
      `audit?handover=${reach.handoverId}`,
    ];
    for (const path of lists) {
      const { status, body } = await ask(stranger, 'GET', path);
      expect(status === 403 || body.items.length === 0, path).toBe(true);
    }
    const start = {
      kind: 'departure',
      reason: 'x',
      assignment: 'fixed',
      giver: reach.people.owner,
      receivers: [stranger],
    };
    const answer = await ask(other.boss.id, 'POST', 'handovers/preview', { ...start, scope: 'book' });
    expect(answer.body.code).toBe('notForYou');
  });
};
