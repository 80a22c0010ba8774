import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signOffUpdate, waiveSignatureUpdate } from '../../src/contract/messages.ts';
import type { DepartmentSigner } from '../../src/contract/signers.ts';
import { makePolicy } from '../support/company.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

/** A department with a coordinator of its own, who stands outside of the case. */
async function department(what: string, managerId?: string) {
  const tag = randomUUID().slice(0, 8);
  const coordinator = await s.database.admin
    .insertInto('employees')
    .values({
      number: `${what}-${tag}`,
      name: `测试${what}`,
      email: `${what}.${tag}@demo.example`,
      roles: ['coordinator'],
      ...(managerId === undefined ? {} : { manager_id: managerId }),
    })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow();
  const { code } = await s.database.admin
    .insertInto('departments')
    .values({ code: `${what}-${tag}`, name_zh: what, name_en: what, coordinator_id: coordinator.id })
    .returning('code')
    .executeTakeFirstOrThrow();
  return { code, coordinator };
}
const asking = (...departments: DepartmentSigner[]) =>
  makePolicy(s.database.admin, (p) => {
    p.transition.checkInEveryDays = 0;
    p.signers = { departments };
  });
const openOrder = (customerId: string) =>
  s.database.admin
    .insertInto('orders')
    .values({
      customer_id: customerId,
      number: `O-${randomUUID().slice(0, 8)}`,
      state: 'open',
      total: 100,
      ordered_on: '2026-05-01',
    })
    .execute();

describe('handover, signatures of departments', () => {
  it('finance for open orders, legal without a contract: finance alone is asked, and nothing moves before it has signed', async () => {
    const finance = await department('finance');
    const legal = await department('legal');
    const policy = await asking(
      { department: finance.code, role: 'finance', when: 'openOrders' },
      { department: legal.code, role: 'legal', when: 'contracts' },
    );
    await s.begin({ receivers: 1, policy });
    await openOrder(s.company.customerIds[0] ?? '');
    const signing = await s.toSignOff();
    expect(signing.awaited.map((a) => a.role)).toEqual(['giver', 'receiver', 'supervisor', 'finance']);
    expect((await s.row()).awaited_ids).toContain(finance.coordinator.id);
    for (const signer of s.act.signers) await s.act.sign(signing, signer);
    const left = await s.at('signOff');
    expect(left.awaited).toEqual([{ person: finance.coordinator, role: 'finance' }]);
    expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));
    await s.act.sign(signing, finance.coordinator.id);
    await s.followingUp();
    const signed = await s.database.admin
      .selectFrom('sign_offs as s')
      .innerJoin('departments as d', 'd.id', 's.department_id')
      .select(['d.code', 's.role', 's.plan_hash'])
      .where('s.handover_id', '=', s.input.handoverId)
      .execute();
    expect(signed).toEqual([
      { code: finance.code, role: 'finance', plan_hash: Buffer.from(signing.planHash ?? '', 'hex') },
    ]);
    const mails = (await s.engine.outbox.list()).filter((m) => m.to.some((to) => to.startsWith('finance.')));
    expect(mails).toHaveLength(1);
  });

  it('a coordinator who is away: the next above them signs; a department without one: a deputy; one that is not there: nobody is asked', async () => {
    const above = await department('above');
    const tech = await department('it', above.coordinator.id);
    const empty = await department('empty');
    await s.database.admin
      .updateTable('departments')
      .set({ coordinator_id: null })
      .where('code', '=', empty.code)
      .execute();
    const policy = await asking(
      { department: tech.code, role: 'it', when: 'access' },
      { department: empty.code, role: 'service', when: 'always' },
      { department: 'not-there', role: 'sales', when: 'always' },
    );
    await s.database.admin
      .updateTable('employees')
      .set({ state: 'on_leave' })
      .where('id', '=', tech.coordinator.id)
      .execute();
    await s.begin({ receivers: 1, policy });
    const signing = await s.toSignOff();
    expect(signing.awaited.slice(3)).toEqual([
      { person: above.coordinator, role: 'it' },
      { person: { id: s.company.boss.id, number: s.company.boss.number }, role: 'service' },
    ]);
    expect(await s.audited('signOff.departmentMissing')).toBe(1);
  });

  it('rejected by a department: goes back to the plan, and what others had signed counts no more and is told to them', async () => {
    const finance = await department('finance');
    await s.begin({
      receivers: 1,
      policy: await asking({ department: finance.code, role: 'finance', when: 'always' }),
    });
    const signing = await s.toSignOff();
    await s.act.sign(signing, s.company.giver.id);
    await s.act.reject(signing, finance.coordinator.id, 'plan');
    const again = await s.at('approval', 2);
    expect(again.round).toBe(2);
    const rows = await s.database.admin
      .selectFrom('sign_offs')
      .select(['role', 'decision', 'voided_because'])
      .where('handover_id', '=', s.input.handoverId)
      .orderBy('signed_at')
      .execute();
    expect(rows).toEqual([
      { role: 'giver', decision: 'signed', voided_because: 'rejected' },
      { role: 'finance', decision: 'rejected', voided_because: null },
    ]);
    expect(await s.audited('signOff.voided')).toBe(1);
    const told = await s.database.admin
      .selectFrom('notifications')
      .select('person_id')
      .where('handover_id', '=', s.input.handoverId)
      .where('template', '=', 'signaturesVoided')
      .execute();
    expect(told).toEqual([{ person_id: s.company.giver.id }]);
  });

  it('silent: is reminded, overdue, then a deputy signs for it; or HR does without', async () => {
    const finance = await department('finance');
    const legal = await department('legal');
    const policy = await asking(
      { department: finance.code, role: 'finance', when: 'always' },
      { department: legal.code, role: 'legal', when: 'always' },
    );
    const id = await s.begin({ receivers: 1, policy });
    const signing = await s.toSignOff();
    for (const signer of s.act.signers) await s.act.sign(signing, signer);
    const { boss, hr, receivers } = s.company;
    const planHash = signing.planHash ?? '';
    await expect(s.act.sign(signing, boss.id, finance.coordinator.id)).rejects.toMatchObject({ type: 'notAwaited' });
    await s.late('signOff');
    await s.escalated('signOff');
    await expect(s.act.sign(signing, receivers[0]?.id ?? '', finance.coordinator.id)).rejects.toMatchObject({
      type: 'notForYou',
    });
    await s.act.sign(signing, boss.id, finance.coordinator.id);
    const entryId = await s.act.entry({ comment: '法务岗位空缺' }, hr.id);
    await s.send(id, waiveSignatureUpdate, { personId: hr.id, entryId, role: 'legal', planHash }, randomUUID());
    await s.followingUp();
    expect(await s.owners()).not.toContain(s.company.giver.id);
  });

  it('one person for two departments: signs once for each, also by a one-time token', async () => {
    const finance = await department('finance');
    const legal = await department('legal');
    await s.database.admin
      .updateTable('departments')
      .set({ coordinator_id: finance.coordinator.id })
      .where('code', '=', legal.code)
      .execute();
    const policy = await asking(
      { department: finance.code, role: 'finance', when: 'always' },
      { department: legal.code, role: 'legal', when: 'always' },
    );
    const id = await s.begin({ receivers: 1, policy });
    const signing = await s.toSignOff();
    const planHash = signing.planHash ?? '';
    const by = {
      personId: finance.coordinator.id,
      forId: finance.coordinator.id,
      decision: 'signed',
      planHash,
    } as const;
    const first = await s.send(id, signOffUpdate, { ...by, role: 'legal' }, randomUUID());
    expect(first.signatures).toEqual([{ role: 'legal', personId: finance.coordinator.id, decision: 'signed' }]);
    expect(first.awaited.map((a) => a.role)).toEqual(['giver', 'receiver', 'supervisor', 'finance']);
    expect((await s.row()).awaited_ids).toContain(finance.coordinator.id);
    await expect(s.send(id, signOffUpdate, { ...by, role: 'legal' }, randomUUID())).rejects.toMatchObject({
      type: 'alreadyAnswered',
    });
    await s.act.token(finance.coordinator.id, planHash);
    await s.stands((p) => p.signatures.length === 2);
    expect((await s.row()).awaited_ids).not.toContain(finance.coordinator.id);
  });
});
