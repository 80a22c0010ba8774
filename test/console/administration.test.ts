import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { publishKey } from '../../src/db/audit/keys.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { completePolicy } from '../../src/domain/standard-policy.ts';
import { until } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { browserForAllPages } from './browser.ts';
import { button, everyWay, pick, settled } from './reader.ts';
import { serve } from './served.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('the pages for rules, texts, files and proofs, in a browser', () => {
  const s = serve(browser, { engine: true });
  let c: Company;

  beforeAll(async () => {
    c = await makeCompany(s.database.admin, { receivers: 1, customers: 3 });
  });

  const everyWayFor = (who: { number: string }, pages: [string, string][]) =>
    everyWay((way) => s.open(who, way), pages);

  test('a policy: read, edited with explanations, tried on a book, published, compared', async () => {
    // A version with every rule, so that all of them go through the form.
    const complete = {
      key: 'standard',
      basedOn: 2,
      name: { zh: '标准移交政策', en: 'Standard' },
      body: completePolicy,
    };
    expect((await s.api.post(c.hr, 'policies', complete)).status).toBe(200);
    const hr = await s.open(c.hr);
    await hr.open('/policies');
    await hr.check('policies');
    await hr.page.getByRole('link', { name: '编辑为新版本' }).first().click();
    const transition = hr.page.locator('details', { hasText: '移交人保留查阅权限的时间' });
    await transition.locator('summary').click();
    await transition.getByLabel(/^天数/).fill('45');
    const second = hr.page.locator('details', { hasText: '客户数超过多少时须第二人审批' });
    await second.locator('summary').click();
    await button(hr.page, '去除此规则').locator('visible=true').first().click();
    await second.getByText('本政策未设').waitFor();
    await hr.page.getByLabel('版本说明', { exact: false }).fill('过渡期延长');
    await hr.check('a policy, edited');
    await button(hr.page, '先试算').click();
    await pick(hr.page, '移交人', c.giver);
    await pick(hr.page, '添加接收人', c.receivers[0] ?? c.stranger);
    await button(hr.page, '试算').click();
    await hr.page.getByRole('region', { name: '若各方均在最后一日答复' }).waitFor();
    await hr.check('a policy, tried');
    await button(hr.page, '发布').click();
    await hr.page.waitForURL('**/policies/compare?**');
    const change = (what: string) => hr.page.getByRole('listitem').filter({ hasText: what });
    await change('过渡期 · ').getByText('由 30 改为 45').waitFor();
    await change('审批').getByText('删除', { exact: true }).waitFor();
    // What went is shown as it is edited.
    await change('审批').getByText('超过该客户数须复核').waitFor();
    await hr.check('two versions, compared');
    await hr.close();

    const { body } = await s.api.get(c.hr, 'policies');
    const newest = body.items.find((one: { key: string; newest: boolean }) => one.key === 'standard' && one.newest);
    expect(newest.note).toBe('过渡期延长');
    const published = await s.api.get(c.hr, `policies/standard/${newest.version}`);
    expect(published.body.body.transition.days).toBe(45);
    expect(published.body.body.approval).toBeUndefined();
    // The rest of the rules went through the form unchanged.
    const before = await s.api.get(c.hr, `policies/standard/${newest.version - 1}`);
    expect({ ...published.body.body, approval: before.body.body.approval, transition: 0 }).toEqual({
      ...before.body.body,
      transition: 0,
    });

    await everyWayFor(c.hr, [
      ['policies', '/policies'],
      ['a policy', `/policies/standard/${newest.version}`],
      ['editing a policy', `/policies/standard/${newest.version}/edit`],
      ['comparing policies', `/policies/compare?from=standard/1&to=standard/${newest.version}`],
      ['trying a policy', '/policies/try'],
    ]);

    // Everybody reads them; nobody but HR is offered to write.
    const giver = await s.open(c.giver, { locale: 'en' });
    await giver.open(`/policies/standard/${newest.version}`);
    expect(await giver.page.getByRole('link', { name: 'Edit as a new version' }).count()).toBe(0);
    await giver.page.goto(`${s.api.url}/policies/standard/${newest.version}/edit`);
    await giver.page.getByRole('heading', { name: 'Not for you, or not there' }).waitFor();
    await giver.close();
  }, 240_000);

  test('two versions whose lists differ: which values came and went, and which rule of several, in words', async () => {
    const versions = (await s.api.get(c.hr, 'policies')).body.items.filter(
      (one: { key: string }) => one.key === 'standard',
    );
    const basedOn = Math.max(...versions.map(({ version }: { version: number }) => version));
    const name = { zh: '标准移交政策', en: 'Standard' };
    const { deadlines = [], reviews, deputies = [] } = completePolicy;
    const bodies = [
      completePolicy,
      {
        ...completePolicy,
        deadlines: deadlines.slice(1),
        reviews: { ...reviews, days: [7, 45, 90] },
        deputies: deputies.toReversed(),
      },
    ];
    for (const [at, body] of bodies.entries())
      expect((await s.api.post(c.hr, 'policies', { key: 'standard', basedOn: basedOn + at, name, body })).status).toBe(
        200,
      );
    const path = `/policies/compare?from=standard/${basedOn + 1}&to=standard/${basedOn + 2}`;
    const reader = await s.open(c.giver, { locale: 'en' });
    await reader.open(path);
    const lines = reader.page.locator('.change');
    await reader.page.getByText('3 differences').waitFor();
    await lines.getByText('New: 45', { exact: true }).waitFor();
    await lines.getByText('Gone: 30 and 60', { exact: true }).waitFor();
    await lines.getByText(/^Now in this order: coordinator of the department/).waitFor();
    const first = lines.filter({ hasText: 'deadlines by tier and size · No. 1' });
    await first.getByText('gone', { exact: true }).waitFor();
    // What went is shown as it is edited.
    expect(await first.locator('.rule').allInnerTexts()).toEqual(['tier\nlight', 'materials\n3', 'verification\n3']);
    await reader.close();
    await everyWayFor(c.giver, [['comparing lists of policies', path]]);
  }, 120_000);

  test('a mail and a letter: written, looked at, compared and sent', async () => {
    const hr = await s.open(c.hr);
    await hr.open('/templates');
    await hr.page.getByRole('searchbox').fill('turn.materials');
    await hr.page.getByRole('link').filter({ hasText: /资料/ }).first().click();
    await hr.page.getByLabel('主题', { exact: true }).fill('请准备 {{ giver }} 的移交资料');
    await button(hr.page, '预览').click();
    await hr.page.getByText('请准备 ‹giver› 的移交资料').waitFor();
    await hr.check('a mail, previewed');
    await button(hr.page, '保存为新版本').click();
    await button(hr.page, '与生效版本比较').first().click();
    await hr.page.locator('ins').first().waitFor();
    await hr.check('a mail, compared');
    await button(hr.page, '发布此版本').click();
    await hr.page.getByRole('listitem').filter({ hasText: '版本 1' }).getByText('生效中').waitFor();
    const { body } = await s.api.get(c.hr, 'templates/turn.materials/zh-CN');
    expect([body.sent, body.versions[0].subject]).toEqual([1, '请准备 {{ giver }} 的移交资料']);
    // A value that the mail does not know is refused in words.
    await hr.page.getByLabel('主题', { exact: true }).fill('{{ nonsense }}');
    await button(hr.page, '预览').click();
    await hr.page
      .getByRole('alert')
      .getByText(/nonsense/)
      .waitFor();
    await hr.close();
    await everyWayFor(c.hr, [
      ['templates', '/templates'],
      ['a mail', '/templates/mail/turn.materials/en'],
      ['a letter', '/templates/letters/letter/zh-CN'],
    ]);
  }, 120_000);

  test('a file: looked at, tried, imported; the refused rows are there to be corrected', async () => {
    const hr = await s.open(c.hr);
    await hr.open('/imports');
    await hr.page.getByLabel('文件', { exact: true }).setInputFiles({
      name: '客户.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        `客户编号,客户名称,负责人工号,备注\r\n001,远山科技,${c.giver.number},x\r\n002,,${c.giver.number},y\r\n`,
      ),
    });
    await button(hr.page, '预览').click();
    await hr.page.getByRole('cell', { name: '远山科技' }).waitFor();
    await hr.check('a file, previewed');
    await hr.page.getByLabel('仅试运行，不写入').uncheck();
    await button(hr.page, '导入').click();
    await hr.page.getByRole('heading', { name: '被拒绝的行' }).waitFor();
    await hr.check('an import');
    const [file] = await Promise.all([hr.page.waitForEvent('download'), button(hr.page, '下载 CSV').click()]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    const importId = hr.page.url().slice(-36);
    await hr.close();
    const { body } = await s.api.get(c.hr, `imports/${importId}`);
    expect([body.inserted, body.refused, body.fileName]).toEqual([1, 1, '客户.csv']);
    await everyWayFor(c.hr, [
      ['imports', '/imports'],
      ['an import', `/imports/${importId}`],
    ]);
  }, 120_000);

  test('a departure: begun, looked at, taken back', async () => {
    const hr = await s.open(c.hr);
    await hr.open('/departures');
    await button(hr.page, '启动离职').click();
    const dialog = hr.page.getByRole('dialog');
    await pick(hr.page, '离职人员', c.giver);
    const lastDay = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    await dialog.getByLabel('最后工作日').fill(lastDay);
    await dialog.getByLabel('原因').fill('个人原因');
    await hr.check('beginning a departure');
    await dialog.getByRole('button', { name: '启动离职' }).click();
    await hr.page.waitForURL(/departures\/[0-9a-f-]{36}$/);
    const id = hr.page.url().slice(-36);
    await hr.page.getByRole('heading', { name: '仍归其名下' }).waitFor();
    await hr.page.locator('.rows .figure').first().waitFor();
    await hr.check('a departure');
    await everyWayFor(c.hr, [
      ['departures', '/departures'],
      ['a departure', `/departures/${id}`],
    ]);
    await button(hr.page, '取消离职').click();
    await dialog.getByLabel('原因').fill('决定留任');
    await dialog.getByRole('button', { name: '取消离职' }).click();
    await until(
      () => s.api.get(c.hr, `departures/${id}`),
      ({ body }) => body.state === 'cancelled',
    );
    await hr.open(`/departures/${id}`);
    await hr.page.getByText('已取消').waitFor();
    await hr.close();
  }, 120_000);

  test('an access review: each access confirmed or taken away', async () => {
    const [first, second] = c.customerIds;
    const endsAt = new Date(Date.now() + 80 * 86_400_000);
    for (const customer of [first, second])
      await s.database.admin
        .insertInto('grants')
        .values({
          grantee_id: c.stranger.id,
          customer_id: customer ?? null,
          level: 'view',
          reason: '支援',
          ends_at: endsAt,
        })
        .execute();
    const hr = await s.open(c.hr);
    await hr.open('/access-reviews');
    await button(hr.page, '立即开始复核').click();
    await hr.page.waitForURL(/access-reviews\/[0-9a-f-]{36}$/);
    const id = hr.page.url().slice(-36);
    await hr.page.getByText('进行中').waitFor();
    await hr.page.getByLabel('仅需我确认的').uncheck();
    await hr.page
      .getByRole('row', { name: /stranger/ })
      .first()
      .waitFor();
    await hr.check('an access review');
    await everyWayFor(c.hr, [
      ['access reviews', '/access-reviews'],
      ['an access review', `/access-reviews/${id}?all=true`],
    ]);
    await hr.close();
    // Whoever is asked answers.
    const { body } = await s.api.get(c.hr, `access-reviews/${id}/items`);
    const asked = body.items.filter((one: { state: string }) => one.state === 'pending');
    expect(asked).toHaveLength(2);
    const reviewer = [c.hr, c.giver, c.supervisor, c.boss].find(({ id: who }) => who === asked[0].reviewer?.id) ?? c.hr;
    const reader = await s.open(reviewer, { locale: 'en' });
    await reader.open(`/access-reviews/${id}`);
    await reader.page
      .getByRole('checkbox', { name: /^Choose 测试stranger/ })
      .first()
      .check();
    await button(reader.page, 'Is still needed').click();
    await reader.page.getByRole('cell', { name: 'confirmed', exact: true }).waitFor();
    await reader.page.getByRole('checkbox', { name: 'Choose all that are unanswered' }).check();
    await button(reader.page, 'Take away').click();
    await reader.page.getByRole('cell', { name: 'revoked', exact: true }).waitFor();
    await reader.close();
    const left = await s.database.admin
      .selectFrom('grants')
      .select('revoked_at')
      .where('grantee_id', '=', c.stranger.id)
      .execute();
    expect(left.filter(({ revoked_at: gone }) => gone !== null)).toHaveLength(1);
  }, 120_000);

  test('the audit log: found by its kind, with the state of its seal; how one is told: kept', async () => {
    const { signer } = s.engine.deps;
    await publishKey(s.database.worker, signer.keyId, signer.publicJwk);
    while (await seal(s.database.worker, (claims) => signer.sign('handover-audit-head+jws', claims)));
    const auditor = await s.open(c.auditor);
    await auditor.open('/audit');
    await auditor.page.getByRole('searchbox').fill('policy.*');
    await settled(auditor.page);
    await auditor.check('the audit log');
    await auditor.page.getByText(/已封存 [\d,]+ 条/).waitFor();
    await auditor.page
      .getByRole('button', { name: /^条目 \d+ 的证明$/ })
      .first()
      .click();
    await auditor.page.getByText('已由本浏览器校验').waitFor();
    await auditor.page.getByText(signer.keyId).waitFor();
    await auditor.check('a proof');
    const [file] = await Promise.all([auditor.page.waitForEvent('download'), button(auditor.page, '保存证明').click()]);
    const proof = JSON.parse(await readFile(await file.path(), 'utf8')) as { kind: string; entry: { action: string } };
    expect([proof.kind, proof.entry.action]).toEqual(['proof', expect.stringMatching(/^policy\./)]);
    await auditor.close();
    await everyWayFor(c.auditor, [['the audit log', '/audit']]);

    const giver = await s.open(c.giver, { width: 390 });
    await giver.open('/more');
    await giver.check('more');
    const marked = giver.page.getByRole('navigation', { name: '页面导航' }).locator('a[aria-current=page]:visible');
    const hrefs = () => marked.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(await hrefs()).toEqual(['/more']);
    await giver.page.getByRole('link', { name: '通知设置' }).click();
    await giver.page.getByLabel('进展', { exact: false }).first().waitFor();
    expect(await hrefs()).toEqual(['/more']);
    await giver.page.getByLabel(/免打扰时段/).check();
    await giver.page.getByLabel('开始').fill('21:30');
    await button(giver.page, '保存').click();
    await giver.page.getByText('已保存。').waitFor();
    await giver.open('/work');
    expect(await hrefs()).toEqual(['/work']);
    await giver.close();
    const { body } = await s.api.get(c.giver, 'me/notification-preferences');
    expect(body.quietHours).toEqual({ from: '21:30', until: '08:00' });
    await everyWayFor(c.giver, [['settings', '/settings']]);
  }, 120_000);

  test('whoever may not: is shown no way there, and told plainly when they type the address', async () => {
    const stranger = await s.open(c.stranger, { locale: 'en' });
    await stranger.open('/work');
    const places = stranger.page.getByRole('navigation', { name: 'Pages' });
    expect(await places.getByRole('link', { name: 'Policies' }).count()).toBe(1);
    for (const name of ['Imports', 'Audit log', 'Mails and letters', 'Overview'])
      expect(await places.getByRole('link', { name, exact: true }).count(), name).toBe(0);
    for (const path of [
      '/imports',
      '/audit',
      '/templates',
      '/templates/mail/turn.materials/en',
      '/policies/nothing/9',
    ]) {
      await stranger.page.goto(`${s.api.url}${path}`);
      await stranger.page.getByRole('heading', { name: 'Not for you, or not there' }).waitFor();
    }
    await stranger.check('not for a stranger');
    await stranger.close();
  }, 60_000);
});
