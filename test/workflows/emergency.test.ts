import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { cancelUpdate, waiveSignatureUpdate } from '../../src/contract/messages.ts';
import { DEFAULT_SAFETY, type SafetyRule } from '../../src/contract/policy.ts';
import { makeCompany, makePolicy } from '../support/company.ts';
import { writeHandover } from '../support/engine.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();
const { giver, custodian } = {
  giver: () => s.company.giver.id,
  custodian: () => s.company.stranger.id,
};
const admin = () => s.database.admin;

/** Urgent and other work of a giver, then the start. */
async function begin({
  waived = false,
  discrepancyDays,
  safety,
}: { waived?: boolean; discrepancyDays?: number; safety?: SafetyRule } = {}) {
  s.company = await makeCompany(admin());
  const [first = '', second = ''] = s.company.customerIds;
  const policy = await makePolicy(admin(), (p) => {
    p.transition.checkInEveryDays = 0;
    p.reviews.days = [7];
    if (safety) p.safety = safety;
    if (discrepancyDays !== undefined) p.verification.discrepancyDays = discrepancyDays;
  });
  await admin()
    .insertInto('tasks')
    .values([
      { title: '紧急', priority: 'urgent', customer_id: first, assignee_id: giver() },
      { title: '紧急但未指派', priority: 'urgent', customer_id: second, assignee_id: null },
      { title: '不急', due_on: '2099-01-01', customer_id: first, assignee_id: giver() },
    ])
    .execute();
  await admin().insertInto('approvals').values({ kind: 'discount', title: '折扣', assignee_id: giver() }).execute();
  const options = { kind: 'emergency_departure', custodian: s.company.stranger, policy } as const;
  const input = await writeHandover(s.database, s.company, options);
  s.play(input);
  if (waived)
    input.waiver = {
      personId: s.company.hr.id,
      entryId: await s.act.entry({ comment: '移交人失联' }, s.company.hr.id),
    };
  await s.engine.gateway.startHandover(input, { orgUnit: 'test' });
}

const tasksOf = async (personId: string | null) => {
  const rows = await admin()
    .selectFrom('tasks')
    .select('title')
    .where('assignee_id', 'is not distinct from', personId)
    .where('title', 'not like', '跟进%')
    .execute();
  return rows.map((r) => r.title).sort();
};
const customerFor = (name: string) =>
  admin().insertInto('customers').values({ name, owner_id: giver() }).returning('id').executeTakeFirstOrThrow();
const ownerOf = async (id: string) =>
  (await admin().selectFrom('customers').select('owner_id').where('id', '=', id).executeTakeFirstOrThrow()).owner_id;
/** Who has the approval that hangs on no customer. */
const approvalBy = async () =>
  (
    await admin()
      .selectFrom('approvals')
      .select('assignee_id')
      .where('title', '=', '折扣')
      .where('assignee_id', 'in', [giver(), custodian()])
      .execute()
  ).map((row) => row.assignee_id);
const freeze = () =>
  admin().selectFrom('freezes').select('lifted_at').where('person_id', '=', giver()).executeTakeFirst();
const waive = async (planHash: string | null) => {
  const entryId = await s.act.entry({ comment: '移交人失联' }, s.company.hr.id);
  return s.send(
    s.input.handoverId,
    waiveSignatureUpdate,
    { personId: s.company.hr.id, entryId, role: 'giver', planHash: planHash ?? '' },
    randomUUID(),
  );
};
const toSignOff = async () => {
  await s.act.approve(await s.at('approval'));
  await s.at('minutes');
  await s.act.recordMinutes();
  await s.at('verification');
  await s.act.verify();
  return s.at('signOff');
};
const others = () => [...s.company.receivers.map((r) => r.id), s.company.supervisor.id];
const heardBy = async (personId: string) => {
  const { email } = await admin()
    .selectFrom('employees')
    .select('email')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow();
  return (await s.engine.outbox.list()).filter((mail) => mail.to.includes(email));
};

describe('emergency departure', () => {
  it('from the start to the close: access first, custody until the book moves, HR waives, the giver is asked and told nothing', async () => {
    await begin();
    const planned = await s.at('approval');
    expect(await freeze()).toEqual({ lifted_at: null });
    expect(await s.audited('access.cutOff')).toBe(1);
    expect(await tasksOf(custodian())).toEqual(['紧急', '紧急但未指派']);
    expect(await tasksOf(giver())).toEqual(['不急']);
    expect(new Set(await s.owners())).toEqual(new Set([giver()]));
    const early = await customerFor('计划前后到来的客户');
    expect(await ownerOf(early.id)).toBe(custodian());
    // Sent back, so that a plan is made that knows of it.
    await s.act.approve(planned, 'sentBack');
    await s.act.approve(await s.at('approval', 2));
    await s.at('minutes', 2);
    const late = await customerFor('方案之后到来的客户');
    await admin()
      .insertInto('tasks')
      .values({ title: '迟到', customer_id: s.company.customerIds[0] ?? '', assignee_id: giver() })
      .execute();
    expect(await tasksOf(custodian())).toContain('迟到');
    await s.act.recordMinutes();
    await s.at('verification', 2);
    await s.act.verify(2);
    const signing = await s.at('signOff', 2);
    expect(signing.flags).toContain('giverGone');
    expect(signing.awaited.map((a) => a.role).sort()).toEqual(['hr', 'receiver', 'receiver', 'receiver', 'supervisor']);
    for (const person of others()) await s.act.sign(signing, person);
    expect(new Set(await s.owners())).toEqual(new Set([giver()]));
    await waive(signing.planHash);
    await s.followingUp();

    expect(await s.owners()).not.toContain(giver());
    for (const { id } of [early, late]) expect(s.company.receivers.map((r) => r.id)).toContain(await ownerOf(id));
    expect([await tasksOf(custodian()), await tasksOf(giver())]).toEqual([[], []]);
    const waived = await admin()
      .selectFrom('sign_offs')
      .select(['person_id', 'signer_id', 'comment'])
      .where('handover_id', '=', s.input.handoverId)
      .where('decision', '=', 'waived')
      .execute();
    expect(waived).toEqual([{ person_id: giver(), signer_id: s.company.hr.id, comment: '移交人失联' }]);
    const grants = await admin()
      .selectFrom('grants')
      .select(['grantee_id', 'reason', 'revoked_at'])
      .where('handover_id', '=', s.input.handoverId)
      .execute();
    expect(grants).toMatchObject([{ grantee_id: custodian(), reason: 'custody', revoked_at: expect.any(Date) }]);
    expect(await heardBy(giver())).toEqual([]);
    expect(await heardBy(custodian())).not.toEqual([]);
    await s.reviewAll(async (reviewId) => {
      for (const person of others()) await s.act.answerReview(reviewId, person);
    }, 2);
    await s.engine.skipTo(await s.inDays(31));
    expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
    const left = await admin().selectFrom('customers').select('id').where('owner_id', '=', giver()).execute();
    expect(left).toEqual([]);
    await s.verifies();
  });

  it('HR said at the start why: recorded with each plan that is signed, nobody is asked', async () => {
    await begin({ waived: true });
    const signing = await toSignOff();
    expect(signing.signatures).toMatchObject([{ role: 'giver', decision: 'waived' }]);
    expect(signing.awaited.map((a) => a.role)).not.toContain('hr');
    await s.act.reject(signing, s.company.supervisor.id, 'verification');
    await s.at('verification', 2);
    await s.act.verify(2);
    const again = await s.stands((p) => p.waitingFor === 'signOff' && p.round === 2 && p.signatures.length === 1);
    for (const person of others()) await s.act.sign(again, person);
    await s.followingUp();
    expect(await s.owners()).not.toContain(giver());
  });

  it('nobody waives: a deputy who is asked signs for whoever else is missing, but not for the giver', async () => {
    await begin();
    const signing = await toSignOff();
    await s.escalated('signOff');
    const { boss, receivers } = s.company;
    await expect(s.act.sign(signing, boss.id, giver())).rejects.toMatchObject({ type: 'giverCutOff' });
    const signed = await s.act.sign(signing, boss.id, receivers[0]?.id ?? '');
    expect(signed.signatures).toHaveLength(1);
  });

  it('what receivers find not to be right: decided by the supervisor at once, because there is no giver to settle it with', async () => {
    await begin({ discrepancyDays: 5 });
    await s.act.approve(await s.at('approval'));
    await s.at('minutes');
    await s.act.recordMinutes();
    await s.at('verification');
    const item = await admin()
      .selectFrom('handover_items')
      .select(['record_id', 'receiver_id'])
      .where('handover_id', '=', s.input.handoverId)
      .where('to_verify', '=', true)
      .executeTakeFirstOrThrow();
    await admin()
      .insertInto('discrepancies')
      .values({
        handover_id: s.input.handoverId,
        round: 1,
        customer_id: item.record_id,
        receiver_id: item.receiver_id,
        opened_by: item.receiver_id,
      })
      .execute();
    await s.act.verify();
    const deciding = await s.at('discrepancyDecision');
    expect(deciding.awaited.map((a) => a.person.id)).toEqual([s.company.supervisor.id]);
    expect(await heardBy(giver())).toEqual([]);
    await admin().updateTable('discrepancies').set({ state: 'accepted' }).execute();
    await s.engine.gateway.inboxReady(s.input.handoverId);
    await s.at('signOff');
  });

  it('HR stays silent: overdue, escalated, and nothing moves until somebody waives', async () => {
    await begin();
    const signing = await toSignOff();
    for (const person of others()) await s.act.sign(signing, person);
    await s.late('signOff');
    await s.silence('signOff');
    expect((await s.row()).waiting_for).toBe('signOff');
    expect(new Set(await s.owners())).toEqual(new Set([giver()]));
    await waive(signing.planHash);
    await s.followingUp();
    expect(await s.owners()).not.toContain(giver());
  });

  it('cancelled: what the custodian held is as before, what comes stays with the giver, who stays cut off until HR says otherwise', async () => {
    await begin();
    await s.at('approval');
    const born = await customerFor('保管期间的客户');
    expect(await ownerOf(born.id)).toBe(custodian());
    await s.send(s.input.handoverId, cancelUpdate, { personId: s.company.hr.id }, randomUUID());
    expect(await s.result()).toEqual({ outcome: 'cancelled', notUndone: [] });
    expect(await tasksOf(custodian())).toEqual([]);
    expect(await tasksOf(null)).toContain('紧急但未指派');
    expect(await tasksOf(giver())).toEqual(['不急', '紧急']);
    expect(await ownerOf(born.id)).toBe(giver());
    const later = await customerFor('取消之后的客户');
    expect(await ownerOf(later.id)).toBe(giver());
    expect(await freeze()).toEqual({ lifted_at: null });
  });

  it('cancelled where the transfer was stopped halfway: nothing stays with the custodian', async () => {
    await begin({ waived: true, safety: { ...DEFAULT_SAFETY, maxRefusedShare: 0, refusedFrom: 1 } });
    const signing = await toSignOff();
    // Somebody takes a customer once the transfer has been opened: it stops after the customers, before what hangs on none.
    await sql`
      create function take_customer() returns trigger language plpgsql security definer set search_path = public as $$
      begin
        update customers set owner_id = ${sql.lit(s.company.boss.id)} where id = ${sql.lit(s.company.customerIds[0])};
        return null;
      end $$`.execute(admin());
    await sql`create trigger take after insert on transfers for each statement execute function take_customer()`.execute(
      admin(),
    );
    for (const person of others()) await s.act.sign(signing, person);
    await s.at('safety');
    await sql`drop function take_customer() cascade`.execute(admin());
    expect(await approvalBy()).toEqual([custodian()]);
    await s.send(s.input.handoverId, cancelUpdate, { personId: s.company.hr.id }, randomUUID());
    expect(await s.result()).toEqual({ outcome: 'cancelled', notUndone: [] });
    expect((await s.owners()).filter((owner) => owner !== giver())).toEqual([s.company.boss.id]);
    expect(await tasksOf(custodian())).toEqual([]);
    expect(await approvalBy()).toEqual([giver()]);
  });

  it('customers that came to the custodian are where the plan has them: they stop no transfer', async () => {
    await begin({ waived: true, safety: { ...DEFAULT_SAFETY, maxRefusedShare: 0, refusedFrom: 1 } });
    const planned = await s.at('approval');
    const born = await customerFor('保管期间的客户');
    expect(await ownerOf(born.id)).toBe(custodian());
    await s.act.approve(planned, 'sentBack');
    await s.act.approve(await s.at('approval', 2));
    await s.at('minutes', 2);
    await s.act.recordMinutes();
    await s.at('verification', 2);
    await s.act.verify(2);
    const signing = await s.at('signOff', 2);
    for (const person of others()) await s.act.sign(signing, person);
    await s.followingUp();
    expect(await s.audited('transfer.halted')).toBe(0);
    expect(s.company.receivers.map((r) => r.id)).toContain(await ownerOf(born.id));
  });
});
