import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, attempt, effect, setStage } from './stage.ts';

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
