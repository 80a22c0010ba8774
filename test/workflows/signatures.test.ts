import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pauseUpdate, replaceReceiverUpdate, resumeUpdate, signOffUpdate } from '../../src/contract/messages.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

const signatures = () =>
  s.database.admin
    .selectFrom('sign_offs')
    .select(['round', 'role', 'decision', 'voided_because'])
    .where('handover_id', '=', s.input.handoverId)
    .orderBy('round')
    .orderBy('signed_at')
    .execute();
const toldInVain = async (round: number) =>
  (
    await s.database.admin
      .selectFrom('notifications')
      .select('person_id')
      .where('handover_id', '=', s.input.handoverId)
      .where('template', '=', 'signaturesVoided')
      .where('round', '=', round)
      .execute()
  ).map((row) => row.person_id);

/** `to` acts for `from` for a while. */
async function delegate(from: string, to: string, change: object = {}): Promise<string> {
  const { id } = await s.database.admin
    .insertInto('delegations')
    .values({ from_id: from, to_id: to, reason: '出差', made_by: from, ends_at: '2026-12-31', ...change })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
const signFor = (personId: string, forId: string, planHash: string | null, delegationId: string) =>
  s.send(
    s.input.handoverId,
    signOffUpdate,
    { personId, forId, decision: 'signed', planHash: planHash ?? '', delegationId },
    randomUUID(),
  );

describe('handover, signatures over something that is made anew', () => {
  it('a replaced receiver: what was signed counts no more, its signers are told, and the new round is signed by all', async () => {
    const id = await s.begin({ receivers: 1 });
    const signing = await s.toSignOff();
    const { giver, hr, receivers, supervisor } = s.company;
    await s.act.sign(signing, giver.id);
    await s.act.sign(signing, supervisor.id);
    const [from, to] = receivers;
    if (!from || !to) throw new Error('two receivers are needed');
    await s.send(id, replaceReceiverUpdate, { personId: hr.id, from: from.id, to }, randomUUID());
    const planned = await s.at('approval', 2);
    expect(await signatures()).toEqual([
      { round: 1, role: 'giver', decision: 'signed', voided_because: 'receiverReplaced' },
      { round: 1, role: 'supervisor', decision: 'signed', voided_because: 'receiverReplaced' },
    ]);
    expect((await toldInVain(2)).toSorted()).toEqual([giver.id, supervisor.id].toSorted());
    expect(await s.audited('signOff.voided')).toBe(1);
    expect(planned.planHash).not.toBe(signing.planHash);
  });

  it('a book that goes on living, with a new order and a new customer: voids nothing', async () => {
    await s.begin({ receivers: 1 });
    const signing = await s.toSignOff();
    const [first, ...others] = s.act.signers;
    await s.act.sign(signing, first ?? '');
    const { giver, customerIds } = s.company;
    await s.database.admin
      .insertInto('orders')
      .values({ customer_id: customerIds[0] ?? '', state: 'open', total: 9, ordered_on: '2026-05-01' })
      .execute();
    await s.database.admin.insertInto('customers').values({ name: '新客户', owner_id: giver.id }).execute();
    for (const signer of others) await s.act.sign(signing, signer);
    await s.followingUp();
    expect((await signatures()).map((row) => row.voided_because)).toEqual([null, null, null]);
    expect(await s.owners()).not.toContain(giver.id);
  });

  it('a plan that is no longer the signed one when it is to move: nothing moves, and all that was signed is void', async () => {
    await s.begin({ receivers: 1, effectiveAt: await s.inDays(10) });
    const signing = await s.toSignOff();
    for (const signer of s.act.signers) await s.act.sign(signing, signer);
    await s.at('effectiveAt');
    await s.database.admin
      .deleteFrom('handover_items')
      .where('handover_id', '=', s.input.handoverId)
      .where('record_id', '=', s.company.customerIds[0] ?? '')
      .execute();
    await s.engine.skipTo(await s.inDays(11));
    await s.at('approval', 2);
    expect((await signatures()).map((row) => row.voided_because)).toEqual(Array(3).fill('planChanged'));
    expect(await toldInVain(2)).toHaveLength(3);
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
  });

  it('a signature that was taken out of the database: nothing moves on the word of the workflow alone', async () => {
    await s.begin({ receivers: 1, effectiveAt: await s.inDays(10) });
    const signing = await s.toSignOff();
    for (const signer of s.act.signers) await s.act.sign(signing, signer);
    await s.at('effectiveAt');
    await s.database.admin
      .deleteFrom('sign_offs')
      .where('handover_id', '=', s.input.handoverId)
      .where('role', '=', 'giver')
      .execute();
    await s.engine.skipTo(await s.inDays(11));
    await s.at('approval', 2);
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
  });

  it.each(['materials', 'verification'] as const)('rejected to %s: mended there, signed again, moved', async (step) => {
    await s.begin({ receivers: 1 });
    const signing = await s.toSignOff();
    const { giver, receivers } = s.company;
    await s.act.sign(signing, giver.id);
    await s.act.reject(signing, receivers[0]?.id ?? '', step);
    if (step === 'materials') {
      await s.at('materials', 2);
      await s.act.confirmMaterials();
      await s.at('minutes', 2);
      await s.act.recordMinutes();
    }
    await s.at('verification', 2);
    await s.act.verify(2);
    const again = await s.at('signOff', 2);
    expect(await toldInVain(2)).toEqual([giver.id]);
    for (const signer of s.act.signers) await s.act.sign(again, signer);
    await s.followingUp();
    expect((await signatures()).map((row) => [row.round, row.decision, row.voided_because])).toEqual([
      [1, 'signed', 'rejected'],
      [1, 'rejected', null],
      ...s.act.signers.map(() => [2, 'signed', null]),
    ]);
  });
});

describe('handover, signatures by a delegate', () => {
  it('of the giver and of the supervisor: are on record as theirs, with who gave them and by which delegation', async () => {
    await s.begin({ receivers: 1 });
    const { giver, supervisor, receivers, stranger, auditor } = s.company;
    const forGiver = await delegate(giver.id, stranger.id);
    const forSupervisor = await delegate(supervisor.id, auditor.id);
    const byTheSame = await delegate(supervisor.id, stranger.id);
    const signing = await s.toSignOff();
    await signFor(stranger.id, giver.id, signing.planHash, forGiver);
    await expect(signFor(stranger.id, supervisor.id, signing.planHash, byTheSame)).rejects.toMatchObject({
      type: 'delegateOfAnother',
    });
    await signFor(auditor.id, supervisor.id, signing.planHash, forSupervisor);
    await s.act.sign(signing, receivers[0]?.id ?? '');
    await s.followingUp();
    const rows = await s.database.admin
      .selectFrom('sign_offs')
      .select(['person_id', 'signer_id', 'delegation_id', 'jws'])
      .where('handover_id', '=', s.input.handoverId)
      .where('role', '<>', 'receiver')
      .orderBy('signed_at')
      .execute();
    expect(rows.map(({ jws: _, ...row }) => row)).toEqual([
      { person_id: giver.id, signer_id: stranger.id, delegation_id: forGiver },
      { person_id: supervisor.id, signer_id: auditor.id, delegation_id: forSupervisor },
    ]);
    expect(JSON.parse(Buffer.from(rows[0]?.jws.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      person: giver.id,
      signer: stranger.id,
      delegation: forGiver,
    });
  });

  it('who gives, receives or supervises; by a delegation that is over, of somebody else, or that is none: is refused', async () => {
    const id = await s.begin({ receivers: 2 });
    const { giver, supervisor, receivers, stranger, auditor } = s.company;
    const [one, two] = receivers;
    if (!one || !two) throw new Error('two receivers are needed');
    const signing = await s.toSignOff();
    const refused = { type: 'notForYou' };
    for (const [from, to] of [
      [giver, one],
      [one, giver],
      [one, two],
      [giver, supervisor],
      [supervisor, giver],
    ] as const) {
      const delegation = await delegate(from.id, to.id);
      await expect(signFor(to.id, from.id, signing.planHash, delegation)).rejects.toMatchObject(refused);
    }
    const over = await delegate(giver.id, stranger.id, { starts_at: '2020-01-01', ends_at: '2020-02-01' });
    await expect(signFor(stranger.id, giver.id, signing.planHash, over)).rejects.toMatchObject(refused);
    const ofAnother = await delegate(giver.id, auditor.id);
    await expect(signFor(stranger.id, giver.id, signing.planHash, ofAnother)).rejects.toMatchObject(refused);
    await expect(signFor(stranger.id, giver.id, signing.planHash, randomUUID())).rejects.toMatchObject(refused);
    await expect(signFor(auditor.id, one.id, signing.planHash, ofAnother)).rejects.toMatchObject(refused);
    // Once the refusals are over the case goes on as if nothing had been asked, also through a pause.
    await s.send(id, pauseUpdate, { personId: supervisor.id }, randomUUID());
    await expect(signFor(auditor.id, giver.id, signing.planHash, ofAnother)).rejects.toMatchObject({ type: 'notNow' });
    await s.send(id, resumeUpdate, { personId: supervisor.id }, randomUUID());
    expect((await signFor(auditor.id, giver.id, signing.planHash, ofAnother)).signatures).toHaveLength(1);
  });
});
