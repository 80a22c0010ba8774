import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outside } from '../../src/db/integrity/check.ts';
import { CHECKS, runChecks, runRepair } from '../../src/db/integrity/run.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { RESOURCES } from '../../src/i18n/index.ts';
import { type Case, type Stage, attempt, effect, setStage, signAll } from '../activities/stage.ts';

let stage: Stage;
let c: Case;
/** handovers whose workflow is said not to run */
let gone: string[] = [];
const outside: Outside = {
  notRunning: (ids) => Promise.resolve(ids.filter((id) => gone.includes(id))),
  stopCheckIns: () => Promise.resolve(),
};

/** A whole handover by the engine's activities, from the plan to the transfer, with one customer handed back. */
beforeAll(async () => {
  stage = await setStage();
  c = await stage.makeCase();
  const { activities: a } = stage;
  const giverId = c.input.giver.id;
  const receiverIds = c.input.receivers.map((r) => r.id);
  const run = async (work: () => Promise<unknown>) => {
    await attempt(c, 1, work);
    await stage.refresh(c);
  };
  await run(() => a.planBook(effect(c, 'plan'), { giverId, receiverIds, assignment: 'in_turn' }));
  await run(() => a.prepareMaterials(effect(c, 'materials')));
  await run(() => a.openSignOff(effect(c, 'signOff'), true));
  await run(() => signAll(a, c));
  await run(() => a.transferBook(effect(c, 'transfer', { step: 'followUp', waitingFor: 'reviewDate' }), c.planHash));
  await run(() =>
    a.moveBack(effect(c, 'followUp'), {
      personId: c.input.supervisor.id,
      scope: 'listed',
      entryId: c.listEntry,
      as: 'returned',
    }),
  );
});
afterAll(() => stage.stop());

const healthy = async () => {
  // The sealer's part, so that no entry gets old unsealed.
  for (let more = true; more;) more = (await seal(stage.database.worker, () => Promise.resolve('x')))?.full === true;
  const checked = await runChecks(stage.database.worker, outside);
  return checked.filter((one) => one.state !== 'ok');
};
/** Raw SQL as a superuser past every trigger and foreign key. */
async function breakIt(...statements: RawBuilder<unknown>[]): Promise<void> {
  await stage.database.admin.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const statement of statements) await statement.execute(tx);
  });
}
const counts = async (name: string) => {
  const [checked] = await runChecks(stage.database.worker, outside, { names: [name] });
  return { state: checked?.state, codes: checked?.found.map((f) => f.code), count: checked?.count };
};
const repairs = async () => {
  const { n } = await stage.database.admin
    .selectFrom('audit_entries')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('action', '=', 'integrity.repaired')
    .executeTakeFirstOrThrow();
  return n;
};

interface Broken {
  check: string;
  code: string;
  how: () => RawBuilder<unknown>[];
  /** what the repair does not do, or where there is none */
  back?: () => RawBuilder<unknown>[];
}

const id = () => c.input.handoverId;
const customer = (n: number) => c.company.customerIds[n] ?? '';
const stranger = () => c.company.stranger.id;
const giver = () => c.input.giver.id;

const OTHER = '01900000-0000-7000-8000-000000000009';
/** A second case of the same people. @param end its state and when it ended, as SQL */
const otherCase = (end: string) => sql`
  insert into handovers (id, kind, reason, giver_id, supervisor_id, started_by, assignment, scope, whole_book, late_receiver_id, policy_key, policy_version, state, closed_at)
  select ${OTHER}, kind, reason, giver_id, supervisor_id, started_by, assignment, '{}', false, late_receiver_id, policy_key, policy_version, ${sql.raw(end)}
    from handovers where id = ${id()}`;

const BROKEN: Broken[] = [
  {
    check: 'owner-has-start',
    code: 'ownerDiffers',
    how: () => [sql`update customers set owner_id = ${stranger()} where id = ${customer(1)}`],
  },
  {
    check: 'owner-has-start',
    code: 'startMissing',
    how: () => [
      sql`insert into customers (id, name, owner_id) values ('01900000-0000-7000-8000-000000000001', 'x', ${stranger()})`,
      sql`insert into customer_search values ('01900000-0000-7000-8000-000000000001', 'x')`,
    ],
  },
  {
    check: 'starts-are-past',
    code: 'startInFuture',
    how: () => [
      sql`insert into ownership_starts (customer_id, since, owner_id) select id, now() + interval '1 day', owner_id from customers where id = ${customer(1)}`,
    ],
    back: () => [sql`delete from ownership_starts where since > now()`],
  },
  {
    check: 'items-have-starts',
    code: 'movedWithoutStart',
    how: () => [
      sql`update ownership_starts set handover_id = null where customer_id = ${customer(2)} and handover_id = ${id()}`,
    ],
    back: () => [
      sql`update ownership_starts set handover_id = ${id()} where customer_id = ${customer(2)} and owner_id <> ${giver()}`,
    ],
  },
  {
    check: 'items-have-starts',
    code: 'skippedHasStart',
    how: () => [
      sql`insert into handover_exceptions (handover_id, record_type, record_id, state, reason) values (${id()}, 'customer', ${customer(3)}, 'skipped', 'holderChanged')`,
    ],
    back: () => [sql`delete from handover_exceptions where record_id = ${customer(3)}`],
  },
  {
    check: 'items-have-starts',
    code: 'restoredWithoutStart',
    how: () => [
      sql`insert into handover_exceptions (handover_id, record_type, record_id, state, reason) values (${id()}, 'customer', ${customer(3)}, 'restored', 'restored')`,
    ],
    back: () => [sql`delete from handover_exceptions where record_id = ${customer(3)}`],
  },
  {
    check: 'records-have-customers',
    code: 'customerMissing',
    how: () => [
      sql`insert into notes (id, customer_id, body) values ('01900000-0000-7000-8000-000000000002', gen_random_uuid(), 'x')`,
    ],
    back: () => [sql`delete from notes where id = '01900000-0000-7000-8000-000000000002'`],
  },
  {
    check: 'records-have-holders',
    code: 'holderMissing',
    how: () => [
      sql`alter table tasks drop constraint tasks_check`,
      sql`insert into tasks (id, title) values ('01900000-0000-7000-8000-000000000003', 'x')`,
    ],
    back: () => [sql`delete from tasks where id = '01900000-0000-7000-8000-000000000003'`],
  },
  {
    check: 'items-have-records',
    code: 'recordMissing',
    how: () => [
      sql`insert into handover_items (handover_id, record_type, record_id, receiver_id, why) values (${id()}, 'note', '01900000-0000-7000-8000-000000000004', ${stranger()}, 'late')`,
    ],
    back: () => [sql`delete from handover_items where record_id = '01900000-0000-7000-8000-000000000004'`],
  },
  {
    check: 'exceptions-have-items',
    code: 'exceptionOfNothing',
    how: () => [
      sql`insert into handover_exceptions (handover_id, record_type, record_id, state, reason) values (${id()}, 'note', gen_random_uuid(), 'late', 'x')`,
    ],
    back: () => [sql`delete from handover_exceptions where record_type = 'note'`],
  },
  {
    check: 'materials-have-items',
    code: 'materialsOfNothing',
    how: () => [
      sql`insert into materials (handover_id, customer_id, version, body, completeness, digest)
          select handover_id, gen_random_uuid(), max(version), '{}', 0, sha256('') from materials where handover_id = ${id()} group by 1`,
    ],
    back: () => [sql`delete from materials where digest = sha256('')`],
  },
  {
    check: 'givers-left-nothing',
    code: 'leftBehind',
    how: () => [
      sql`update employees set state = 'left' where id = ${giver()}`,
      sql`update grants set revoked_at = now() where grantee_id = ${giver()} and revoked_at is null`,
      sql`insert into tasks (title, assignee_id) values ('x', ${giver()})`,
    ],
  },
  {
    check: 'grants-have-reasons',
    code: 'grantOfLeft',
    how: () => [
      sql`insert into grants (grantee_id, customer_id, level, reason, ends_at) values (${giver()}, ${customer(1)}, 'view', 'x', now() + interval '1 day')`,
    ],
  },
  {
    check: 'members-are-here',
    code: 'memberLeft',
    how: () => [sql`insert into customer_team (customer_id, assignee_id) values (${customer(1)}, ${giver()})`],
  },
  {
    check: 'grants-have-reasons',
    code: 'transitionTooLong',
    how: () => [
      sql`insert into grants (grantee_id, handover_id, level, reason, ends_at) values (${stranger()}, ${id()}, 'view', 'transition', now() + interval '99 days')`,
    ],
  },
  {
    check: 'grants-have-reasons',
    code: 'grantOfCancelled',
    how: () => [
      otherCase(`'cancelled', now()`),
      sql`insert into grants (grantee_id, handover_id, level, reason, ends_at) values (${stranger()}, ${OTHER}, 'view', 'x', now() + interval '1 day')`,
    ],
  },
  {
    check: 'grants-have-reasons',
    code: 'transitionOfOwner',
    how: () => [
      sql`update handovers set state = 'running', closed_at = null, transferred_at = now() where id = ${OTHER}`,
      sql`insert into transfers (handover_id, round, phase, finished_at) values (${OTHER}, 1, 'done', now())`,
      sql`insert into grants (grantee_id, handover_id, level, reason, ends_at) values (${stranger()}, ${OTHER}, 'view', 'transition', now() + interval '1 day')`,
    ],
  },
  {
    check: 'projections-agree',
    code: 'transferNotTold',
    how: () => [sql`update handovers set transferred_at = null where id = ${OTHER}`],
    back: () => [sql`update handovers set transferred_at = now() where id = ${OTHER}`],
  },
  {
    check: 'projections-agree',
    code: 'transferredWithoutTransfer',
    how: () => [sql`update transfers set finished_at = null where handover_id = ${OTHER}`],
    back: () => [
      sql`delete from transfers where handover_id = ${OTHER}`,
      sql`update handovers set state = 'cancelled', closed_at = now(), transferred_at = null where id = ${OTHER}`,
    ],
  },
  {
    check: 'projections-agree',
    code: 'closedAwaits',
    how: () => [sql`update handovers set waiting_for = 'approval' where id = ${OTHER}`],
    back: () => [sql`update handovers set waiting_for = null where id = ${OTHER}`],
  },
  {
    check: 'successors-have-reasons',
    code: 'successorOfRestored',
    how: () => [
      sql`update employees set state = 'active' where id = ${giver()}`,
      sql`update successors set ended_at = null where handover_id = ${id()}`,
      sql`delete from handover_exceptions where handover_id = ${id()} and record_type = 'customer'`,
      sql`insert into handover_exceptions (handover_id, record_type, record_id, state, reason)
          select handover_id, record_type, record_id, 'restored', 'restored' from handover_items where handover_id = ${id()} and record_type = 'customer'`,
    ],
    back: () => [
      sql`delete from handover_exceptions where handover_id = ${id()} and record_type = 'customer'`,
      sql`insert into handover_exceptions (handover_id, record_type, record_id, state, reason)
          select ${id()}, 'customer', ${customer(0)}, 'returned', 'returned'`,
    ],
  },
  {
    check: 'successors-have-reasons',
    code: 'successorWithoutTransfer',
    how: () => [
      sql`insert into successors (handover_id, giver_id, late_receiver_id, whole_book, record_types) values (${OTHER}, ${giver()}, ${stranger()}, false, '{task}')`,
    ],
  },
  {
    check: 'grants-have-reasons',
    code: 'custodyOver',
    how: () => [
      sql`insert into grants (grantee_id, handover_id, level, reason, ends_at) values (${stranger()}, ${id()}, 'edit', 'custody', now() + interval '99 days')`,
    ],
  },
  {
    check: 'custodies-are-of-open-cases',
    code: 'custodyOfClosed',
    how: () => [
      sql`insert into custodies (handover_id, custodian_id, since) values (${OTHER}, ${stranger()}, now())`,
      sql`insert into successors (handover_id, giver_id, late_receiver_id, whole_book, record_types) values (${OTHER}, ${giver()}, ${stranger()}, true, '{task}')
          on conflict (handover_id) do update set ended_at = null`,
    ],
  },
  {
    check: 'tokens-are-of-open-rounds',
    code: 'tokenOfClosedRound',
    how: () => [
      sql`insert into sign_off_tokens (digest, handover_id, round, person_id, plan_hash, expires_at) values (sha256('t'), ${id()}, 1, ${stranger()}, sha256('p'), now() + interval '1 day')`,
    ],
  },
  {
    check: 'projections-agree',
    code: 'closedDiffers',
    how: () => [sql`update handovers set state = 'closed' where id = ${id()}`],
    back: () => [sql`update handovers set state = 'running' where id = ${id()}`],
  },
  {
    check: 'projections-agree',
    code: 'itemsDiffer',
    how: () => [sql`update handovers set item_count = item_count + 1 where id = ${id()}`],
    back: () => [sql`update handovers set item_count = item_count - 1 where id = ${id()}`],
  },
  {
    check: 'entries-are-sealed',
    code: 'entryNotSealed',
    how: () => [
      sql`insert into audit_entries (at, actor_kind, action, xact) values (now() - interval '1 hour', 'engine', 'slipped.in', '3')`,
    ],
    back: () => [sql`delete from audit_entries where action = 'slipped.in'`],
  },
  {
    check: 'search-text-is-true',
    code: 'searchOutdated',
    how: () => [sql`update customers set city = 'Kunming' where id = ${customer(1)}`],
  },
  {
    check: 'search-text-is-true',
    code: 'searchMissing',
    how: () => [sql`delete from customer_search where customer_id = ${customer(1)}`],
  },
  {
    check: 'reporting-line-is-true',
    code: 'lineTooMuch',
    how: () => [
      sql`insert into reporting_closure (boss_id, subordinate_id, depth) values (${stranger()}, ${c.company.hr.id}, 1)`,
    ],
  },
  {
    check: 'reporting-line-is-true',
    code: 'lineMissing',
    how: () => [
      sql`delete from reporting_closure where boss_id = ${c.company.boss.id} and subordinate_id = ${stranger()}`,
    ],
  },
  {
    check: 'reporting-line-is-true',
    code: 'lineDepth',
    how: () => [
      sql`update reporting_closure set depth = 5 where boss_id = ${c.company.boss.id} and subordinate_id = ${stranger()}`,
    ],
  },
  {
    check: 'tables-have-statistics',
    code: 'statisticsMissing',
    how: () => [
      sql`insert into imports (dataset, mapping, dry_run, actor_id, rows_read, inserted, updated, unchanged, refused, refusals)
          select repeat(md5(n::text), 40), 'x', false, ${c.company.hr.id}, 0, 0, 0, 0, 0, '[]' from generate_series(1, 1200) n`,
    ],
  },
];

test('the checks, after a whole handover by the engine: find nothing', async () => {
  expect(await healthy()).toEqual([]);
});

test('a check that needs Temporal, without it: is skipped and said so', async () => {
  const checked = await runChecks(stage.database.worker, undefined, { names: ['cases-run'] });
  expect(checked).toMatchObject([{ name: 'cases-run', state: 'skipped' }]);
});

test('the sentences of checks, findings and repairs: are there for each', () => {
  const known = new Set(Object.keys(RESOURCES.en.integrity));
  for (const { name, repair } of CHECKS) {
    expect(known).toContain(`check.${name}`);
    if (repair) expect(known).toContain(`repair.${repair.name}`);
  }
  for (const { code } of BROKEN) expect(known).toContain(`finding.${code}`);
});

describe.each(BROKEN)('$check, $code', ({ check, code, how, back }) => {
  test('broken past the rules: is found and nothing else, and its repair mends it once', async () => {
    await breakIt(...how());
    expect(await counts(check)).toEqual({ state: 'wrong', codes: [code], count: 1 });
    const repair = CHECKS.find(({ name }) => name === check)?.repair;
    if (repair !== undefined) {
      const before = await repairs();
      expect(await runRepair(stage.database.worker, repair.name, outside)).toBeGreaterThan(0);
      expect(await repairs()).toBe(before + 1);
      expect(await runRepair(stage.database.worker, repair.name, outside)).toBe(0);
      expect(await repairs()).toBe(before + 1);
    }
    await breakIt(...(back?.() ?? []));
    expect(await healthy()).toEqual([]);
  });
});

test('a custody that is on, and the access of a giver whose cover lasts long: are no findings', async () => {
  await breakIt(
    sql`update handovers set state = 'running', closed_at = null where id = ${OTHER}`,
    sql`update custodies set ended_at = null where handover_id = ${OTHER}`,
    sql`update successors set ended_at = null where handover_id = ${OTHER}`,
    sql`insert into grants (grantee_id, handover_id, level, reason, ends_at) values (${stranger()}, ${OTHER}, 'edit', 'custody', now() + interval '9 years')`,
    sql`update handovers set kind = 'absence_cover', until_at = now() + interval '99 days' where id = ${id()}`,
    sql`insert into grants (grantee_id, handover_id, level, reason, ends_at) values (${stranger()}, ${id()}, 'view', 'transition', now() + interval '99 days')`,
  );
  expect(await healthy()).toEqual([]);
  await breakIt(
    sql`delete from grants where reason = 'custody' or reason = 'transition' and grantee_id = ${stranger()}`,
    sql`update custodies set ended_at = now()`,
    sql`update successors set ended_at = now() where handover_id = ${OTHER}`,
    sql`update handovers set state = 'cancelled', closed_at = now() where id = ${OTHER}`,
    sql`update handovers set kind = 'departure', until_at = null where id = ${id()}`,
  );
  expect(await healthy()).toEqual([]);
});

test('a case whose workflow was terminated in the middle of its transfer: is told as such', async () => {
  await breakIt(
    sql`update handovers set state = 'running', closed_at = null, started_at = now() - interval '1 hour' where id = ${OTHER}`,
    sql`insert into transfers (handover_id, round) values (${OTHER}, 1)`,
  );
  gone = [OTHER];
  expect(await counts('cases-run')).toEqual({ state: 'wrong', codes: ['transferHalted'], count: 1 });
  expect(await runRepair(stage.database.worker, 'close-terminated', outside)).toBe(1);
  expect(await healthy()).toEqual([]);
});

test('a case whose workflow was terminated: is found, closed by the repair, and its giver can be handed over again', async () => {
  await sql`update handovers set started_at = now() - interval '1 hour' where id = ${id()}`.execute(
    stage.database.admin,
  );
  gone = [id()];
  expect(await counts('cases-run')).toEqual({ state: 'wrong', codes: ['caseTerminated'], count: 1 });
  expect(await runRepair(stage.database.worker, 'close-terminated', outside)).toBe(1);
  expect(await runRepair(stage.database.worker, 'close-terminated', outside)).toBe(0);
  const row = await stage.database.admin.selectFrom('handovers').selectAll().where('id', '=', id()).executeTakeFirst();
  expect(row).toMatchObject({ state: 'cancelled', waiting_for: null, awaited_ids: [] });
  expect(await healthy()).toEqual([]);
});
