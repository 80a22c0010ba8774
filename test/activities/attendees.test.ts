import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MoveBackRequest } from '../../src/contract/effects.ts';
import { type Case, type Stage, attempt, effect, setStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.stop());

test('those invited to future appointments, after the transfer: get one update each from the new organiser, which their calendars know', async () => {
  const { admin } = stage.database;
  const c = await stage.makeCase();
  const [customer = '', other = ''] = c.company.customerIds;
  const colleague = c.company.stranger;
  const { email } = await admin
    .selectFrom('employees')
    .select('email')
    .where('id', '=', colleague.id)
    .executeTakeFirstOrThrow();
  const hour = (n: number) => new Date(Date.now() + n * 3_600_000);
  const event = (title: string, values: object = {}) => ({
    title,
    customer_id: customer,
    assignee_id: null,
    starts_at: hour(24),
    ends_at: hour(25),
    attendees: [`${title}@customer.example`],
    ...values,
  });
  await admin
    .insertInto('calendar_events')
    .values([
      event('follows', { uid: 'known@elsewhere.example', sequence: 4, attendees: ['follows@customer.example', email] }),
      event('past', { starts_at: hour(-25), ends_at: hour(-24) }),
      event('of-another', { assignee_id: colleague.id }),
      event('uninvited', { attendees: [] }),
      event('taken-meanwhile', { customer_id: other }),
      event('without-customer', { customer_id: null, assignee_id: c.company.giver.id }),
    ])
    .execute();
  const request = {
    giverId: c.input.giver.id,
    receiverIds: c.input.receivers.map((r) => r.id),
    assignment: 'fixed',
  } as const;
  await attempt(c, 1, () => stage.activities.planBook(effect(c, 'plan'), request));
  await stage.refresh(c);
  await admin.updateTable('customers').set({ owner_id: colleague.id }).where('id', '=', other).execute();
  await attempt(c, 1, () => stage.activities.transferBook(effect(c, 'transfer', { step: 'followUp' }), c.planHash));
  const told = await attempt(c, 1, () => stage.activities.tellAttendees(effect(c, 'followUp')));
  expect(told).toBe(2);

  const receiver = await admin
    .selectFrom('employees')
    .selectAll()
    .where('id', '=', c.input.receivers[0]?.id ?? '')
    .executeTakeFirstOrThrow();
  const mails = (await stage.engine.outbox.list()).filter((m) =>
    m.attachments.some((a) => a.content.includes('METHOD:REQUEST')),
  );
  const to = (address: string) => mails.filter((m) => m.to.includes(address));
  const ics = (address: string) => to(address)[0]?.attachments[0]?.content.replaceAll('\r\n ', '') ?? '';
  expect(mails.flatMap((m) => m.to).sort()).toEqual(
    ['follows@customer.example', 'without-customer@customer.example', email].sort(),
  );
  expect(ics('follows@customer.example')).toContain('UID:known@elsewhere.example');
  expect(ics('follows@customer.example')).toContain('SEQUENCE:5');
  for (const address of ['follows@customer.example', 'without-customer@customer.example'])
    expect(ics(address)).toMatch(new RegExp(`ORGANIZER.*${receiver.email}`, 'i'));
  expect(new Set(mails.map((m) => m.messageId)).size).toBe(mails.length);
});

describe('those invited to appointments that went back', () => {
  let c: Case;
  let told: string[];
  beforeAll(async () => {
    const { admin } = stage.database;
    c = await stage.makeCase();
    const [one, two, three] = c.company.customerIds;
    const event = (title: string, customer_id: string | undefined, assignee_id: string | null = null) => ({
      title,
      customer_id: customer_id ?? null,
      assignee_id,
      starts_at: new Date(Date.now() + 86_400_000),
      ends_at: new Date(Date.now() + 90_000_000),
      attendees: [`${title}@back.example`],
    });
    await admin
      .insertInto('calendar_events')
      .values([
        event('one', one),
        event('one-in-person', one, c.company.giver.id),
        event('two', two),
        event('handed-on', three),
        event('own', undefined, c.company.giver.id),
        event('of-another', one, c.company.stranger.id),
      ])
      .execute();
    const request = {
      giverId: c.input.giver.id,
      receiverIds: c.input.receivers.map((r) => r.id),
      assignment: 'in_turn',
    } as const;
    await attempt(c, 1, () => stage.activities.planBook(effect(c, 'plan'), request));
    await stage.refresh(c);
    await attempt(c, 1, () => stage.activities.transferBook(effect(c, 'transfer', { step: 'followUp' }), c.planHash));
    await attempt(c, 1, () => stage.activities.tellAttendees(effect(c, 'followUp')));
    told = (await mails()).map((mail) => mail.messageId);
    expect(told).toHaveLength(5);
    await admin
      .updateTable('customers')
      .set({ owner_id: c.company.stranger.id })
      .where('id', '=', three ?? '')
      .execute();
  });

  const mails = async () =>
    (await stage.engine.outbox.list()).filter((mail) => mail.to.some((to) => to.endsWith('@back.example')));

  /** Moves back, tells of it, and tells again as a retry does. @returns who got a mail, with its calendar entry, by address */
  async function back(scope: MoveBackRequest['scope'], body?: object): Promise<Map<string, string>> {
    const personId = c.input.supervisor.id;
    const entry = { handover_id: c.input.handoverId, kind: 'text', round: 1, author_id: personId };
    const { id: entryId } = await stage.database.admin
      .insertInto('handover_inbox')
      .values({ ...entry, body: JSON.stringify(body ?? {}) })
      .returning('id')
      .executeTakeFirstOrThrow();
    const request: MoveBackRequest = { personId, scope, as: 'restored', entryId };
    await attempt(c, 1, () => stage.activities.moveBack(effect(c, 'followUp'), request));
    for (const nth of [1, 2])
      await attempt(c, nth, () => stage.activities.tellAttendees(effect(c, 'followUp'), request));
    const fresh = (await mails()).filter((mail) => !told.includes(mail.messageId));
    told.push(...fresh.map((mail) => mail.messageId));
    expect(new Set(fresh.flatMap((mail) => mail.to)).size).toBe(fresh.length);
    return new Map(fresh.map((mail) => [mail.to[0] ?? '', mail.attachments[0]?.content.replaceAll('\r\n ', '') ?? '']));
  }
  const addresses = (of: Map<string, string>) => [...of.keys()].map((to) => to.split('@')[0]).sort();

  test('with single customers: get one update each, once, with the giver as organiser; nobody else does', async () => {
    const got = await back('listed', { customerIds: c.company.customerIds.slice(0, 1) });
    expect(addresses(got)).toEqual(['one', 'one-in-person']);
    const { email } = await stage.database.admin
      .selectFrom('employees')
      .select('email')
      .where('id', '=', c.input.giver.id)
      .executeTakeFirstOrThrow();
    for (const ics of got.values()) {
      expect(ics).toMatch(new RegExp(`ORGANIZER.*${email}`, 'i'));
      expect(ics).toContain('SEQUENCE:2');
    }
  });

  test('with everything, later: only those of what had not gone back', async () => {
    expect(addresses(await back('all'))).toEqual(['own', 'two']);
  });

  test('with one customer that a third person held, by a decision: only those of this customer', async () => {
    const conflict = await stage.database.admin
      .selectFrom('restore_conflicts')
      .select('id')
      .where('handover_id', '=', c.input.handoverId)
      .where('kind', '=', 'holderChanged')
      .executeTakeFirstOrThrow();
    const got = await back('conflict', { conflictId: conflict.id, decision: 'takeBack' });
    expect(addresses(got)).toEqual(['handed-on']);
  });
});
