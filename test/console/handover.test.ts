import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { completePolicy } from '../../src/domain/standard-policy.ts';
import { until } from '../http/api.ts';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { startBrowser } from './browser.ts';
import { NASTY, type Reader, type Way, button, openReader, pick } from './reader.ts';
import { serve } from './served.ts';

const browser = await startBrowser().catch((error: unknown) => {
  console.warn(`the console is not tried in a browser: ${String(error)}`);
  return undefined;
});
if (browser === undefined) console.warn('the console is not tried in a browser: this machine has none');

describe.runIf(browser !== undefined)('the console, in a browser', () => {
  const s = serve(browser, { engine: true });
  let c: Company;
  let policy: string;
  const readers: Reader[] = [];

  beforeAll(async () => {
    c = await makeCompany(s.database.admin, { receivers: 2, customers: 3 });
    const { key } = await makePolicy(s.database.admin, (body) => {
      Object.assign(body, completePolicy, { signers: undefined, training: undefined, introduction: undefined });
    });
    policy = key;
    await s.database.admin
      .updateTable('customers')
      .set({ name: NASTY })
      .where('id', '=', c.customerIds[0] ?? '')
      .execute();
  });

  const as = async (who: { number: string }, way: Partial<Way> = {}) => {
    const reader = await s.open(who, { width: 1280, ...way });
    readers.push(reader);
    return reader;
  };
  const waits = (id: string, wait: string) =>
    until(
      () => s.api.get(c.hr, `handovers/${id}`),
      ({ body }) => body.waitingFor === wait,
    );

  test('a handover from the sign-in to the transfer, by everybody who has a part in it, in both languages', async () => {
    // HR signs in, finds nothing to do, and starts it.
    const hr = await openReader(browser as Browser, { url: s.api.url, locale: 'zh-CN' });
    await hr.open('/overview');
    await hr.check('sign-in');
    await hr.page.getByRole('searchbox').fill(c.hr.number);
    await hr.page.getByRole('button', { name: new RegExp(c.hr.number) }).click();
    await hr.page.waitForURL('**/overview');
    await hr.page.getByText('没有进行中的移交').waitFor();
    await hr.page.keyboard.press('g');
    await hr.page.keyboard.press('w');
    await hr.page.getByText('已全部处理').waitFor();
    await hr.check('nothing to do');
    await hr.page.keyboard.press('n');
    await pick(hr.page, '移交人', c.giver);
    await hr.page.getByText('名下有 3 个客户').waitFor();
    await hr.page.getByLabel('原因', { exact: true }).fill(`离职 ${NASTY}`);
    // Left and resumed: what was said is still there.
    await hr.page.reload();
    await hr.page.getByText('正在继续您之前填写的内容').waitFor();
    await hr.check('who and why');
    await button(hr.page, '下一步').click();
    for (const receiver of c.receivers) await pick(hr.page, '添加接收人', receiver);
    await hr.page.getByText('为个别客户指定接收人').click();
    await hr.page.getByRole('combobox', { name: /<img.*的接收人/ }).selectOption(c.receivers[1]?.id ?? '');
    await hr.page.getByRole('row', { name: /receiver2.*\+[1-3]/ }).waitFor();
    await hr.check('who receives');
    await button(hr.page, '下一步').click();
    await hr.page.getByLabel('政策', { exact: true }).selectOption(policy);
    await hr.check('policy and dates');
    await button(hr.page, '下一步').click();
    await hr.page.getByText('指定').first().waitFor();
    await hr.check('preview');
    await button(hr.page, '发起移交').click();
    await hr.page.waitForURL(/\/handovers\/[0-9a-f-]{36}$/);
    const id = hr.page.url().slice(-36);
    // It goes on by itself on the open page.
    await hr.page.getByText('正在等待：批准方案').waitFor();
    await hr.check('the case');
    expect(await hr.page.title()).not.toBe('taken');

    // The supervisor approves, by the keyboard.
    const supervisor = await as(c.supervisor, { locale: 'en', dark: true });
    await supervisor.open('/work');
    await supervisor.page.getByRole('link', { name: /Approve the plan/ }).waitFor();
    await supervisor.check('my work');
    await supervisor.page.keyboard.press('j');
    await supervisor.page.keyboard.press('Enter');
    await supervisor.page.waitForURL(`**/handovers/${id}/plan`);
    await supervisor.page
      .getByRole('row', { name: /<img src=x/ })
      .first()
      .waitFor();
    await supervisor.check('the plan');
    // Whoever may not is told why, in the words of the API.
    const onlooker = await as(c.giver, { locale: 'en' });
    await onlooker.open(`/handovers/${id}`);
    expect(await button(onlooker.page, 'Approve the plan').count()).toBe(0);
    await onlooker.page.locator('.now summary').click();
    await onlooker.page
      .getByRole('button', { name: /^Approve the plan.*approver/ })
      .and(onlooker.page.locator(':disabled'))
      .waitFor();
    await onlooker.check('what one may not, and why');
    await button(supervisor.page, 'Approve the plan').click();
    await supervisor.check('a dialog');
    await button(supervisor.page, 'Approve').click();
    await supervisor.page.getByRole('heading', { name: 'Waits for: confirmation of the materials' }).waitFor();

    // The giver explains; a reload and a lost session take nothing of it away.
    const giver = await as(c.giver, { width: 390 });
    await giver.open(`/handovers/${id}/materials`);
    await giver.page.getByRole('link', { name: /<img src=x/ }).click();
    await giver.page.getByLabel('自由说明', { exact: true }).fill(`喜欢喝茶 ${NASTY}`);
    await giver.page.evaluate(`sessionStorage.removeItem('handover.token')`);
    await giver.page.reload();
    await giver.page.waitForURL('**/sign-in?returnTo=**');
    await giver.page.getByRole('searchbox').fill(c.giver.number);
    await giver.page.getByRole('button', { name: new RegExp(c.giver.number) }).click();
    await giver.page.getByText('尚未保存').waitFor();
    await giver.check('the materials of a customer');
    await button(giver.page, '保存').click();
    await giver.page.getByText(/已保存|上次保存/).waitFor();
    await button(giver.page, '确认资料').click();
    await button(giver.page, '确认').click();
    // The policy asks for more, and the refusal says what to do.
    const refused = giver.page.getByLabel('为何仍可确认', { exact: true });
    const next = giver.page.getByRole('heading', { name: /正在等待：会议纪要|系统处理中/ });
    await Promise.race([refused.waitFor(), next.waitFor()]);
    if (await refused.isVisible()) {
      await refused.fill('客户资料以会议说明为准');
      await button(giver.page, '确认').click();
    }
    await waits(id, 'minutes');

    await supervisor.open(`/handovers/${id}/meeting`);
    await supervisor.check('the meeting');
    await button(supervisor.page, 'Record the minutes').click();
    await supervisor.page.getByLabel('Minutes', { exact: true }).fill('Everything was talked through.');
    await button(supervisor.page, 'Record').click();
    await waits(id, 'verification');

    // Each receiver checks what is theirs.
    for (const receiver of c.receivers) {
      const reader = await as(receiver);
      // The plan can have a million items: checking one customer reads none of them.
      const read: string[] = [];
      reader.page.on('request', (request) => read.push(request.url()));
      await reader.open(`/handovers/${id}/verification`);
      await reader.page.locator('.tiles').waitFor();
      if (receiver === c.receivers[0]) await reader.check('the verification');
      for (;;) {
        const left = reader.page.getByRole('region', { name: '需要您核对' }).getByRole('link').first();
        const none = reader.page.getByText('需核对的客户已全部核对');
        // Its heading stands before its rows are there.
        await left.or(none).first().waitFor();
        if (await none.isVisible()) break;
        await left.click();
        await reader.page.getByRole('form', { name: '资料是否正确？' }).waitFor();
        for (const point of await reader.page.getByRole('form').getByRole('checkbox').all()) await point.check();
        await reader.page.getByLabel('正确', { exact: true }).check();
        if (receiver === c.receivers[0]) await reader.check('a verification');
        await button(reader.page, '保存').click();
        const done = reader.page.getByText('请继续核对下一个客户');
        const checked = reader.page.getByRole('heading', { name: '核对', exact: true });
        await Promise.race([done.waitFor(), checked.waitFor()]);
        await reader.page.goto(`${s.api.url}/handovers/${id}/verification`);
      }
      expect(read.filter((url) => /\/items\?/.test(url))).toEqual([]);
    }
    const at = await until(
      () => s.api.get(c.hr, `handovers/${id}`),
      ({ body }) => body.waitingFor === 'signOff' || body.waitingFor === 'risks',
    );
    if (at.body.waitingFor === 'risks') {
      await supervisor.open(`/handovers/${id}/risks`);
      await supervisor.check('the risks');
      await button(supervisor.page, 'Accept the high risks').click();
      await supervisor.page.getByLabel('Reason', { exact: true }).fill('They are watched.');
      await button(supervisor.page, 'Accept').click();
      await waits(id, 'signOff');
    }

    // All sign; the supervisor's page shows it live.
    await supervisor.open(`/handovers/${id}/signatures`);
    await supervisor.check('the signatures');
    for (const who of [c.giver, ...c.receivers]) {
      const signer = who === c.giver ? giver : await as(who, { width: 390, dark: true });
      await signer.open(`/handovers/${id}/signatures`);
      await button(signer.page, '签署').first().click();
      await signer.page.getByRole('dialog').getByRole('button', { name: '签署', exact: true }).click();
      await signer.page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await expect
      .poll(() => supervisor.page.getByRole('cell', { name: 'signed', exact: true }).count(), { timeout: 15_000 })
      .toBe(3);
    await button(supervisor.page, 'Sign').first().click();
    await supervisor.check('signing');
    await supervisor.page.getByRole('dialog').getByRole('button', { name: 'Sign', exact: true }).click();

    // HR has the case open all the while, and sees that it has moved.
    await hr.page.getByText('转移时间').waitFor();
    await hr.check('after the transfer');
    const owners = await s.database.admin
      .selectFrom('customers')
      .select('owner_id')
      .where('id', 'in', c.customerIds)
      .execute();
    expect(owners.every(({ owner_id: owner }) => c.receivers.some((receiver) => receiver.id === owner))).toBe(true);
    expect(owners.some(({ owner_id: owner }) => owner === c.receivers[1]?.id)).toBe(true);

    // Whoever has nothing to do with it is told nothing, whatever they type.
    const stranger = await as(c.stranger);
    for (const path of [`/handovers/${id}`, `/customers/${c.customerIds[1] ?? ''}`, '/handovers/new', '/overview']) {
      await stranger.page.goto(`${s.api.url}${path}`);
      await stranger.page.getByText('无权查看或不存在').waitFor();
      expect(await stranger.page.locator('body').innerText()).not.toMatch(/测试客户|测试giver/);
    }
    await stranger.check('not for you');

    // What is left of the pages, each whole and readable.
    for (const path of ['reviews', 'timeline', 'evidence', 'materials', 'risks']) {
      await hr.page.goto(`${s.api.url}/handovers/${id}/${path}`);
      await hr.page.locator('.tabs .active').waitFor();
      await hr.page.getByRole('status', { name: '正在加载…' }).waitFor({ state: 'detached' });
      await hr.check(path);
    }
    for (const path of [
      '/handovers',
      '/customers',
      `/customers/${c.customerIds[0] ?? ''}`,
      '/overview',
      '/proposals',
      '/outbox',
    ]) {
      await hr.open(path);
      await hr.check(path);
    }
    expect(await hr.page.title()).not.toBe('taken');
    for (const reader of [hr, ...readers]) await reader.close();
  }, 120_000);
});
