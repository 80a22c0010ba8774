import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MoveBack } from '../../src/contract/messages.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { verifyDatabase, verifyIn } from '../../src/db/audit/verify.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { type Case, type Stage, attempt, effect, setStage, signAll } from '../activities/stage.ts';

let stage: Stage;
let c: Case;
let trusted: Record<string, unknown>[];
let anchors: string[];

async function planned(): Promise<Case> {
  const made = await stage.makeCase();
  const request = {
    giverId: made.input.giver.id,
    receiverIds: made.input.receivers.map((r) => r.id),
    assignment: 'in_turn',
  } as const;
  await attempt(made, 1, () => stage.activities.planBook(effect(made, 'plan'), request));
  await stage.refresh(made);
  return made;
}

async function sealAll(limit?: number): Promise<void> {
  const { database, engine } = stage;
  while (await seal(database.worker, (claims) => engine.deps.signer.sign('handover-audit-head+jws', claims), limit));
}

beforeAll(async () => {
  stage = await setStage();
  const { database, engine, activities: a } = stage;
  const { signer } = engine.deps;
  trusted = [signer.publicJwk];
  await publishKey(database.worker, signer.keyId, signer.publicJwk);
  c = await planned();
  const [one, two] = c.company.customerIds;
  await attempt(c, 1, () => a.prepareMaterials(effect(c, 'materials')));
  await attempt(c, 1, () => a.openSignOff(effect(c, 'signOff'), true));
  await stage.refresh(c);
  await attempt(c, 1, () => signAll(a, c));
  // Meanwhile in other hands: an exception each.
  await sql`update customers set owner_id = ${c.company.stranger.id}, version = version + 1 where id in (${one}, ${two})`.execute(
    database.admin,
  );
  await attempt(c, 1, () => a.transferBook(effect(c, 'transfer', { step: 'followUp' }), c.planHash));
  await sealAll(5);
  const heads = await database.admin.selectFrom('audit_heads').select('jws').orderBy('number').execute();
  anchors = heads.map(({ jws }) => jws);
});
afterAll(() => stage.stop());

const ROLLED_BACK = new Error('rolled back');

/** What is found while the superuser, whom no trigger stops, has changed something; nothing of it stays. */
async function foundWith(statement: ReturnType<typeof sql>): Promise<string[]> {
  let found: string[] = [];
  await stage.database.admin
    .transaction()
    .execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx);
      const { numAffectedRows } = await statement.execute(tx);
      expect(numAffectedRows).toBeGreaterThan(0n);
      const verdict = await verifyIn(tx, { trusted, anchors });
      found = [...new Set(verdict.findings.map((finding) => finding.code))];
      throw ROLLED_BACK;
    })
    .catch((error: unknown) => {
      if (error !== ROLLED_BACK) throw error;
    });
  return found;
}

describe('verifyDatabase', () => {
  test.each(['owner', 'worker'] as const)('a log as it was sealed, as the %s: nothing is found', async (role) => {
    const verdict = await verifyDatabase(stage.database[role], { trusted, anchors });
    expect(verdict).toMatchObject({ findings: [], unsealed: 0, pruned: 0, anchors: anchors.length });
    expect(verdict.sealed).toBeGreaterThan(10);
    expect(verdict.heads).toBeGreaterThan(2);
  });

  test.each<[string, ReturnType<typeof sql>, string[]]>([
    [
      'an entry changed',
      sql`update audit_entries set action = 'x' where id = (select entry_id from audit_leaves where position = 3)`,
      ['entryChanged'],
    ],
    [
      'an entry a microsecond earlier',
      sql`update audit_entries set at = at - interval '1 microsecond' where id = (select entry_id from audit_leaves where position = 3)`,
      ['entryChanged'],
    ],
    [
      'an entry deleted',
      sql`delete from audit_entries where id = (select entry_id from audit_leaves l join audit_entries e on e.id = entry_id where not e.params ? 'rows' limit 1)`,
      ['entryMissing'],
    ],
    [
      'an entry slipped into the past',
      sql`insert into audit_entries (actor_kind, action, xact) values ('engine', 'x', '5')`,
      ['entryInserted'],
    ],
    ['a leaf changed', sql`update audit_leaves set leaf = sha256('x') where position = 4`, ['leafChanged']],
    [
      'the tail cut',
      sql`delete from audit_heads where number = (select max(number) from audit_heads)`,
      ['tailCut', 'leafBeyondHead'],
    ],
    [
      'a head changed',
      sql`update audit_heads set sealed_at = sealed_at + interval '1 second' where number = 2`,
      ['headChanged', 'headHashWrong', 'anchorContradicts'],
    ],
    [
      'an owner changed',
      sql`update ownership_starts set owner_id = ${'00000000-0000-0000-0000-000000000001'} where ctid = (select min(ctid) from ownership_starts)`,
      ['rowsChanged'],
    ],
    [
      'an ownership earlier',
      sql`update ownership_starts set since = since - interval '1 hour' where ctid = (select min(ctid) from ownership_starts)`,
      ['rowsChanged', 'rowsUnvouched', 'rowsMissing'],
    ],
    [
      'an ownership deleted',
      sql`delete from ownership_starts where ctid = (select min(ctid) from ownership_starts)`,
      ['rowsChanged', 'rowsMissing'],
    ],
    [
      'an ownership made up',
      sql`insert into ownership_starts (customer_id, since, owner_id) select customer_id, since + interval '1 minute', owner_id from ownership_starts limit 1`,
      ['rowsUnvouched'],
    ],
    [
      'an ownership said to be from before',
      sql`update ownership_starts set xact = null where ctid = (select min(ctid) from ownership_starts)`,
      ['rowsChanged', 'rowsMissing', 'rowsUnvouched'],
    ],
    [
      'an ownership said to be of no handover',
      sql`update ownership_starts set handover_id = null where ctid = (select min(ctid) from ownership_starts where handover_id is not null)`,
      ['rowsChanged', 'rowsMissing', 'rowsUnvouched'],
    ],
    [
      'ownerships said to be of a handover',
      sql`update ownership_starts set handover_id = ${'00000000-0000-0000-0000-000000000001'} where handover_id is null`,
      ['rowsMissing', 'rowsUnvouched'],
    ],
    [
      'an exception reworded',
      sql`update handover_exceptions set reason = 'x' where ctid = (select min(ctid) from handover_exceptions)`,
      ['rowsChanged'],
    ],
    [
      'an exception deleted',
      sql`delete from handover_exceptions where ctid = (select min(ctid) from handover_exceptions)`,
      ['rowsChanged', 'rowsMissing'],
    ],
    [
      'an item given to another',
      sql`update handover_items set receiver_id = ${'00000000-0000-0000-0000-000000000001'} where ctid = (select min(ctid) from handover_items)`,
      ['planChanged'],
    ],
    [
      'a sign-off turned',
      sql`update sign_offs set decision = 'rejected' where role = 'supervisor'`,
      ['signOffChanged', 'signOffMissing'],
    ],
    ['a sign-off deleted', sql`delete from sign_offs where role = 'supervisor'`, ['signOffMissing']],
    [
      'a sign-off given to another person',
      sql`update sign_offs set person_id = ${'00000000-0000-0000-0000-000000000001'} where role = 'supervisor'`,
      ['signOffChanged', 'signOffMissing'],
    ],
    ['a signature exchanged', sql`update sign_offs set jws = 'a.b.c' where role = 'supervisor'`, ['signOffSignature']],
  ])('%s: is found', async (_, statement, allowed) => {
    const found = await foundWith(statement);
    expect(found).not.toEqual([]);
    for (const code of found) expect(allowed).toContain(code);
  });
});

describe('a restore with late arrivals among what goes back', () => {
  /** Late arrivals by several statements, of which some go back by a list, some are returned, and the rest goes back with everything. */
  async function restored(): Promise<Case> {
    const of = await planned();
    const { admin } = stage.database;
    const { giver, supervisor, customerIds } = of.company;
    await attempt(of, 1, () =>
      stage.activities.transferBook(effect(of, 'transfer', { step: 'followUp' }), of.planHash),
    );
    const arrive = async () => {
      await sql`insert into customers (name, owner_id) select '迟到客户' || n, ${giver.id} from generate_series(1, 3) n`.execute(
        admin,
      );
      await sql`insert into tasks (title, assignee_id, customer_id) select '回电', ${giver.id}, k from unnest(${customerIds}::uuid[]) k`.execute(
        admin,
      );
    };
    await arrive();
    const lateOnes = await admin
      .selectFrom('handover_items')
      .select('record_id')
      .where('handover_id', '=', of.input.handoverId)
      .where('why', '=', 'late')
      .where('record_type', '=', 'customer')
      .orderBy('record_id')
      .execute();
    const [mine, back] = lateOnes.map((row) => row.record_id);
    const inbox = async (ids: (string | undefined)[]) => {
      const entry = { handover_id: of.input.handoverId, kind: 'text', round: 1, author_id: supervisor.id };
      const { id } = await admin
        .insertInto('handover_inbox')
        .values({ ...entry, body: JSON.stringify({ customerIds: ids }) })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    };
    const moveBack = (request: Pick<MoveBack, 'scope' | 'entryId'>, as: 'restored' | 'returned') =>
      attempt(of, 1, () =>
        stage.activities.moveBack(effect(of, 'followUp'), { personId: supervisor.id, ...request, as }),
      );
    expect(await moveBack({ scope: 'listed', entryId: await inbox([mine, customerIds[0]]) }, 'restored')).toMatchObject(
      { restored: 5 },
    );
    expect(await moveBack({ scope: 'listed', entryId: await inbox([back]) }, 'returned')).toMatchObject({
      restored: 1,
    });
    await arrive();
    await moveBack({ scope: 'all' }, 'restored');
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from customers where owner_id = ${giver.id}`.execute(admin);
    expect(rows[0]?.n).toBe(customerIds.length + 6);
    return of;
  }
  let of: Case;
  beforeAll(async () => {
    of = await restored();
    await sealAll();
  });

  test('nothing is found', async () => {
    expect((await verifyDatabase(stage.database.owner, { trusted })).findings).toEqual([]);
  });

  test.each<[string, () => ReturnType<typeof sql>, string[]]>([
    [
      'a late item taken away',
      () =>
        sql`delete from handover_items where ctid = (select min(ctid) from handover_items where handover_id = ${of.input.handoverId} and why = 'late')`,
      ['rowsChanged', 'rowsMissing'],
    ],
    [
      'what was said of a late item before it went back',
      () => sql`update handover_exceptions_past set reason = 'x' where handover_id = ${of.input.handoverId}`,
      ['rowsChanged'],
    ],
    [
      'a restored record said to be late',
      () =>
        sql`update handover_exceptions set state = 'late' where ctid = (select min(ctid) from handover_exceptions where handover_id = ${of.input.handoverId})`,
      ['rowsChanged', 'rowsMissing'],
    ],
  ])('%s: is found', async (_, statement, allowed) => {
    const found = await foundWith(statement());
    expect(found).not.toEqual([]);
    for (const code of found) expect(allowed).toContain(code);
  });
});
