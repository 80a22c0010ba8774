import { beforeAll, describe, expect, test } from 'vitest';
import { PLACES, linksOf } from '../../src/contract/notices.ts';
import { type NewNotice, writeNotices } from '../../src/db/writes/notices.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { writeHandover } from '../support/engine.ts';
import { browserForAllPages } from './browser.ts';
import { button, everyWay, pick, settled } from './reader.ts';
import { serve } from './served.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('what people are told, and who acts for whom, in a browser', () => {
  const s = serve(browser, { settings: { HANDOVER_WEBHOOK_PRIVATE_ADDRESSES: 'allowed' } });
  let c: Company;
  let handoverId: string;
  let label: string;
  let webhookId: string;
  let nth = 0;

  beforeAll(async () => {
    c = await makeCompany(s.database.admin, { receivers: 1, customers: 2 });
    ({ handoverId, label } = await writeHandover(s.database, c));
    await s.database.admin
      .updateTable('handovers')
      .set({ state: 'running', step: 'plan', waiting_for: 'approval', awaited_ids: [c.supervisor.id] })
      .where('id', '=', handoverId)
      .execute();
    const made = await s.api.post(c.ops, 'webhooks', {
      url: 'http://127.0.0.1:9/events',
      description: 'ERP',
      events: ['signOff.*', 'case.closed'],
    });
    webhookId = made.body.webhook.id;
  });

  /** Tells somebody something, as the engine does. */
  const tell = (personId: string, of: Partial<NewNotice> = {}) => {
    nth += 1;
    const notice: NewNotice = {
      topic: `test.${nth}`,
      personId,
      forId: null,
      category: 'progress',
      template: 'transferred',
      params: {},
      handoverId,
      step: 'plan',
      round: 1,
      subject: null,
      until: null,
      dueAt: null,
      shown: true,
      ...of,
    };
    return writeNotices(s.database.worker, [notice]);
  };
  const ask: Partial<NewNotice> = { template: 'turn.approval', category: 'tasks', until: 'awaited' };

  test('notifications: counted live on every page, each leads to what there is to do, read one by one and all', async () => {
    await tell(c.supervisor.id, { ...ask, dueAt: '2999-01-01T00:00:00.000Z' });
    await tell(c.supervisor.id);
    const reader = await s.open(c.supervisor);
    const { page } = reader;
    await reader.open('/work');
    await page.getByRole('link', { name: '通知：2 条未读' }).waitFor();
    // While the page is open; nothing is reloaded.
    await tell(c.supervisor.id, { template: 'closed' });
    await page.getByRole('link', { name: '通知：3 条未读' }).click();
    await page.getByRole('link', { name: new RegExp(`\\[${label}\\] 请批准移交方案`) }).waitFor();
    await reader.check('notifications');
    await page.getByRole('link', { name: new RegExp(`\\[${label}\\] 请批准移交方案`) }).click();
    await page.waitForURL(`**/handovers/${handoverId}/plan`);
    await page.getByRole('link', { name: '通知：2 条未读' }).waitFor();
    await page.goBack();
    await page
      .getByRole('button', { name: /^标为已读：/ })
      .first()
      .click();
    await page.getByRole('link', { name: '通知：1 条未读' }).waitFor();
    await button(page, '全部标为已读').click();
    await page.getByRole('link', { name: '通知：0 条未读' }).waitFor();
    await page.getByRole('combobox', { name: '显示', exact: true }).selectOption({ label: '未读' });
    await page.getByText('此类通知已全部处理').waitFor();
    await page.getByRole('combobox', { name: '显示', exact: true }).selectOption({ label: '待办' });
    await expect.poll(() => page.locator('ul.work > li').count()).toBe(1);
    await reader.close();
    await tell(c.supervisor.id);
    await everyWay((options) => s.open(c.supervisor, options), [['notifications', '/notifications']]);
  }, 120_000);

  test('every place to which a notification leads, opened by whom it is told: is a page', async () => {
    const subjects: Partial<Record<(typeof PLACES)[number], string>> = { employee: c.giver.id, webhook: webhookId };
    const seers = { employee: c.hr, webhook: c.ops, integrity: c.ops };
    for (const place of PLACES) {
      // What they are about is made by the engine; the pages are tried where it is.
      if (place === 'access-review' || place === 'departure') continue;
      const reader = await s.open(seers[place as keyof typeof seers] ?? c.supervisor);
      await reader.open(linksOf(place, subjects[place] ?? handoverId).page);
      await settled(reader.page);
      expect(await reader.page.getByRole('heading', { name: '无权查看或不存在' }).count(), place).toBe(0);
      await reader.close();
    }
  }, 120_000);

  test('a delegation: made, seen by who acts on every page, in whose work it puts the case, and ended', async () => {
    const supervisor = await s.open(c.supervisor);
    await supervisor.open('/delegations');
    await supervisor.page.getByText('没有人代您办理').waitFor();
    await button(supervisor.page, '新建委托').click();
    await pick(supervisor.page, '受托人', c.stranger);
    const dialog = supervisor.page.getByRole('dialog');
    await dialog.getByLabel('结束', { exact: true }).fill('2026-01-01T09:00');
    await dialog.getByLabel('原因', { exact: true }).fill('休假');
    await button(supervisor.page, '确认委托').click();
    // An end that is over is refused in words, and nothing that was typed is lost.
    await dialog.getByRole('alert').waitFor();
    const until = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 16);
    await dialog.getByLabel('结束', { exact: true }).fill(until);
    await supervisor.check('a delegation, made');
    await button(supervisor.page, '确认委托').click();
    await supervisor.page.getByRole('region', { name: '代我办理的人' }).getByText('休假').waitFor();

    const stranger = await s.open(c.stranger);
    await stranger.open('/work');
    await stranger.page.getByText(/您正在代 测试supervisor 办理/).waitFor();
    await stranger.page.getByRole('banner').getByText('代 测试supervisor').waitFor();
    await stranger.page.getByRole('link', { name: /批准方案.*代 测试supervisor/ }).waitFor();
    await stranger.check('work, for somebody else');
    await stranger.open('/notifications');
    // What is asked of them is shown, and stays theirs to read.
    await stranger.page.getByRole('link', { name: /请批准移交方案/ }).waitFor();
    expect(await stranger.page.getByRole('button', { name: /^标为已读/ }).count()).toBe(0);
    await stranger.close();
    await everyWay((options) => s.open(c.hr, options), [['delegations', '/delegations']]);

    await supervisor.page.getByRole('button', { name: /^终止：/ }).click();
    await supervisor.page.getByText('没有人代您办理').waitFor();
    // It stands in the address, which follows: the box shows at once what was chosen.
    const isTicked = await supervisor.page.getByLabel('包括已结束的').evaluate((box) => {
      box.click();
      return 'checked' in box && box.checked;
    });
    expect(isTicked).toBe(true);
    await supervisor.page.waitForURL('**/delegations?ended=true');
    await supervisor.page.getByText('已结束', { exact: true }).waitFor();
    await supervisor.close();
    expect((await s.api.get(c.stranger, 'handovers?awaited=me')).body.items).toEqual([]);
  }, 120_000);

  test('HR makes a delegation for somebody who cannot, and ends it on their page', async () => {
    const hr = await s.open(c.hr, { locale: 'en' });
    await hr.open('/delegations');
    await button(hr.page, 'Let somebody act').click();
    await pick(hr.page, 'For whom', c.giver);
    await pick(hr.page, 'Who acts', c.stranger);
    const dialog = hr.page.getByRole('dialog');
    await dialog.getByLabel('Until').fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 16));
    await dialog.getByLabel('Reason').fill('ill');
    await button(hr.page, 'Let them act').click();
    await hr.page.getByRole('region', { name: 'Everybody’s' }).getByText('entered by 测试hr').waitFor();
    await hr.open(`/employees/${c.giver.id}`);
    await hr.page.getByRole('button', { name: /^End it: 测试stranger for 测试giver/ }).click();
    await hr.page.getByText('There is none.').waitFor();
    await hr.close();
  }, 120_000);

  test('a person: found, frozen by whoever is above them, let in again by HR alone', async () => {
    const stranger = await s.open(c.stranger, { locale: 'en' });
    await stranger.open(`/employees/${c.giver.id}`);
    await stranger.page.getByRole('link', { name: '测试supervisor' }).waitFor();
    expect(await button(stranger.page, 'Freeze').count()).toBe(0);
    expect(await stranger.page.getByRole('heading', { name: 'Logins in browsers' }).count()).toBe(0);
    await stranger.close();

    const boss = await s.open(c.boss, { locale: 'en' });
    await boss.open('/employees');
    await boss.page.getByRole('searchbox').fill(c.giver.number);
    await boss.page.getByRole('link', { name: '测试giver' }).click();
    await boss.page.getByRole('link', { name: new RegExp(label) }).waitFor();
    await button(boss.page, 'Freeze').click();
    await boss.page.getByLabel('Reason').fill('mass export at night');
    await boss.check('freezing a person');
    await boss.page.getByRole('dialog').getByRole('button', { name: 'Freeze', exact: true }).click();
    await boss.page.getByText('mass export at night').waitFor();
    await boss.page.getByText('HR lifts the freeze.').waitFor();
    await boss.close();
    expect((await s.api.get(c.giver, 'me')).status).toBe(401);

    await everyWay(
      (options) => s.open(c.hr, options),
      [
        ['people', '/employees'],
        ['a person', `/employees/${c.giver.id}`],
      ],
    );
    const hr = await s.open(c.hr);
    await hr.open(`/employees/${c.giver.id}`);
    await hr.page.getByText('没有登录').waitFor();
    await button(hr.page, '解除冻结').click();
    await button(hr.page, '紧急冻结').waitFor();
    await hr.close();
    // What they had before stays void; they sign in anew.
    expect((await s.api.ask('POST', 'demo/token', { employeeNumber: c.giver.number })).status).toBe(200);
  }, 120_000);

  test('the checks of the data: what was looked at, what was found, and what mends it', async () => {
    const ops = await s.open(c.ops);
    await ops.open('/integrity');
    await ops.page.getByText('尚未进行数据检查').waitFor();
    await ops.close();
    const run = await s.database.admin
      .insertInto('integrity_runs')
      .values({
        started_at: new Date(),
        finished_at: new Date(),
        checks: JSON.stringify([
          { name: 'members-are-here', state: 'wrong', count: 1 },
          { name: 'grants-have-reasons', state: 'ok', count: 0 },
        ]),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await s.database.admin
      .insertInto('integrity_findings')
      .values({
        check_name: 'members-are-here',
        code: 'memberLeft',
        subject: c.stranger.id,
        first_run_id: run.id,
        last_run_id: run.id,
      })
      .execute();
    await everyWay((options) => s.open(c.ops, options), [['integrity', '/integrity']]);
    const auditor = await s.open(c.auditor);
    await auditor.open('/audit');
    await auditor.page.getByRole('link', { name: '检查项与发现' }).click();
    await auditor.page.getByText('handover check --repair remove-members').waitFor();
    await auditor.close();
    // Whom it is not for, no place leads there.
    const stranger = await s.open(c.stranger);
    await stranger.open('/integrity');
    await stranger.page.getByRole('heading', { name: '无权查看或不存在' }).waitFor();
    expect(await stranger.page.getByRole('link', { name: '数据检查' }).count()).toBe(0);
    await stranger.close();
  }, 120_000);
});
