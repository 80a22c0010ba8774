import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signOffUpdate, waiveSignatureUpdate } from '../../src/contract/messages.ts';
import type { SignerRole } from '../../src/contract/steps.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

async function waive(personId: string, role: SignerRole, planHash: string | null) {
  const entryId = await s.act.entry({ comment: '已离职，无法签署' }, personId);
  return s.send(
    s.input.handoverId,
    waiveSignatureUpdate,
    { personId, entryId, role, planHash: planHash ?? '' },
    randomUUID(),
  );
}

describe('handover, a signature that HR waives', () => {
  it('the giver’s, by HR with a reason: takes its place, is signed by the server and told', async () => {
    await s.begin();
    const signing = await s.toSignOff();
    const { receivers, supervisor, hr, giver } = s.company;
    const after = await waive(hr.id, 'giver', signing.planHash);
    expect(after.signatures).toEqual([{ role: 'giver', personId: giver.id, decision: 'waived' }]);
    expect(after.awaited.map((a) => a.person.id)).not.toContain(giver.id);
    await expect(s.act.sign(signing, giver.id)).rejects.toMatchObject({ type: 'alreadyAnswered' });
    for (const signer of [...receivers, supervisor]) await s.act.sign(signing, signer.id);
    await s.followingUp();
    const [waived] = await s.database.admin
      .selectFrom('sign_offs')
      .selectAll()
      .where('handover_id', '=', s.input.handoverId)
      .where('decision', '=', 'waived')
      .execute();
    expect(waived).toMatchObject({ person_id: giver.id, signer_id: hr.id, comment: '已离职，无法签署', role: 'giver' });
    expect(JSON.parse(Buffer.from(waived?.jws.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      person: giver.id,
      signer: hr.id,
      decision: 'waived',
      planHash: signing.planHash,
    });
    expect(await s.audited('signOff.waived')).toBe(1);
    expect(await s.owners()).not.toContain(giver.id);
  });

  it('by anybody else, of anybody else, or over another hash: is refused, and the signature is still awaited', async () => {
    await s.begin({ receivers: 1 });
    const signing = await s.toSignOff();
    const { supervisor, boss, hr, giver, ops } = s.company;
    const refused = (type: string) => ({ type });
    for (const person of [supervisor, boss, ops])
      await expect(waive(person.id, 'giver', signing.planHash)).rejects.toMatchObject(refused('notForYou'));
    await expect(waive(giver.id, 'giver', signing.planHash)).rejects.toMatchObject(refused('notForYou'));
    for (const role of ['supervisor', 'receiver', 'finance'] as const)
      await expect(waive(hr.id, role, signing.planHash)).rejects.toMatchObject(refused('waiverNotPossible'));
    await expect(waive(hr.id, 'giver', 'a'.repeat(64))).rejects.toMatchObject(refused('hashDiffers'));
    const still = await s.at('signOff');
    expect(still.signatures).toEqual([]);
    expect(still.awaited.map((a) => a.role)).toEqual(['giver', 'receiver', 'supervisor']);
    expect(await s.audited('signOff.waived')).toBe(0);
  });

  it('by HR who receives in this very handover: is refused', async () => {
    await s.begin({ receivers: 1 });
    const [receiver] = s.company.receivers;
    await s.database.admin
      .updateTable('employees')
      .set({ roles: ['hr', 'account_manager'] })
      .where('id', '=', receiver?.id ?? '')
      .execute();
    const signing = await s.toSignOff();
    await expect(waive(receiver?.id ?? '', 'giver', signing.planHash)).rejects.toMatchObject({ type: 'notForYou' });
  });

  it('of a giver who has signed already: is refused', async () => {
    const id = await s.begin({ receivers: 1 });
    const signing = await s.toSignOff();
    const { giver, hr } = s.company;
    await s.send(
      id,
      signOffUpdate,
      { personId: giver.id, forId: giver.id, decision: 'signed', planHash: signing.planHash ?? '' },
      randomUUID(),
    );
    await expect(waive(hr.id, 'giver', signing.planHash)).rejects.toMatchObject({ type: 'alreadyAnswered' });
  });
});
