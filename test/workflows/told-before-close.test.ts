import { expect, it } from 'vitest';
import { makePolicy } from '../support/company.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();
const GUEST = 'guest@customer.example';

it('a case that has nothing else to wait for: does not close before the letters to those invited have left', async () => {
  const policy = await makePolicy(s.database.admin, (p) => {
    p.transition.checkInEveryDays = 0;
    p.reviews.days = [];
    p.restoreDays = 0;
  });
  const { mailer } = s.engine.deps;
  const send = mailer.send.bind(mailer);
  let asked = 0;
  // A server that keeps strangers waiting takes the mail later.
  mailer.send = (mail) => (mail.to === GUEST && (asked += 1) === 1 ? Promise.resolve('deferred') : send(mail));
  await s.begin({ policy });
  await s.database.admin
    .insertInto('calendar_events')
    .values({
      title: '季度回顾',
      customer_id: s.company.customerIds[0] ?? '',
      assignee_id: s.company.giver.id,
      starts_at: await s.inDays(30),
      ends_at: await s.inDays(31),
      attendees: [GUEST],
    })
    .execute();
  await s.signAll(await s.toSignOff());

  expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
  expect({ asked, told: await s.audited('attendees.told') }).toEqual({ asked: 2, told: 1 });
});
