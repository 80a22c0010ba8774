import { sql } from 'kysely';
import type { Policy } from '../../src/contract/policy.ts';
import type { Database } from '../../src/db/connect.ts';
import { completePolicy } from '../../src/domain/standard-policy.ts';
import { type Answered, type TestApi, until } from '../http/api.ts';
import { type Company, type Person, makeCompany, makePolicy } from '../support/company.ts';
import type { TestDatabase } from '../support/database.ts';
import { trainingRule } from '../support/training.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- answers of many routes
type Body = any;

/** At what each case of a scene waits. */
const WAITS = ['approval', 'materials', 'minutes', 'verification', 'signOff', 'reviewDate'] as const;
/** What a case can be led to: these, and what other policies ask for after the signatures. */
type Wait = (typeof WAITS)[number];
type LaterWait = 'safety' | 'coverEnd';
const CUSTOMERS_EACH = 3;

export interface Scene {
  c: Company;
  /** of whom nobody needs anything: whatever happens to them, the scene goes on */
  spare: Person[];
  policy: string;
  /** ids by what they wait for */
  cases: Record<Wait, string>;
  planHashes: string[];
}

/** A company in which a case waits at every step, for whoever is to knock at the API. */
export async function makeScene(database: TestDatabase, api: TestApi, waits: readonly Wait[] = WAITS): Promise<Scene> {
  const { admin } = database;
  const c = await makeCompany(admin, { receivers: 2, customers: CUSTOMERS_EACH * (waits.length + 2) });
  const spare = (await makeCompany(admin, { receivers: 2, customers: 2 })).receivers;
  await sql`update customers set email = id || '@customer.example', region = '华东' where id = any (${c.customerIds}::uuid[])`.execute(
    admin,
  );
  const key = await fullPolicy(admin);
  const scene: Scene = { c, spare, policy: key, cases: {} as Scene['cases'], planHashes: [] };
  await Promise.all(
    waits.map(async (wait, n) => {
      const customers = c.customerIds.slice(n * CUSTOMERS_EACH, (n + 1) * CUSTOMERS_EACH);
      const { id, planHash } = await bring(api, scene, customers, wait);
      scene.cases[wait] = id;
      scene.planHashes.push(planHash);
    }),
  );
  return scene;
}

/** Every rule of the product that asks nobody beyond the parties. @returns its key */
export async function fullPolicy(admin: Database, change: (policy: Policy) => void = () => {}): Promise<string> {
  const { key } = await makePolicy(admin, (p) => {
    Object.assign(p, structuredClone(completePolicy));
    delete p.materials;
    delete p.signers;
    delete p.verification.checklists;
    if (p.introduction) p.introduction.mailsPerMinute = 60_000;
    p.training = structuredClone(trainingRule);
    change(p);
  });
  return key;
}

/** Starts a handover of some customers and leads it to where it waits so. */
export async function bring(
  api: TestApi,
  { c, policy }: Pick<Scene, 'c' | 'policy'>,
  customerIds: string[],
  wait: Wait | LaterWait,
  more: object = {},
): Promise<{ id: string; planHash: string }> {
  const request = {
    kind: 'change_of_post',
    reason: '岗位调整',
    giver: c.giver.number,
    receivers: c.receivers.map(({ number }) => number),
    assignment: 'in_turn',
    scope: { customerIds },
    policy: { key: policy },
    ...more,
  };
  const started = good(await api.post(c.hr, 'handovers', request));
  const path = (rest: string) => `handovers/${started.id}/${rest}`;
  const at = (wanted: Wait | LaterWait) =>
    until(
      () => api.get(c.hr, `handovers/${started.id}`),
      ({ body }) => body.waitingFor === wanted,
    ).then(({ body }): Body => body);
  const steps: Record<Wait, (seen: Body) => Promise<void>> = {
    approval: async ({ planHash }) => {
      good(await api.post(c.supervisor, path('approvals'), { decision: 'approved', planHash }));
    },
    materials: async () => {
      good(await api.post(c.giver, path('materials/confirmation'), {}));
    },
    minutes: async () => {
      good(await api.post(c.supervisor, path('meeting/minutes'), { minutes: '逐一说明' }));
    },
    verification: async () => {
      for (const receiver of c.receivers) {
        const { items } = good(await api.get(receiver, path('materials?toVerify=true')));
        const mine = items.filter((one: Body) => one.receiver.id === receiver.id);
        const customers = mine.map((one: Body) => ({ customerId: one.customer.id, ok: true }));
        if (customers.length > 0) good(await api.post(receiver, path('verifications'), { customers }));
      }
    },
    signOff: async ({ planHash }) => {
      for (const signer of [c.giver, ...c.receivers, c.supervisor])
        good(await api.post(signer, path('sign-offs'), { decision: 'signed', planHash }));
    },
    reviewDate: () => Promise.resolve(),
  };
  for (const step of WAITS) {
    const seen = await at(step);
    if (step === wait) return { id: started.id, planHash: seen.planHash };
    await steps[step](seen);
    if (step === 'signOff' && wait !== 'reviewDate') break;
  }
  return { id: started.id, planHash: (await at(wait)).planHash };
}

/** @throws Error when the answer is a refusal */
export function good({ status, body }: Answered): Body {
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}
