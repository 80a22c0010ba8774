import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  type Progress,
  cancelUpdate,
  pauseUpdate,
  releaseTransferUpdate,
  replaceReceiverUpdate,
} from '../../src/contract/messages.ts';
import { DEFAULT_SAFETY, type SafetyRule } from '../../src/contract/policy.ts';
import { makePolicy } from '../support/company.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

/** A case whose transfer stops: nobody may release it who approved it. */
async function stopped(rule: Partial<SafetyRule>): Promise<string> {
  const policy = await makePolicy(s.database.admin, (p) => {
    p.transition.checkInEveryDays = 0;
    p.safety = { ...DEFAULT_SAFETY, ...rule };
  });
  const id = await s.begin({ policy });
  const signing = await s.toSignOff();
  for (const signer of s.act.signers) await s.act.sign(signing, signer);
  return id;
}
const TOO_LARGE = { maxCustomers: 5 };
const release = (decision: 'go' | 'stop', personId: string): Promise<Progress> =>
  s.send(s.input.handoverId, releaseTransferUpdate, { personId, decision }, randomUUID());
const giverKeepsAll = async () => expect(new Set(await s.owners())).toEqual(new Set([s.company.giver.id]));

/** Lets so many customers of the giver go to somebody else after the transfer has been opened, before its first batch. */
async function takenMeanwhile(customers: number): Promise<void> {
  const ids = s.company.customerIds.slice(0, customers);
  await sql`
    create function take_customers() returns trigger language plpgsql security definer set search_path = public as $$
    begin
      update customers set owner_id = ${sql.lit(s.company.stranger.id)} where id = any (${sql.lit(`{${ids.join(',')}}`)}::uuid[]);
      return null;
    end $$`.execute(s.database.admin);
  await sql`create trigger take after insert on transfers for each statement execute function take_customers()`.execute(
    s.database.admin,
  );
}
const takeNothingMore = () => sql`drop function if exists take_customers() cascade`.execute(s.database.admin);

describe('a transfer that is too large', () => {
  it('asks the supervisor and the deputies before anything moves, and goes on when somebody else than the approver says go', async () => {
    await stopped(TOO_LARGE);
    const asked = await s.at('safety');
    expect(asked).toMatchObject({ step: 'transfer', state: 'running', overdue: false });
    expect(asked.awaited.map((a) => a.person.id).sort()).toEqual([s.company.supervisor.id, s.company.boss.id].sort());
    await giverKeepsAll();
    await expect(release('go', s.company.supervisor.id)).rejects.toMatchObject({ type: 'secondPersonNeeded' });
    await expect(release('go', s.company.giver.id)).rejects.toMatchObject({ type: 'notForYou' });
    await release('go', s.company.boss.id);
    await s.followingUp();
    expect(await s.owners()).not.toContain(s.company.giver.id);
    expect(await s.audited('transfer.halted')).toBe(1);
    expect(await s.audited('transfer.released')).toBe(1);
  });

  it('released by a delegate: of the approver refused, of the deputy it goes on, and the log says for whom', async () => {
    const id = await stopped(TOO_LARGE);
    await s.at('safety');
    const by = (forId: string) =>
      s.send(id, releaseTransferUpdate, { personId: s.company.stranger.id, forId, decision: 'go' }, randomUUID());
    await expect(by(s.company.supervisor.id)).rejects.toMatchObject({ type: 'secondPersonNeeded' });
    await expect(by(s.company.hr.id)).rejects.toMatchObject({ type: 'notAwaited' });
    await by(s.company.boss.id);
    await s.followingUp();
    const { actor_id, params } = await s.database.admin
      .selectFrom('audit_entries')
      .select(['actor_id', 'params'])
      .where('handover_id', '=', id)
      .where('action', '=', 'transfer.released')
      .executeTakeFirstOrThrow();
    expect(actor_id).toBe(s.company.stranger.id);
    expect(params).toMatchObject({ for: s.company.boss.id });
  });

  it('taken back: nothing has moved, and the plan is made anew', async () => {
    await stopped(TOO_LARGE);
    await s.at('safety');
    await release('stop', s.company.supervisor.id);
    await s.at('approval', 2);
    await giverKeepsAll();
    expect(await s.audited('transfer.stopped')).toBe(1);
    expect(await s.audited('transfer.started')).toBe(0);
  });

  it('answered late: the release is overdue, and counts', async () => {
    await stopped(TOO_LARGE);
    await s.late('safety');
    expect(await s.audited('wait.due')).toBe(1);
    await release('go', s.company.boss.id);
    await s.followingUp();
  });

  it('answered by nobody: stays where it is for ever, and nothing moves by silence', async () => {
    await stopped(TOO_LARGE);
    const { dueAt } = await s.late('safety');
    await s.engine.skipTo(new Date(Date.parse(dueAt ?? '') + 60 * 86_400_000).toISOString());
    expect(await s.stands(() => true)).toMatchObject({ waitingFor: 'safety', overdue: true });
    await giverKeepsAll();
  });

  it('cancelled while it waits: closes as cancelled', async () => {
    const id = await stopped(TOO_LARGE);
    await s.at('safety');
    await s.send(id, cancelUpdate, { personId: s.company.hr.id }, randomUUID());
    expect(await s.result()).toEqual({ outcome: 'cancelled', notUndone: [] });
    await giverKeepsAll();
  });

  it('and a receiver is replaced: the plan is made anew', async () => {
    const id = await stopped(TOO_LARGE);
    await s.at('safety');
    await s.send(id, pauseUpdate, { personId: s.company.hr.id }, randomUUID());
    await expect(release('go', s.company.boss.id)).rejects.toMatchObject({ type: 'notNow' });
    const to = s.company.stranger;
    const from = s.company.receivers[0]?.id ?? '';
    await s.send(id, replaceReceiverUpdate, { personId: s.company.hr.id, from, to }, randomUUID());
    await s.engine.client.workflow.getHandle(`handover:${id}`).signal('resume');
    await s.at('approval', 2);
    await giverKeepsAll();
  });
});

describe('a transfer that meets too much in other hands on its way', () => {
  const halted = async (): Promise<Progress> => {
    await s.begin({
      policy: await makePolicy(s.database.admin, (p) => {
        p.transition.checkInEveryDays = 0;
        p.safety = { ...DEFAULT_SAFETY, refusedFrom: 2, maxRefusedShare: 0.1 };
      }),
    });
    const signing = await s.toSignOff();
    await takenMeanwhile(2);
    for (const signer of s.act.signers) await s.act.sign(signing, signer);
    const asked = await s.at('safety');
    await takeNothingMore();
    return asked;
  };
  const stranger = () => s.company.stranger.id;

  it('halts between two batches; released by the approver too, it goes on where it stood and reports the rest', async () => {
    await halted();
    const between = await s.owners();
    expect(between.filter((owner) => owner === stranger())).toHaveLength(2);
    expect(between).not.toContain(s.company.giver.id);
    await release('go', s.company.supervisor.id);
    await s.followingUp();
    expect(await s.owners()).toEqual(between);
    expect(await s.audited('transfer.started')).toBe(1);
  });

  it.each([
    ['taken back', async (): Promise<void> => void (await release('stop', s.company.supervisor.id))],
    [
      'cancelled',
      async (): Promise<void> => {
        await s.send(s.input.handoverId, cancelUpdate, { personId: s.company.hr.id }, randomUUID());
      },
    ],
  ] as const)('%s: what had moved is the giver’s again, what others hold stays theirs', async (how, decide) => {
    await halted();
    await decide();
    if (how === 'cancelled') expect(await s.result()).toEqual({ outcome: 'cancelled', notUndone: [] });
    else await s.at('approval', 2);
    const owners = await s.owners();
    expect(owners.filter((owner) => owner === s.company.giver.id)).toHaveLength(s.company.customerIds.length - 2);
    expect(owners.filter((owner) => owner === stranger())).toHaveLength(2);
  });
});
