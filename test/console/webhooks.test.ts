import { beforeAll, describe, expect, test } from 'vitest';
import { type Company, makeCompany } from '../support/company.ts';
import { browserForAllPages } from './browser.ts';
import { keyboardOf } from './keyboard.ts';
import { button, everyWay } from './reader.ts';
import { serve } from './served.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('the subscriptions of programs, in a browser', () => {
  const s = serve(browser, { settings: { HANDOVER_WEBHOOK_PRIVATE_ADDRESSES: 'allowed' } });
  let c: Company;
  let webhookId: string;

  beforeAll(async () => {
    c = await makeCompany(s.database.admin, { receivers: 1, customers: 1 });
    const made = await s.api.post(c.ops, 'webhooks', {
      url: 'http://127.0.0.1:9/events',
      description: 'ERP',
      events: ['signOff.*', 'case.closed'],
    });
    webhookId = made.body.webhook.id;
  });

  const stored = async (id: string) => (await s.api.get(c.ops, `webhooks/${id}`)).body;

  test('a webhook that was disabled: told why, started again, tried, and what it missed is sent again', async () => {
    await s.api.post(c.ops, `webhooks/${webhookId}/ping`, undefined);
    await s.database.admin
      .updateTable('webhook_deliveries')
      .set({ state: 'failed', attempts: 9, error: 'unreachable' })
      .where('subscription_id', '=', webhookId)
      .execute();
    await s.database.admin
      .updateTable('webhook_subscriptions')
      .set({ state: 'disabled', disabled_because: 'dead', disabled_at: new Date() })
      .where('id', '=', webhookId)
      .execute();
    await everyWay(
      (options) => s.open(c.ops, options),
      [
        ['webhooks', '/webhooks'],
        ['a webhook', `/webhooks/${webhookId}`],
      ],
    );
    const auditor = await s.open(c.auditor, { locale: 'en' });
    await auditor.open(`/webhooks/${webhookId}`);
    await auditor.page.getByText(/9 attempts/).waitFor();
    expect(await button(auditor.page, 'Start again').count()).toBe(0);
    await auditor.close();
    const ops = await s.open(c.ops);
    await ops.open('/webhooks');
    await ops.page.getByRole('link', { name: 'ERP' }).click();
    await ops.page.getByText('接收端连续三天未接收任何消息').waitFor();
    await button(ops.page, '重新启用').click();
    await button(ops.page, '补发已放弃的消息').click();
    const dialog = ops.page.getByRole('dialog');
    // What was made later than that was not given up: nothing is sent.
    await dialog.getByLabel('起始时间').fill('2999-01-01T00:00');
    await dialog.getByRole('button', { name: '重新推送' }).click();
    await dialog.getByText('将重新推送 0 条消息').waitFor();
    await dialog.getByRole('button', { name: '关闭' }).last().click();
    await button(ops.page, '补发已放弃的消息').click();
    await ops.check('sending a webhook its messages again');
    await dialog.getByRole('button', { name: '重新推送' }).click();
    await dialog.getByText('将重新推送 1 条消息').waitFor();
    await dialog.getByRole('button', { name: '关闭' }).last().click();
    await button(ops.page, '发送测试消息').click();
    await expect.poll(() => ops.page.getByText('待推送', { exact: true }).count()).toBeGreaterThan(1);
    await ops.check('a webhook, started again');
    await ops.close();
    expect((await s.api.get(c.ops, `webhooks/${webhookId}`)).body).toMatchObject({ state: 'active', pending: 2 });
  }, 120_000);

  test('a subscription: made by keys alone with its secret shown once, and copied', async () => {
    const ops = await s.open(c.ops, { locale: 'en' });
    await ops.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const keys = keyboardOf(ops.page);
    await ops.open('/webhooks');
    await keys.press(ops.page.getByRole('link', { name: 'Make a subscription' }));
    await keys.write(ops.page.getByLabel('Address', { exact: true }), 'http://127.0.0.1:9/billing');
    await keys.write(ops.page.getByLabel('What it is for'), 'Billing');
    await keys.write(ops.page.getByRole('searchbox', { name: 'Find an event' }), 'signed');
    await keys.tick(ops.page.getByRole('checkbox', { name: /^Signed as …\. signOff\.signed$/ }));
    const search = ops.page.getByRole('searchbox', { name: 'Find an event' });
    await search.fill('');
    await search.focus();
    await keys.press(ops.page.locator('summary').filter({ hasText: 'Transfer' }));
    await keys.tick(ops.page.getByRole('checkbox', { name: 'Transfer: All of these' }));
    await ops.check('making a webhook');
    await keys.press(ops.page.getByRole('button', { name: 'Make a subscription' }));
    const secret = await ops.page.getByLabel('Secret', { exact: true }).inputValue();
    expect(secret).toMatch(/^whsec_[\w+/]{32}$/);
    await ops.check('the secret of a webhook');
    await keys.press(button(ops.page, 'Copy'));
    await ops.page.getByText('Copied.').waitFor();
    expect(await ops.page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    await keys.press(button(ops.page, 'I have kept it'));
    await ops.page.getByRole('heading', { name: 'Billing' }).waitFor();
    expect(await ops.page.content()).not.toContain(secret);
    const id = ops.page.url().slice(-36);
    await ops.close();
    expect(await stored(id)).toMatchObject({
      url: 'http://127.0.0.1:9/billing',
      description: 'Billing',
      events: ['signOff.signed', 'transfer.*'],
      state: 'active',
    });
  }, 120_000);

  test('a subscription whose maker went away before the answer: its secret is shown where they are, until they have kept it', async () => {
    const ops = await s.open(c.ops, { locale: 'en' });
    const { page } = ops;
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/v1/webhooks', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    const isAsked = async (times: number) => {
      await page.close({ runBeforeUnload: true });
      await expect.poll(() => asked).toEqual(Array.from({ length: times }, () => 'beforeunload'));
    };
    await ops.open('/webhooks/new');
    await page.getByLabel('Address', { exact: true }).fill('http://127.0.0.1:9/left');
    await page.getByRole('checkbox', { name: /^All events/ }).check();
    await button(page, 'Make a subscription').click();
    await page.getByRole('link', { name: 'My work' }).click();
    await page.getByRole('heading', { name: 'My work' }).waitFor();
    await isAsked(1);
    answer();
    const field = page.getByRole('dialog').getByLabel('Secret', { exact: true });
    const secret = await field.inputValue();
    expect(secret).toMatch(/^whsec_/);
    await page.getByRole('dialog').getByText('http://127.0.0.1:9/left').waitFor();
    await ops.check('a secret on another page');
    await page.goBack();
    await page.waitForURL('**/webhooks/new');
    await page.goForward();
    await page.waitForURL('**/work');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await field.inputValue()).toBe(secret);
    await isAsked(2);
    const stores = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(stores).not.toContain(secret);
    await button(page, 'I have kept it').click();
    await field.waitFor({ state: 'detached' });
    expect(page.url()).toMatch(/\/work$/);
    // Nothing is left to be lost.
    await page.reload();
    await page.getByRole('heading', { name: 'My work' }).waitFor();
    expect(asked).toHaveLength(2);
    await ops.close();
  }, 60_000);

  test('a subscription that somebody else changed meanwhile: the newer one is shown, and what is sent then is meant', async () => {
    const { body } = await s.api.post(c.ops, 'webhooks', { url: 'http://127.0.0.1:9/a', events: ['*'] });
    const { id, version } = body.webhook;
    const ops = await s.open(c.ops);
    await ops.open(`/webhooks/${id}`);
    await ops.page.getByRole('link', { name: '修改' }).click();
    await ops.page.getByLabel('用途').fill('我的');
    const elsewhere = { description: '别人的' };
    expect((await s.api.put(c.ops, `webhooks/${id}`, elsewhere)).status).toBe(200);
    await button(ops.page, '保存').click();
    await ops.page.getByRole('alert').getByText('别人的').waitFor();
    await ops.check('a webhook that was changed meanwhile');
    expect(await stored(id)).toMatchObject({ description: '别人的', version: version + 1 });
    await button(ops.page, '以当前内容为准').click();
    expect(await ops.page.getByLabel('用途').inputValue()).toBe('别人的');
    await ops.page.getByRole('checkbox', { name: '全部事件，包括今后新增的' }).uncheck();
    await ops.page.locator('summary').filter({ hasText: '政策' }).click();
    await ops.page.getByRole('checkbox', { name: /policy\.published/ }).check();
    await button(ops.page, '保存').click();
    await ops.page.waitForURL(`**/webhooks/${id}`);
    expect(await stored(id)).toMatchObject({ description: '别人的', events: ['policy.published'] });
    await ops.close();
  }, 120_000);

  test('a subscription: paused, given a new secret beside the old, and ended after a question', async () => {
    const { body } = await s.api.post(c.ops, 'webhooks', { url: 'http://127.0.0.1:9/end', events: ['case.closed'] });
    const { id } = body.webhook;
    const ops = await s.open(c.ops);
    const dialog = ops.page.getByRole('dialog');
    await ops.open(`/webhooks/${id}`);
    await button(ops.page, '暂停').click();
    await button(ops.page, '重新启用').waitFor();
    expect(await button(ops.page, '发送测试消息').count()).toBe(0);
    await button(ops.page, '更换密钥').click();
    await dialog.getByLabel('新旧签名并存的小时数').fill('2');
    await ops.check('a new secret for a webhook');
    await dialog.getByRole('button', { name: '更换密钥' }).click();
    const secret = await dialog.getByLabel('密钥', { exact: true }).inputValue();
    expect([secret.startsWith('whsec_'), secret === body.secret]).toEqual([true, false]);
    await button(ops.page, '我已保存').click();
    await ops.page.getByText(/签署至/).waitFor();
    await button(ops.page, '删除订阅').click();
    await ops.check('ending a webhook');
    await dialog.getByRole('button', { name: '取消' }).click();
    expect(await stored(id)).toMatchObject({ state: 'paused' });
    await button(ops.page, '删除订阅').click();
    await dialog.getByRole('button', { name: '确认删除' }).click();
    await ops.page.waitForURL('**/webhooks');
    await ops.close();
    expect((await s.api.get(c.ops, `webhooks/${id}`)).status).toBe(404);
  }, 120_000);

  test('whoever may only look, and whoever may not: no button, and the addresses are not for them', async () => {
    await everyWay(
      (options) => s.open(c.ops, options),
      [
        ['a new webhook', '/webhooks/new'],
        ['changing a webhook', `/webhooks/${webhookId}/change`],
      ],
    );
    const auditor = await s.open(c.auditor, { locale: 'en' });
    await auditor.open(`/webhooks/${webhookId}`);
    for (const name of ['Pause', 'New secret', 'End', 'Send a test message', 'Send again what was given up'])
      expect(await button(auditor.page, name).count(), name).toBe(0);
    for (const who of [c.auditor, c.stranger]) {
      const reader = await s.open(who, { locale: 'en' });
      for (const path of ['/webhooks/new', `/webhooks/${webhookId}/change`]) {
        await reader.open(path);
        await reader.page.getByRole('heading', { name: 'Not for you, or not there' }).waitFor();
      }
      await reader.close();
    }
    await auditor.close();
  }, 120_000);
});
