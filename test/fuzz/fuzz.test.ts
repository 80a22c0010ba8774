import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishKey } from '../../src/db/audit/keys.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import type { Company, Person } from '../support/company.ts';
import { type TestApi, startTestApi } from '../http/api.ts';
import { type Observed, observe } from './observer.ts';
import { schemathesis } from './python.ts';
import { type Scene, makeScene } from './scene.ts';
import { type Values, seeded } from './seeded.ts';
import { tour } from './tour.ts';

/**
 * Requests that nobody would write by hand, made from the OpenAPI document by schemathesis, as each role: every answer must be one
 * that the document tells, and a refused request must leave nothing behind.
 */

const LONG = process.env.HANDOVER_TEST_LONG === '1';
const ASKED = process.env.HANDOVER_TEST_FUZZ === '1' || LONG;
/** Requests in all of a long run. */
const LONG_REQUESTS = 100_000;
/** How long one round of a role takes. */
const SECONDS = LONG ? 600 : ASKED ? 60 : 8;
/** Each request by itself, then requests that follow on the answers of others; what part of a round each gets. */
const PHASES = ASKED ? { 'examples,coverage,fuzzing': 0.7, stateful: 0.3 } : { 'examples,coverage,fuzzing': 1 };
/** A machine that is this much slower than thought does not get through a long run. */
const MOST_ROUNDS = LONG ? 6 : 1;

const found = schemathesis();
if ('missing' in found) {
  if (ASKED) throw new Error(`no schemathesis: ${found.missing}`);
  console.warn(`SKIPPED: nothing is fuzzed: ${found.missing}`);
}

/** The least first: whoever may more may lock the others out. */
const CALLERS: Record<string, (c: Company) => Person | undefined> = {
  stranger: (c) => c.stranger,
  giver: (c) => c.giver,
  receiver: (c) => c.receivers[0],
  auditor: (c) => c.auditor,
  ops: (c) => c.ops,
  supervisor: (c) => c.supervisor,
  hr: (c) => c.hr,
};

describe.skipIf('missing' in found)('schemathesis', () => {
  let database: TestDatabase;
  let engine: Engine;
  let api: TestApi;
  let observed: Observed;
  let home: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'handover-fuzz-'));
    database = await freshDatabase();
    engine = await startEngine(database, 'dev');
    // By which links to customers are known.
    await publishKey(database.worker, engine.deps.signer.keyId, engine.deps.signer.publicJwk);
    api = await startTestApi({ db: database.api, gateway: engine.gateway, outbox: engine.outbox, checkAnswers: false });
    observed = observe(Number(new URL(api.url).port), MAY_STAY);
  });
  afterAll(async () => {
    observed?.stop();
    await api?.stop();
    await engine?.stop();
    await database?.drop();
    if (home) await rm(home, { recursive: true, force: true });
  });

  test.runIf(ASKED)(
    'every operation, sent by somebody who may when it is due: is taken',
    async () => {
      const refused = await tour(database, engine, api);
      expect(refused).toEqual([]);
      const missing = ROUTES.filter((route) => {
        const statuses = observed.statuses.get(`${route.method.toUpperCase()} /api/v1${route.path}`);
        return ![...(statuses?.keys() ?? [])].some((status) => status < 300);
      });
      expect(missing.map(({ operationId }) => operationId).filter((name) => !(name in ELSEWHERE))).toEqual([]);
    },
    180_000,
  );

  const roles = ASKED ? Object.keys(CALLERS) : ['supervisor'];
  test.each(roles)(
    'made requests, sent by %s: are answered as the document says',
    async (role) => {
      const before = observed.requests;
      const document = await (await fetch(`${api.url}/openapi.json`)).json();
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const scene = await makeScene(database, api);
        const caller = CALLERS[role]?.(scene.c);
        if (!caller) throw new Error(`nobody is ${role}`);
        const file = join(home, `${role}.json`);
        await writeFile(file, JSON.stringify(seeded(document, valuesOf(scene))));
        const token = await api.tokenFor(caller.number);
        for (const [phases, part] of Object.entries(PHASES)) {
          const said = await run(file, token, phases, SECONDS * part);
          console.log(`${role}, ${phases}: ${observed.requests} requests in all`);
          expect.soft(said.status, said.text).toBe(0);
        }
        if (observed.requests - before >= LONG_REQUESTS / roles.length) break;
      }
    },
    MOST_ROUNDS * (SECONDS + 120) * 1_000,
  );

  test('requests that were refused: left nothing in the database', () => {
    expect(Object.fromEntries(observed.leftBehind)).toEqual({});
  });

  test.runIf(LONG)('a long run: was as long as it says', () => {
    expect(observed.requests).toBeGreaterThanOrEqual(LONG_REQUESTS);
  });

  async function run(
    file: string,
    token: string,
    phases: string,
    seconds: number,
  ): Promise<{ status: number | null; text: string }> {
    if (!('program' in found)) throw new Error('no schemathesis');
    const args = [
      '--no-color',
      '--config-file',
      join(import.meta.dirname, 'schemathesis.toml'),
      'run',
      file,
      '--url',
      api.url,
      '--header',
      `Authorization: Bearer ${token}`,
      '--phases',
      phases,
      '--max-time',
      String(Math.ceil(seconds)),
      '--continue-on-failure',
      '--request-timeout',
      '40',
      '--suppress-health-check',
      'all',
      '--exclude-path-regex',
      String.raw`/events$|/demo/|/logout|/me/sessions`,
    ];
    const child = spawn(found.program, args, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
    if (process.env.HANDOVER_TEST_FUZZ_SAID)
      await writeFile(
        `${process.env.HANDOVER_TEST_FUZZ_SAID}-${file.split('/').pop()}-${phases}-${Date.now()}.txt`,
        text,
      );
    return { status, text: text.slice(-20_000) };
  }
});

/** Operations that nobody can be led to here, and where they are tried. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  answerReview: 'a review opens days after a transfer: test/http/reviews.test.ts',
  endMySession: 'needs the login of a browser: test/http/login.test.ts',
  logOut: 'needs the login of a browser: test/http/login.test.ts',
  followTimeline: 'does not end by itself; the tour looks whether it begins',
  followNotifications: 'does not end by itself: test/http/notifications.test.ts',
  cancelImport: 'needs one that a process is at: test/http/imports.test.ts',
  getReport: 'needs a case that is over: test/e2e/complete.test.ts',
  getEvidence: 'needs a case that is over: test/http/evidence.test.ts',
  proveAuditEntry: 'needs an entry that is sealed: test/http/audit.test.ts',
};

/** What a refused request may write to. */
const MAY_STAY: ReadonlySet<string> = new Set([
  // The key is taken before anybody looks at what it is for.
  'idempotency_keys',
  // The words of a decision are written before the workflow is asked whether it takes it; what it did not take, nobody reads.
  'handover_inbox',
  // A file that was refused stands in the list of imports as one that failed, with why; of its rows nothing stays.
  'POST /api/v1/imports 422 imports',
]);

function valuesOf({ c, cases, planHashes, policy, spare }: Scene): Values {
  const numbers = [c.giver, ...c.receivers, c.supervisor, c.stranger, ...spare].map(({ number }) => number);
  const ids = [c.giver, ...c.receivers, c.supervisor].map(({ id }) => id);
  return {
    handoverId: Object.values(cases),
    handover: Object.values(cases),
    customerId: c.customerIds,
    customerIds: c.customerIds,
    customer: c.customerIds,
    '/api/v1/customers id': c.customerIds,
    '/api/v1/employees id': spare.map(({ id }) => id),
    '/scim/v2/Users id': spare.map(({ id }) => id),
    planHash: planHashes,
    giver: numbers,
    receivers: numbers,
    receiver: ids,
    supervisor: numbers,
    owner: numbers,
    grantee: numbers,
    person: numbers,
    to: numbers,
    employee: spare.map(({ number }) => number),
    policy: [policy],
    key: [policy, 'standard'],
  };
}
