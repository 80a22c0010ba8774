import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type HandoverInput,
  type HandoverResult,
  type Progress,
  cancelUpdate,
  extendUpdate,
  pauseUpdate,
  replaceReceiverUpdate,
  restoreUpdate,
  resumeUpdate,
  returnItemsUpdate,
} from '../../src/contract/messages.ts';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import type { WaitName } from '../../src/contract/policy.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, keep, standing, startEngine, startHandover, waitingFor } from '../support/engine.ts';
import { people } from '../support/people.ts';

let database: TestDatabase;
let engine: Engine;
let company: Company;
let input: HandoverInput;
let act: ReturnType<typeof people>;

beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'skipping');
});
afterEach(async () => {
  // A case left open would wake up at every skip of a later test. It must be at rest before it is ended:
  // the skipping server never unlocks its clock for an activity whose workflow is gone.
  const handle = engine.client.workflow.getHandle(handoverWorkflowId(input.handoverId));
  await inDatabase(async () => {
    const { status, raw } = await handle.describe();
    return status.name !== 'RUNNING' || (raw.pendingActivities?.length === 0 && !raw.pendingWorkflowTask);
  });
  await handle.terminate().catch(() => {});
});
afterAll(async () => {
  await engine.stop();
  await database.drop();
});

async function begin(options: Parameters<typeof startHandover>[3] = {}): Promise<string> {
  company = await makeCompany(database.admin);
  input = await startHandover(database, engine, company, options);
  act = people(database, engine, input);
  return input.handoverId;
}

const send = () => engine.gateway.update;
const at = (wait: Progress['waitingFor'], round = 1) => waitingFor(engine, input.handoverId, wait, round);
const result = () =>
  engine.client.workflow.getHandle(handoverWorkflowId(input.handoverId)).result() as Promise<HandoverResult>;
const owners = async () => {
  const rows = await database.admin
    .selectFrom('customers')
    .select('owner_id')
    .where('id', 'in', company.customerIds)
    .execute();
  return rows.map((r) => r.owner_id);
};
const row = () =>
  database.admin.selectFrom('handovers').selectAll().where('id', '=', input.handoverId).executeTakeFirstOrThrow();
const audited = async (action: string) => {
  const rows = await database.admin
    .selectFrom('audit_entries')
    .selectAll()
    .where('handover_id', '=', input.handoverId)
    .where('action', '=', action)
    .execute();
  return rows.length;
};

async function toSignOff(): Promise<Progress> {
  await act.approve(await at('approval'));
  await at('materials');
  await act.confirmMaterials();
  await at('minutes');
  await act.recordMinutes();
  await at('verification');
  await act.verify();
  return at('signOff');
}

async function signAll(signing: Progress): Promise<void> {
  for (const signer of act.signers) await act.sign(signing, signer);
  await followingUp();
}

async function reviewAll(answer: (reviewId: string, index: number) => Promise<void>): Promise<void> {
  const reviews = await database.admin
    .selectFrom('reviews')
    .selectAll()
    .where('handover_id', '=', input.handoverId)
    .orderBy('day_offset')
    .execute();
  for (const [index, review] of reviews.entries()) {
    await engine.skipTo(review.due_at.toISOString());
    await at('review');
    await answer(review.id, index);
    await inDatabase(
      async () =>
        (
          await database.admin
            .selectFrom('reviews')
            .select('state')
            .where('id', '=', review.id)
            .executeTakeFirstOrThrow()
        ).state !== 'open',
    );
  }
}

/**
 * The transfer is done and the run that follows up has begun. Asked of the database: the skipping server forgets to unlock its clock
 * when a query is under way at the moment in which a run ends.
 */
async function followingUp(): Promise<void> {
  await inDatabase(async () => {
    const begun = await database.admin
      .selectFrom('run_once')
      .select('key')
      .where('workflow_id', '=', handoverWorkflowId(input.handoverId))
      .where('key', '=', 'startCheckIns')
      .executeTakeFirst();
    return begun !== undefined;
  });
}

async function inDatabase(holds: () => Promise<boolean>): Promise<void> {
  await expect.poll(holds, { timeout: 30_000, interval: 25 }).toBe(true);
}

/** Lets the clock run past the due instant of the present wait, until it is shown as overdue. */
async function late(wait: WaitName): Promise<Progress> {
  const { dueAt } = await at(wait);
  await engine.skipTo(new Date(Date.parse(dueAt ?? '') + 60_000).toISOString());
  return standing(engine, input.handoverId, (p) => p.waitingFor === wait && p.overdue);
}

/**
 * Lets the clock run past the agenda of the present wait and no further. The standard policy gives up five working days after the
 * due day: seven days later where no holiday lies between, so that it runs day by day from there.
 */
async function silence(wait: WaitName): Promise<void> {
  const { dueAt } = await at(wait);
  const given = async () => (await row()).waiting_for !== wait || (await row()).awaited_ids.includes(company.boss.id);
  for (let days = 7; days < 30 && !(await given()); days += 1) {
    await engine.skipTo(new Date(Date.parse(dueAt ?? '') + days * 86_400_000 + 60_000).toISOString());
    await expect
      .poll(given, { timeout: 2_000, interval: 25 })
      .toBe(true)
      .catch(() => {});
  }
}

describe('handover, everybody answers in time', () => {
  it('moves the book after all have signed, follows up and closes', async () => {
    const id = await begin();
    await signAll(await toSignOff());

    expect((await owners()).sort()).toEqual(company.receivers.flatMap((r) => [r.id, r.id]).sort());
    expect(
      await database.admin.selectFrom('tasks').select('id').where('assignee_id', '=', company.giver.id).execute(),
    ).toEqual([]);
    const won = await database.admin
      .selectFrom('opportunities')
      .selectAll()
      .where('seller_id', '=', company.giver.id)
      .executeTakeFirstOrThrow();
    expect(won.assignee_id).not.toBe(company.giver.id);
    expect(
      await database.admin.selectFrom('sign_offs').select('role').where('handover_id', '=', id).execute(),
    ).toHaveLength(5);

    await reviewAll(async (reviewId) => {
      for (const person of [...company.receivers, company.supervisor]) await act.answerReview(reviewId, person.id);
    });
    expect(await result()).toEqual({ outcome: 'closed', notUndone: [] });
    expect(await row()).toMatchObject({ state: 'closed', step: 'close', progress_pct: 100, awaited_ids: [] });
    await keep(engine, id, 'everybody-answers');
  });
});

describe('handover, every human step late once', () => {
  it('reminds, shows overdue, and goes on when the answer comes', async () => {
    const id = await begin();
    await act.approve(await late('approval'));
    await late('materials');
    await act.confirmMaterials();
    await late('minutes');
    await act.recordMinutes();
    await late('verification');
    await act.verify();
    await signAll(await late('signOff'));
    await reviewAll(async (reviewId) => {
      await late('review');
      for (const person of [...company.receivers, company.supervisor]) await act.answerReview(reviewId, person.id);
    });
    expect(await result()).toEqual({ outcome: 'closed', notUndone: [] });
    expect(await audited('wait.due')).toBe(5 + 4);
    expect(await audited('wait.remind')).toBe(5 + 4);
    await keep(engine, id, 'everybody-late');
  });
});

describe('handover, every human step unanswered once', () => {
  it('asks the deputies, goes on without where it may, and never makes up an approval or a signature', async () => {
    const id = await begin();
    await silence('approval');
    const approval = await standing(engine, id, (p) => p.awaited.some((a) => a.role === 'deputy'));
    expect(approval).toMatchObject({ step: 'plan', overdue: true });
    await act.approve(approval, 'approved', company.boss.id);
    for (const wait of ['materials', 'minutes', 'verification'] as const) await silence(wait);
    await silence('signOff');
    const signing = await standing(engine, id, (p) => p.awaited.some((a) => a.role === 'deputy'));
    expect(signing).toMatchObject({
      step: 'signOff',
      flags: expect.arrayContaining(['giverSilent', 'noMinutes', 'notVerified']),
    });
    for (const signer of act.signers) await act.sign(signing, company.boss.id, signer);
    await followingUp();
    await reviewAll(() => silence('review'));
    expect(await result()).toEqual({ outcome: 'closed', notUndone: [] });
    const signed = await database.admin
      .selectFrom('sign_offs')
      .select('signer_id')
      .where('handover_id', '=', id)
      .execute();
    expect(new Set(signed.map((s) => s.signer_id))).toEqual(new Set([company.boss.id]));
    const reviews = await database.admin.selectFrom('reviews').select('state').where('handover_id', '=', id).execute();
    expect(reviews.map((r) => r.state)).toEqual(['unanswered', 'unanswered', 'unanswered', 'unanswered']);
    expect((await row()).flags).toContain('reviewUnanswered');
    await keep(engine, id, 'everybody-silent');
  });
});

describe('handover, cancelled', () => {
  it.each(['approval', 'materials', 'minutes', 'verification', 'signOff'] as const)(
    'while waiting for %s: moves nothing and closes as cancelled',
    async (wait) => {
      const id = await begin();
      const steps: [WaitName, () => Promise<unknown>][] = [
        ['approval', async () => act.approve(await at('approval'))],
        ['materials', () => act.confirmMaterials()],
        ['minutes', () => act.recordMinutes()],
        ['verification', () => act.verify()],
      ];
      for (const [name, answer] of steps) {
        await at(name);
        if (name === wait) break;
        await answer();
      }
      await at(wait);
      await send()(id, cancelUpdate, { personId: company.hr.id }, randomUUID());
      expect(await result()).toEqual({ outcome: 'cancelled', notUndone: [] });
      expect(new Set(await owners())).toEqual(new Set([company.giver.id]));
      expect(await row()).toMatchObject({ state: 'cancelled' });
      await keep(engine, id, `cancelled-at-${wait}`);
    },
  );

  it('after the transfer: refused, and the case goes on', async () => {
    const id = await begin();
    await signAll(await toSignOff());
    await expect(send()(id, cancelUpdate, { personId: company.hr.id }, randomUUID())).rejects.toMatchObject({
      type: 'tooLateToCancel',
    });
    await keep(engine, id, 'cancelled-too-late');
  });

  it('after the meeting was arranged: takes the meeting out of the calendars', async () => {
    const id = await begin();
    await act.approve(await at('approval'));
    await at('materials');
    await act.confirmMaterials();
    await at('minutes');
    await send()(id, cancelUpdate, { personId: company.hr.id }, randomUUID());
    await result();
    const invitations = (await engine.outbox.list())
      .flatMap((m) => (m.subject.includes(input.label) ? m.attachments : []))
      .map((a) => a.content);
    expect(invitations.some((i) => i.includes('METHOD:REQUEST') && i.includes('SEQUENCE:0'))).toBe(true);
    expect(invitations.some((i) => i.includes('METHOD:CANCEL') && i.includes('SEQUENCE:1'))).toBe(true);
  });
});

describe('handover, sent back', () => {
  it('by the approver: the plan is made anew in the next round', async () => {
    const id = await begin();
    await act.approve(await at('approval'), 'sentBack');
    const again = await at('approval', 2);
    await act.approve(again);
    await waitingFor(engine, id, 'materials', 2);
    await keep(engine, id, 'sent-back-by-approver');
  });

  it.each(['plan', 'materials', 'verification'] as const)(
    'by a rejected signature to %s: all sign again in the next round',
    async (sendBackTo) => {
      const id = await begin();
      const signing = await toSignOff();
      await act.sign(signing, company.giver.id);
      await act.reject(signing, company.supervisor.id, sendBackTo);
      if (sendBackTo === 'plan') await act.approve(await at('approval', 2));
      if (sendBackTo !== 'verification') {
        await at('materials', 2);
        await act.confirmMaterials();
        await at('minutes', 2);
        await act.recordMinutes();
      }
      await at('verification', 2);
      await act.verify(2);
      const again = await at('signOff', 2);
      expect(again.signatures).toEqual([]);
      await signAll(again);
      expect(await owners()).not.toContain(company.giver.id);
      await keep(engine, id, `rejected-to-${sendBackTo}`);
    },
  );

  it('because a receiver was replaced: the new one is in the plan, the old one gets nothing', async () => {
    const id = await begin();
    await toSignOff();
    const [leaving] = company.receivers;
    const to = company.stranger;
    await send()(id, replaceReceiverUpdate, { personId: company.hr.id, from: leaving?.id ?? '', to }, randomUUID());
    input = { ...input, receivers: input.receivers.map((r) => (r.id === leaving?.id ? to : r)) };
    act = people(database, engine, input);
    await act.approve(await at('approval', 2));
    const items = await database.admin
      .selectFrom('handover_items')
      .select('receiver_id')
      .where('handover_id', '=', id)
      .execute();
    expect(items.map((i) => i.receiver_id)).toContain(to.id);
    expect(items.map((i) => i.receiver_id)).not.toContain(leaving?.id);
    await keep(engine, id, 'receiver-replaced');
  });
});

describe('handover, deadlines', () => {
  it('paused: deadlines stand still and move by the length of the pause', async () => {
    const id = await begin();
    const before = await at('approval');
    await send()(id, pauseUpdate, { personId: company.hr.id }, randomUUID());
    await expect(act.approve(before)).rejects.toMatchObject({ type: 'notNow' });
    await engine.skipTo(new Date(Date.parse(await engine.now()) + 30 * 86_400_000).toISOString());
    expect((await standing(engine, id, () => true)).overdue).toBe(false);
    await send()(id, resumeUpdate, { personId: company.hr.id }, randomUUID());
    const after = await standing(engine, id, (p) => p.dueAt !== before.dueAt);
    expect(Date.parse(after.dueAt ?? '') - Date.parse(before.dueAt ?? '')).toBeGreaterThanOrEqual(30 * 86_400_000);
    expect((await row()).due_at?.toISOString().slice(0, 16)).toBe(
      new Date(after.dueAt ?? '').toISOString().slice(0, 16),
    );
    await act.approve(after);
    await at('materials');
    await keep(engine, id, 'paused');
  });

  it('extended: due later; an earlier date is refused', async () => {
    const id = await begin();
    const before = await at('approval');
    const later = new Date(Date.parse(before.dueAt ?? '') + 7 * 86_400_000).toISOString();
    await expect(
      send()(id, extendUpdate, { personId: company.hr.id, dueAt: await engine.now() }, randomUUID()),
    ).rejects.toMatchObject({ type: 'dueNotLater' });
    await send()(id, extendUpdate, { personId: company.hr.id, dueAt: later }, randomUUID());
    await standing(engine, id, (p) => p.dueAt === later);
    expect((await row()).due_at?.toISOString()).toBe(later);
    await keep(engine, id, 'extended');
  });

  it('an effective time in the future: signed, nothing moves before it', async () => {
    const now = Date.parse(await engine.now());
    const id = await begin({ effectiveAt: new Date(now + 40 * 86_400_000).toISOString() });
    const signing = await toSignOff();
    for (const signer of act.signers) await act.sign(signing, signer);
    await at('effectiveAt');
    expect(new Set(await owners())).toEqual(new Set([company.giver.id]));
    await engine.skipTo(new Date(now + 41 * 86_400_000).toISOString());
    await followingUp();
    expect(await owners()).not.toContain(company.giver.id);
    await keep(engine, id, 'effective-later');
  });
});

describe('handover, the world changed between signature and transfer', () => {
  it('a customer changed hands: skipped with the reason, the others move', async () => {
    const now = Date.parse(await engine.now());
    const id = await begin({ effectiveAt: new Date(now + 10 * 86_400_000).toISOString() });
    const signing = await toSignOff();
    for (const signer of act.signers) await act.sign(signing, signer);
    await at('effectiveAt');
    const [taken] = company.customerIds;
    await database.admin
      .updateTable('customers')
      .set({ owner_id: company.stranger.id })
      .where('id', '=', taken ?? '')
      .execute();
    const born = await database.admin
      .insertInto('customers')
      .values({ name: '迟到客户', owner_id: company.giver.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    await engine.skipTo(new Date(now + 11 * 86_400_000).toISOString());
    await followingUp();
    const exceptions = await database.admin
      .selectFrom('handover_exceptions')
      .select(['record_id', 'state', 'reason'])
      .where('handover_id', '=', id)
      .execute();
    expect(exceptions).toEqual(
      expect.arrayContaining([
        { record_id: taken, state: 'skipped', reason: 'holderChanged' },
        { record_id: born.id, state: 'late', reason: 'arrivedLate' },
      ]),
    );
    expect(exceptions).toHaveLength(2);
    const { owner_id } = await database.admin
      .selectFrom('customers')
      .select('owner_id')
      .where('id', '=', taken ?? '')
      .executeTakeFirstOrThrow();
    expect(owner_id).toBe(company.stranger.id);
    await keep(engine, id, 'customer-taken-meanwhile');
  });

  it('a receiver left: nothing moves and the plan is made anew', async () => {
    const now = Date.parse(await engine.now());
    const id = await begin({ effectiveAt: new Date(now + 10 * 86_400_000).toISOString() });
    const signing = await toSignOff();
    for (const signer of act.signers) await act.sign(signing, signer);
    await at('effectiveAt');
    await database.admin
      .updateTable('employees')
      .set({ state: 'left' })
      .where('id', '=', company.receivers[0]?.id ?? '')
      .execute();
    await engine.skipTo(new Date(now + 11 * 86_400_000).toISOString());
    await at('approval', 2);
    expect(new Set(await owners())).toEqual(new Set([company.giver.id]));
    await keep(engine, id, 'receiver-left');
  });
});

describe('handover, after the transfer', () => {
  it('restore puts customers back; what the receiver no longer holds is a conflict', async () => {
    const id = await begin();
    await signAll(await toSignOff());
    const [away] = company.customerIds;
    await database.admin
      .updateTable('customers')
      .set({ owner_id: company.stranger.id })
      .where('id', '=', away ?? '')
      .execute();
    const moved = await send()(id, restoreUpdate, { personId: company.hr.id, scope: 'all' }, randomUUID());
    expect(moved.conflicts).toBe(1);
    expect((await owners()).filter((o) => o === company.giver.id)).toHaveLength(company.customerIds.length - 1);
    await keep(engine, id, 'restored');
  });

  it('a receiver hands single customers back', async () => {
    const id = await begin();
    await signAll(await toSignOff());
    const [one] = company.customerIds;
    const entryId = await act.entry({ customerIds: [one] }, company.receivers[0]?.id ?? '');
    await send()(
      id,
      returnItemsUpdate,
      { personId: company.receivers[0]?.id ?? '', scope: 'listed', entryId },
      randomUUID(),
    );
    expect((await owners()).filter((o) => o === company.giver.id)).toHaveLength(1);
    await keep(engine, id, 'returned');
  });

  it('restore after 30 days: refused', async () => {
    const id = await begin();
    await signAll(await toSignOff());
    await engine.skipTo(new Date(Date.parse(await engine.now()) + 31 * 86_400_000).toISOString());
    await expect(
      send()(id, restoreUpdate, { personId: company.hr.id, scope: 'all' }, randomUUID()),
    ).rejects.toMatchObject({ type: 'restoreTooLate' });
  });
});

describe('handover, refusals', () => {
  it('an answer at the wrong step, by the wrong person, twice, or over another hash: refused and nothing changes', async () => {
    const id = await begin();
    const planned = await at('approval');
    await expect(act.confirmMaterials()).rejects.toMatchObject({ type: 'notNow' });
    await expect(act.approve(planned, 'approved', company.stranger.id)).rejects.toMatchObject({ type: 'notAwaited' });
    await expect(act.approve({ ...planned, planHash: '00' })).rejects.toMatchObject({ type: 'hashDiffers' });
    const signing = await toSignOff();
    await expect(act.sign({ ...signing, planHash: '00' }, company.giver.id)).rejects.toMatchObject({
      type: 'hashDiffers',
    });
    await expect(act.sign(signing, company.stranger.id)).rejects.toMatchObject({ type: 'notAwaited' });
    await expect(act.sign(signing, company.giver.id, company.supervisor.id)).rejects.toMatchObject({
      type: 'notForYou',
    });
    await act.sign(signing, company.giver.id);
    await expect(act.sign(signing, company.giver.id)).rejects.toMatchObject({ type: 'notAwaited' });
    expect((await standing(engine, id, () => true)).signatures).toHaveLength(1);
    await keep(engine, id, 'refusals');
  });
});
