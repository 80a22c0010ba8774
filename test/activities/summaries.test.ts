import { MockActivityEnvironment } from '@temporalio/testing';
import { sql } from 'kysely';
import { Temporal as TC39 } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { smtpMailer } from '../../activities/smtp.ts';
import type { SummaryPeriod } from '../../src/contract/summary.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { readersOfSummaries, untold } from '../../src/db/summary.ts';
import { type Locale, formsOf } from '../../src/i18n/index.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine, writeHandover } from '../support/engine.ts';
import { type Mailbox, openMailbox, recipientOf } from '../support/mailbox.ts';

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);
const today = TC39.Now.plainDateISO('Asia/Shanghai');
const day = (days: number) => today.subtract({ days }).toString();
/** The seven days up to yesterday: what a week is, on whatever day of it the test runs. */
const WEEK: SummaryPeriod = { every: 'weekly', from: day(7), to: day(1), daysAhead: 7 };

let database: TestDatabase;
let engine: Engine;
let mailbox: Mailbox;
let smtp: ReturnType<typeof smtpMailer>;
/** a company whose book is counted by hand below, and one beside it */
let c: Company;
let other: Company;
let labels: { late: string; waits: string; closed: string; cancelled: string; others: string };
/** mails that leave before the process is killed; Infinity: it is not */
let survives = Infinity;

beforeAll(async () => {
  database = await freshDatabase();
  engine = await startEngine(database, 'dev');
  mailbox = await openMailbox();
  smtp = smtpMailer(mailbox.url, engine.deps.mailFrom);
  await publishKey(database.worker, engine.deps.signer.keyId, engine.deps.signer.publicJwk);
  [c, other] = [
    await makeCompany(database.admin, { receivers: 1, customers: 6 }),
    await makeCompany(database.admin, { receivers: 1, customers: 2 }),
  ];
  await writeBook();
});
beforeEach(async () => {
  mailbox.mails.length = 0;
  survives = Infinity;
  await database.admin.deleteFrom('notifications').execute();
  await sql`truncate notice_mails, notices, notification_preferences, run_once`.execute(database.admin);
});
afterAll(async () => {
  smtp.close();
  await mailbox.stop();
  await engine.stop();
  await database.drop();
});

const activities = () =>
  createActivities({
    ...engine.deps,
    publicUrl: 'https://handover.example',
    mailer: {
      async send(mail) {
        if (survives-- <= 0) throw new Error('killed');
        return smtp.send(mail);
      },
    },
  });
const run = <T>(work: () => Promise<T>): Promise<T> => new MockActivityEnvironment({ attempt: 1 }).run(work);
const send = (period = WEEK) => run(() => activities().sendSummaries(period));
const prefer = (personId: string, values: object) =>
  database.admin
    .insertInto('notification_preferences')
    .values({ person_id: personId, ...values })
    .execute();
const address = ({ number }: { number: string }) => `${number.replace('-', '.')}@demo.example`;
const mailOf = (person: { number: string }) => {
  const [mail, ...more] = mailbox.mails.filter((one) => recipientOf(one) === address(person));
  expect(more).toEqual([]);
  return mail;
};
const everybody = () => [c, other].flatMap(({ boss, supervisor, hr }) => [boss, supervisor, hr]).map(address);
const told = () => mailbox.mails.map(recipientOf).toSorted();

/** Cases at some steps, ended ones, and what customers of theirs did. */
async function writeBook() {
  const { admin } = database;
  const [c0 = '', c1 = '', c2 = '', c3 = '', c4 = '', c5 = ''] = c.customerIds;
  const [receiver] = c.receivers;
  if (!receiver) throw new Error('no receiver');
  const kase = async (of: Company, customerIds: string[], values: object) => {
    const { handoverId, label } = await writeHandover(database, of, { customerIds });
    await admin.updateTable('handovers').set(values).where('id', '=', handoverId).execute();
    return { id: handoverId, label };
  };
  const entry = (handoverId: string, action: string, days: number) =>
    admin
      .insertInto('audit_entries')
      .values({ action, actor_kind: 'engine', handover_id: handoverId, at: ago(days) })
      .execute();
  const running = { state: 'running' };
  const late = await kase(c, [c2, c3], {
    ...running,
    step: 'materials',
    waiting_for: 'materials',
    awaited_ids: [c.giver.id],
    started_at: ago(20),
    due_at: ago(2),
    overdue: true,
  });
  await entry(late.id, 'parties.notified', 19);
  await entry(late.id, 'plan.approved', 5);
  // Nothing that ends a step before it: a signature of somebody while others are awaited changes no since.
  await entry(late.id, 'materials.confirmed', 1);
  const waits = await kase(c, [c5], {
    ...running,
    step: 'signOff',
    waiting_for: 'signOff',
    awaited_ids: [c.supervisor.id],
    started_at: ago(4),
    due_at: ago(-3),
  });
  const closed = await kase(c, [c0, c1], {
    state: 'closed',
    step: 'close',
    started_at: ago(30),
    transferred_at: ago(20),
    closed_at: ago(3),
  });
  const cancelled = await kase(c, [c4], {
    state: 'cancelled',
    started_at: ago(12),
    closed_at: ago(10),
    transferred_at: ago(94),
  });
  const others = await kase(other, [], {
    ...running,
    step: 'plan',
    waiting_for: 'approval',
    awaited_ids: [other.supervisor.id],
    started_at: ago(9),
    due_at: ago(-5),
  });
  labels = {
    late: late.label,
    waits: waits.label,
    closed: closed.label,
    cancelled: cancelled.label,
    others: others.label,
  };
  await admin
    .updateTable('customers')
    .set({ created_at: ago(300) })
    .execute();
  // Ownership is written by triggers; a week of the past needs rows of the past.
  await admin
    .insertInto('ownership_starts')
    .values(
      [
        [c0, 20, closed.id],
        [c1, 20, closed.id],
        [c4, 94, cancelled.id],
      ].map(([id, days, handover]) => ({
        customer_id: String(id),
        since: ago(Number(days)),
        owner_id: receiver.id,
        handover_id: String(handover),
      })),
    )
    .execute();
  await admin
    .insertInto('customer_losses')
    .values({ customer_id: c0, lost_at: ago(5), owner_id: receiver.id })
    .execute();
  await admin
    .insertInto('feedback')
    .values([
      { customer_id: c1, type: 'praise', received_at: ago(12), body: 'x', satisfaction: 5 },
      { customer_id: c1, type: 'praise', received_at: ago(4), body: 'x', satisfaction: 2 },
      { customer_id: c5, type: 'praise', received_at: ago(4), body: 'x', satisfaction: 3 },
      { customer_id: c2, type: 'complaint', received_at: ago(3), body: 'x' },
      { customer_id: other.customerIds[0] ?? '', type: 'complaint', received_at: ago(3), body: 'x' },
    ])
    .execute();
  await admin
    .insertInto('contracts')
    .values({ customer_id: c3, number: 'C1', title: 'x', starts_on: '2020-01-01', ends_on: day(-10) })
    .execute();
  await admin
    .insertInto('risks')
    .values({
      handover_id: late.id,
      kind: 'customerLoss',
      customer_id: c2,
      likelihood: 4,
      effect: 5,
      owner_id: c.giver.id,
      opened_by: c.hr.id,
    })
    .execute();
  await admin
    .insertInto('reviews')
    .values([1, -5, -20].map((days, n) => ({ handover_id: late.id, day_offset: 7 * (n + 1), due_at: ago(days) })))
    .execute();
  await admin.updateTable('employees').set({ capacity: 10 }).where('id', '=', receiver.id).execute();
  await admin
    .insertInto('handover_items')
    .values(
      [c2, c3].map((id) => ({
        handover_id: late.id,
        record_type: 'customer',
        record_id: id,
        customer_id: id,
        receiver_id: receiver.id,
        why: 'fixed',
        tier: 'standard',
      })),
    )
    .execute();
}

const medium = (locale: Locale, days: number) =>
  new Intl.DateTimeFormat(formsOf(locale), { dateStyle: 'medium', timeZone: 'Asia/Shanghai' }).format(ago(days));

describe('a summary of a week', () => {
  test('to the manager, in English: has what was counted by hand, of their line only, and names no customer', async () => {
    await database.admin.updateTable('employees').set({ locale: 'en' }).where('id', '=', c.supervisor.id).execute();
    expect(await send()).toBe(6);
    expect(told()).toEqual(everybody().toSorted());
    const mail = mailOf(c.supervisor);
    const text = mail?.text ?? '';
    expect(mail?.subject).toBe(`Handovers in the week: ${WEEK.from} to ${WEEK.to}`);
    const lines = [
      '2 running, 1 of them late.',
      '- Prepare materials: running 1, late 1',
      '- Sign-off: running 1, late 0',
      `- ${labels.late}: confirmation of the materials, by 测试giver; at this step since ${medium('en', 5)}, late since ${medium('en', 2)}`,
      `- ${labels.waits}: signatures, by 测试supervisor; at this step since ${medium('en', 4)}, due on ${medium('en', -3)}`,
      'Begun: 1 (0)',
      'Closed: 1 (+1)',
      'Cancelled: 0 (-1)',
      `- ${labels.closed}: Closed on ${medium('en', 3)}`,
      '2 due this week, 1 of them late.',
      '2 in all; one can be at more than one risk.',
      'complaint open: 1',
      'contract ends soon: 1',
      `- 测试receiver1 (${c.receivers[0]?.number}): customers 0, to come 2, of the capacity 20 %`,
      `Customers that changed hands in the 90 days up to ${WEEK.to}, each watched for as long, and those that did not.`,
      // Two, of whom one left; the week before, the one of 94 days ago was among them. The rest said nothing before this week.
      '- customers: handed over 2 (-1), the rest 3 (0)',
      '- lost: handed over 1 (0), the rest 0 (0)',
      '- satisfaction, 1 to 5: handed over 3.5 (0), the rest 3',
    ];
    for (const line of lines) expect(text.split('\n')).toContain(line);
    // One lost in 15 + 20 days of watching; the week before also watched the third, for 90.
    expect(text).toMatch(/lost per 100 customers and year: handed over 1,043\.\d+ \(\+751\.\d+\), the rest 0 \(0\)/);
    expect(text).toContain(`https://handover.example/overview?from=${WEEK.from}&to=${WEEK.to}`);
    expect(text).toContain(`https://handover.example/overview?from=${day(90)}&to=${WEEK.to}`);
    for (const hidden of [labels.others, labels.cancelled, '测试客户']) {
      expect(text).not.toContain(hidden);
      expect(mail?.html).not.toContain(hidden);
    }
  });

  test('as HTML: the same figures in tables, with links, in one language', async () => {
    await send();
    const html = String(mailOf(c.supervisor)?.html);
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('<td class="left">Prepare materials</td><td class="right">1</td><td class="right">1</td>');
    expect(html).toMatch(new RegExp(`<a href="https://handover.example/handovers/[-0-9a-f]{36}">${labels.late}: `));
    expect(html).toContain(`<a href="https://handover.example/overview?from=${day(90)}&amp;to=${WEEK.to}">`);
    expect(html).toContain(`<a href="https://handover.example/overview?from=${WEEK.from}&amp;to=${WEEK.to}">`);
    expect(html).toMatch(/<a href="https:\/\/handover.example\/unsubscribe\/[^"]+">/);
    expect(html).toContain('Dear 测试supervisor,');
    expect(html).not.toMatch(/\{\{|==|undefined|summary\./);
    expect(html).not.toContain('<script');
  });

  test('to the managers of another line: tells theirs; to HR, in Chinese: of both', async () => {
    await send();
    const theirs = mailOf(other.supervisor)?.text ?? '';
    expect(theirs).toContain('进行中 1 项，其中逾期 0 项。');
    expect(theirs).toContain(labels.others);
    for (const label of [labels.late, labels.waits, labels.closed, labels.cancelled])
      expect(theirs).not.toContain(label);
    expect(theirs).not.toContain(c.receivers[0]?.number);
    const mail = mailOf(c.hr);
    expect(mail?.subject).toBe(`移交周报：${WEEK.from} 至 ${WEEK.to}`);
    for (const line of [
      '进行中 3 项，其中逾期 1 项。',
      '- 方案: 进行中 1, 逾期 0',
      '新发起: 1（-1）',
      '已结案: 1（+1）',
      '共 3 个；同一客户可能有多项风险。',
      '- 客户数: 已移交 2（-1）, 其余 5（0）',
    ])
      expect(mail?.text?.split('\n')).toContain(line);
    expect(mail?.text).toContain(labels.others);
  });

  test('of a period that nobody asks for any more, when an attempt succeeds at last: to nobody', async () => {
    expect(await send({ ...WEEK, from: day(28), to: day(22) })).toBe(0);
    expect(told()).toEqual([]);
  });

  test('that waits for the end of quiet hours, when its reader is frozen or loses the role meanwhile: does not leave', async () => {
    const [frozen, moved] = [c.hr, other.hr];
    for (const { id } of [frozen, moved])
      await sql`insert into notification_preferences (person_id, quiet_from, quiet_until)
        select ${id}, (now() - interval '2 minutes') at time zone 'Asia/Shanghai', (now() - interval '3 minutes') at time zone 'Asia/Shanghai'`.execute(
        database.admin,
      );
    await send();
    const { id } = await database.admin
      .insertInto('freezes')
      .values({ person_id: frozen.id, reason: 'x', frozen_by: other.boss.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    const roles = (values: string[]) =>
      database.admin.updateTable('employees').set({ roles: values }).where('id', '=', moved.id).execute();
    await roles(['account_manager']);
    await database.admin
      .updateTable('notice_mails')
      .set({ due_at: sql`now()` })
      .execute();
    expect(await run(() => activities().sendWaitingMails())).toEqual({ sent: 0, dropped: 2 });
    await roles(['hr']);
    await database.admin.deleteFrom('freezes').where('id', '=', id).execute();
  });

  test('to whom it is told where: not to a frozen person, not to others; as they prefer, and ended by its link', async () => {
    const [off, monthly, inApp, quiet] = [c.boss, c.hr, other.boss, other.hr];
    await prefer(off.id, { summaries: 'off' });
    await prefer(monthly.id, { summaries: 'monthly' });
    await prefer(inApp.id, { channels: JSON.stringify({ summaries: 'inApp' }) });
    // Quiet but for the minute two minutes ago: now, whenever that is; and a digest, of which it is no part.
    await sql`insert into notification_preferences (person_id, digest, quiet_from, quiet_until)
      select ${quiet.id}, 'daily', (now() - interval '2 minutes') at time zone 'Asia/Shanghai', (now() - interval '3 minutes') at time zone 'Asia/Shanghai'`.execute(
      database.admin,
    );
    const frozen = await database.admin
      .insertInto('freezes')
      .values({ person_id: other.supervisor.id, reason: 'x', frozen_by: c.hr.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    await send();
    await database.admin.deleteFrom('freezes').where('id', '=', frozen.id).execute();
    expect(told()).toEqual([address(c.supervisor)]);
    const rows = await database.admin.selectFrom('notices').selectAll().orderBy('id').execute();
    expect(rows.map(({ person_id, mail, shown }) => [person_id, mail, shown])).toEqual(
      expect.arrayContaining([
        [c.supervisor.id, 'direct', true],
        [inApp.id, 'none', true],
        [quiet.id, 'queued', true],
      ]),
    );
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ category: 'summaries', params: { from: WEEK.from, to: WEEK.to }, until: null });
    await database.admin
      .updateTable('notice_mails')
      .set({ due_at: sql`now()` })
      .execute();
    expect(await run(() => activities().sendWaitingMails())).toEqual({ sent: 1, dropped: 0 });
    const waited = mailOf(quiet);
    expect(waited?.html).toContain('<table>');
    expect(waited?.subject).toContain('移交周报');
    expect(waited?.headers.get('list')).toMatchObject({
      unsubscribe: { url: expect.stringContaining('/unsubscribe/') },
    });
  });

  test('killed after two mails, tried again, and run once more: one mail to each', async () => {
    survives = 2;
    await expect(send()).rejects.toThrow('killed');
    expect(mailbox.mails).toHaveLength(2);
    survives = Infinity;
    await send();
    expect(told()).toEqual(everybody().toSorted());
    await send();
    expect(mailbox.mails).toHaveLength(6);
  });

  test('of which the database cut off one reading: fails after the others were told, and tells that reader when it is tried again', async () => {
    const [reader] = await readersOfSummaries(database.worker, 'weekly');
    const cutOff = [c, other]
      .flatMap(({ boss, supervisor, hr }) => [boss, supervisor, hr])
      .find(({ id }) => id === reader);
    if (!cutOff) throw new Error('nobody of these companies is read first');
    // As while a migration holds a table: the first reading waits, until an operator cancels it.
    const lock = await database.admin.startTransaction().execute();
    await sql`lock table reviews in access exclusive mode`.execute(lock);
    const failed = expect(send()).rejects.toThrow('canceling statement due to user request');
    const cancelled = () =>
      sql<{ cancelled: boolean }>`select pg_cancel_backend(pid) as cancelled from pg_locks
        where not granted and relation = 'reviews'::regclass`.execute(database.admin);
    await expect.poll(async () => (await cancelled()).rows.length).toBe(1);
    await lock.commit().execute();
    await failed;
    const others = everybody().filter((one) => one !== address(cutOff));
    expect(told()).toEqual(others.toSorted());
    expect(await untold(database.worker, [WEEK])).toEqual([WEEK]);
    await send();
    expect(told()).toEqual(everybody().toSorted());
    expect(mailOf(cutOff)?.subject).toContain(WEEK.from);
    expect(await untold(database.worker, [WEEK])).toEqual([]);
  });

  test('of a month: is another mail, with the month before beside it', async () => {
    await send();
    await send({ ...WEEK, every: 'monthly', from: day(31) });
    expect(mailbox.mails).toHaveLength(12);
    const monthly = mailbox.mails.filter((one) => recipientOf(one) === address(c.supervisor))[1];
    expect(monthly?.subject).toBe(`Handovers in the month: ${day(31)} to ${WEEK.to}`);
    expect(monthly?.text).toContain('change to the month before');
    expect(monthly?.text?.split('\n')).toEqual(
      expect.arrayContaining(['Begun: 4 (+4)', 'Cancelled: 1 (+1)', '2 due this month, 1 of them late.']),
    );
  });

  test('in words of the company’s own without the figures: has them in both parts, and nothing else', async () => {
    const { admin } = database;
    const key = { key: 'summary.weekly', language: 'en' };
    await admin
      .insertInto('mail_templates')
      .values({ ...key, version: 1, subject: 'Week {{ from }}', body: 'Look at {{ link }} <b>', created_by: c.hr.id })
      .execute();
    await admin
      .insertInto('mail_templates_sent')
      .values({ ...key, version: 1, published_by: c.hr.id })
      .execute();
    await send();
    const mail = mailOf(c.supervisor);
    expect(mail?.subject).toBe(`Week ${WEEK.from}`);
    expect(mail?.text).not.toContain('==');
    expect(mail?.html).toContain('&lt;b&gt;');
    expect(mail?.html).not.toContain('<table>');
    await admin.deleteFrom('mail_templates_sent').execute();
  });
});

test('with nothing to tell: no mail to them; the others get theirs, and the summary is told', async () => {
  await database.admin
    .updateTable('handovers')
    .set({ state: 'closed', closed_at: ago(40) })
    .where('label', '=', labels.others)
    .execute();
  expect(await send()).toBe(4);
  expect(told()).toEqual([c.boss, c.supervisor, c.hr, other.hr].map(address).toSorted());
});

test('what is due, on a first workday: once, until everybody was told', async () => {
  const due = () => run(() => activities().dueSummaries('2026-06-01T00:00:00Z'));
  const [week, month, ...more] = await due();
  expect([week, month]).toMatchObject([
    { every: 'weekly', from: '2026-05-25', to: '2026-05-31' },
    { every: 'monthly', from: '2026-05-01', to: '2026-05-31' },
  ]);
  expect(more).toEqual([]);
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-06-01T01:00:00Z') });
  survives = 1;
  await expect(send(week)).rejects.toThrow('killed');
  expect(await due()).toHaveLength(2);
  survives = Infinity;
  await send(week);
  vi.useRealTimers();
  expect(await due()).toEqual([month]);
});
