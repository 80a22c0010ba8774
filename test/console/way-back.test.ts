import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../http/api.ts';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { startHandover, waitingFor } from '../support/engine.ts';
import { giveAddresses, introductionRule } from '../support/introduction.ts';
import { people } from '../support/people.ts';
import { browserForAllPages } from './browser.ts';
import { button, everyWay, settled } from './reader.ts';
import { serve } from './served.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('the exceptions of a case, in a browser', () => {
  const s = serve(browser, { engine: true });
  let c: Company;
  let id: string;
  let act: ReturnType<typeof people>;

  /** A case that waits for signatures. */
  beforeAll(async () => {
    c = await makeCompany(s.database.admin, { receivers: 2, customers: 6 });
    await giveAddresses(s.database, c.customerIds);
    const policy = await makePolicy(s.database.admin, (p) => {
      p.introduction = introductionRule;
    });
    const input = await startHandover(s.database, s.engine, c, { policy });
    id = input.handoverId;
    act = people(s.database, s.engine, input);
    await act.approve(await waitingFor(s.engine, id, 'approval'));
    await waitingFor(s.engine, id, 'materials');
    await act.confirmMaterials();
    await waitingFor(s.engine, id, 'minutes');
    await act.recordMinutes();
    await waitingFor(s.engine, id, 'verification');
    await act.verify();
    await waitingFor(s.engine, id, 'signOff');
  });

  test('a signature that HR does without: with a reason, by nobody else, and it stands in its place', async () => {
    const supervisor = await s.open(c.supervisor);
    await supervisor.open(`/handovers/${id}/signatures`);
    await button(supervisor.page, '签署').first().waitFor();
    expect(await button(supervisor.page, '豁免签署').count()).toBe(0);
    await supervisor.page.locator('.now summary').click();
    await supervisor.page
      .getByRole('button', { name: /^豁免签署.+/ })
      .and(supervisor.page.locator(':disabled'))
      .waitFor();
    await supervisor.close();

    const hr = await s.open(c.hr);
    await hr.open(`/handovers/${id}/signatures`);
    await hr.page.getByRole('region', { name: '签署' }).getByRole('button', { name: '豁免签署' }).click();
    const dialog = hr.page.getByRole('dialog');
    await dialog.getByLabel('豁免哪一方').selectOption('giver');
    await dialog.getByLabel('原因', { exact: true }).fill('已离职，无法签署');
    await hr.check('a signature, waived');
    await button(hr.page, '确认豁免').click();
    await hr.page.getByRole('cell', { name: '已离职，无法签署' }).waitFor();
    await hr.check('signatures, one waived');
    await hr.close();
  }, 120_000);

  test('before the transfer nothing goes back, and the page says so', async () => {
    await everyWay((options) => s.open(c.supervisor, options), [['no way back yet', `/handovers/${id}/way-back`]]);
  }, 120_000);

  test('after it: a receiver returns a customer; the supervisor looks at a restore, does it, and decides what was in the way', async () => {
    const signing = await waitingFor(s.engine, id, 'signOff');
    for (const person of [...c.receivers, c.supervisor]) await act.sign(signing, person.id);
    await until(
      () => s.api.get(c.hr, `handovers/${id}`),
      ({ body }) => body.step === 'followUp' && body.waitingFor === 'reviewDate',
    );
    const [first] = c.receivers;
    if (!first) throw new Error('two receivers');
    const moved = await s.api.get(first, `handovers/${id}/items?type=customer&state=moved&receiver=${first.id}`);
    const [returned, changed] = moved.body.items.map((one: { customer: object }) => one.customer);

    const hers = await s.open(first);
    await hers.open(`/handovers/${id}/way-back`);
    expect(await hers.page.getByRole('heading', { name: '恢复到转移之前' }).count()).toBe(0);
    await hers.page.getByRole('checkbox', { name: returned.name }).check();
    await hers.page.getByLabel('原因', { exact: true }).fill('客户在外地');
    await hers.check('customers, returned');
    await button(hers.page, '退回客户').click();
    await hers.page.getByText(/已退回 \d+ 条记录/).waitFor();
    await hers.close();
    expect((await s.api.get(c.hr, `customers/${returned.id}`)).body.owner.id).toBe(c.giver.id);

    // Somebody worked on one of them meanwhile.
    await s.database.admin.updateTable('customers').set({ stage: 'growing' }).where('id', '=', changed.id).execute();
    const supervisor = await s.open(c.supervisor);
    const { page } = supervisor;
    await supervisor.open(`/handovers/${id}/way-back`);
    await page.getByLabel('指定客户').check();
    await page.getByRole('checkbox', { name: changed.name }).check();
    await button(page, '预览').click();
    await page.getByText(/将恢复 \d+ 条，待裁定 1 条/).waitFor();
    // Whoever asks for something else looks again before it can be done.
    await page.getByLabel('收回，并还原改动').check();
    expect(await button(page, '确认恢复').count()).toBe(0);
    await page.getByLabel('按条件').check();
    await page.getByRole('combobox', { name: '接收人', exact: true }).selectOption(first.id);
    await page.getByLabel('保留，并列出待裁定').check();
    await button(page, '预览').click();
    await page.getByRole('region', { name: '按类型' }).waitFor();
    await supervisor.check('a restore, looked at');
    await button(page, '确认恢复').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('原因', { exact: true }).fill('客户要求');
    await dialog.getByRole('button', { name: '确认恢复' }).click();
    await page.getByText(/已恢复 \d+ 条，待裁定 1 条/).waitFor();
    await page.getByRole('heading', { name: '待裁定' }).waitFor();
    await settled(page);
    expect((await s.api.get(c.hr, `customers/${changed.id}`)).body.owner.id).toBe(c.giver.id);

    // One that goes on, as the worker writes how far it is: to be seen on every page of the case by all who see it.
    const going = { handover_id: id, key: 'moveBack:restored:going' };
    await s.database.admin
      .insertInto('restores')
      .values({
        ...going,
        made_as: 'restored',
        person_id: c.supervisor.id,
        to_id: c.giver.id,
        phase: 'task',
        restored: 3,
      })
      .execute();
    const move = (to: { restored: number; phase?: string }) =>
      s.database.admin
        .updateTable('restores')
        .set(to)
        .where('handover_id', '=', id)
        .where('key', '=', going.key)
        .execute();
    const watching = await s.open(c.giver, { locale: 'en' });
    for (const place of ['', '/plan', '/timeline', '/way-back']) {
      await watching.open(`/handovers/${id}${place}`);
      await watching.page.getByText(/A restore by 测试supervisor is under way .* 3 records are back/).waitFor();
    }
    await watching.open(`/handovers/${id}/plan`);
    await watching.check('a restore under way');
    await move({ restored: 5 });
    await watching.page.getByText(/5 records are back/).waitFor();
    await everyWay((options) => s.open(c.supervisor, options), [['the way back', `/handovers/${id}/way-back`]]);
    await move({ restored: 7, phase: 'done' });
    await expect.poll(() => watching.page.getByText(/is under way/).count(), { timeout: 15_000 }).toBe(0);
    await watching.close();
    const onlooker = await s.open(c.giver);
    await onlooker.open(`/handovers/${id}/way-back`);
    await onlooker.page.getByText('未裁定', { exact: true }).waitFor();
    expect(await button(onlooker.page, '收回').count()).toBe(0);
    await onlooker.close();

    await button(page, '维持现状').click();
    await page.getByRole('dialog').getByRole('button', { name: '维持现状' }).click();
    await page.getByText('已维持现状').waitFor();
    await page.getByLabel('仅看未裁定').check();
    await expect.poll(() => page.getByText('已维持现状').count()).toBe(0);
    await supervisor.close();
  }, 180_000);

  test('an introduction: given more time by the supervisor, to the day', async () => {
    await until(
      () => s.api.get(c.hr, `handovers/${id}/introduction`),
      ({ body }) => body.counts?.sent === c.customerIds.length,
    );
    const supervisor = await s.open(c.supervisor, { locale: 'en' });
    await supervisor.open(`/handovers/${id}/introductions`);
    await button(supervisor.page, 'Give more time').click();
    const dialog = supervisor.page.getByRole('dialog');
    const later = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await dialog.getByLabel('New date').fill(`${later}T10:00`);
    await supervisor.check('an introduction, extended');
    await dialog.getByRole('button', { name: 'Extend' }).click();
    await dialog.waitFor({ state: 'detached' });
    await supervisor.close();
    const { body } = await s.api.get(c.hr, `handovers/${id}/introductions?limit=50`);
    expect(new Set(body.items.map((one: { answerBy: string }) => one.answerBy))).toEqual(
      new Set([`${later}T02:00:00.000Z`]),
    );
  }, 120_000);
});
