import { beforeAll, describe, expect, test } from 'vitest';
import { type Company, makeCompany } from '../support/company.ts';
import { browserForAllPages } from './browser.ts';
import { button, type Reader } from './reader.ts';
import { serve } from './served.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('which column of a file is what, in a browser', () => {
  const s = serve(browser);
  let c: Company;

  beforeAll(async () => {
    c = await makeCompany(s.database.admin, { receivers: 1, customers: 0 });
  });

  /** Chooses a file whose header names nothing that the product knows, but for the number of who looks after it. */
  const choose = async ({ page }: Reader) => {
    await page.locator('input[type="file"]').setInputFiles({
      name: '伙伴.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`代号,全称,负责人工号,备注\r\nP-1,远山科技,${c.giver.number},x\r\n`),
    });
  };

  test('a file that no header explains: told column by column, saved, imported by it, changed and taken away', async () => {
    const hr = await s.open(c.hr);
    await hr.open('/imports');
    await choose(hr);
    await button(hr.page, '预览').click();
    await hr.page.getByRole('alert').waitFor();
    await hr.page.getByText('调整各列的含义').click();
    const form = hr.page.getByRole('form', { name: '调整各列的含义' });
    // What the header does say is there already.
    await expect.poll(() => form.getByRole('combobox', { name: '来源列：负责人工号' }).inputValue()).toBe('负责人工号');
    // Without the record's own number nothing is saved.
    await button(hr.page, '保存并使用此映射').click();
    expect(
      await form.getByRole('combobox', { name: '来源列：客户编号' }).evaluate((field) => field.matches(':invalid')),
    ).toBe(true);
    await form.getByRole('combobox', { name: '来源列：客户编号' }).selectOption('代号');
    await form.getByRole('combobox', { name: '来源列：客户名称' }).selectOption('全称');
    await form.getByRole('cell', { name: '远山科技' }).waitFor();
    await form.getByText('以下列不会读取：备注').waitFor();
    await form.getByLabel('映射名称').fill('company/partners');
    await hr.check('columns of a file');
    await button(hr.page, '保存并使用此映射').click();
    await expect.poll(() => hr.page.getByLabel('映射', { exact: true }).inputValue()).toBe('company/partners');
    await expect.poll(() => hr.page.getByRole('alert').count()).toBe(0);
    await hr.page.getByLabel('仅试运行，不写入').uncheck();
    await button(hr.page, '导入').click();
    await hr.page.getByText('没有被拒绝的行').waitFor();
    const owner = { owner_id: c.giver.id };
    expect(
      await s.database.admin
        .selectFrom('customers')
        .select(['name', 'owner_id'])
        .where('source_id', '=', 'P-1')
        .execute(),
    ).toEqual([{ name: '远山科技', ...owner }]);

    await hr.open('/imports');
    await choose(hr);
    await hr.page.getByLabel('映射', { exact: true }).selectOption('company/partners');
    await button(hr.page, '预览').click();
    await hr.page.getByText('调整各列的含义').click();
    await form.getByRole('combobox', { name: '来源列：行业' }).selectOption('备注');
    await button(hr.page, '保存修改并使用此映射').click();
    await expect.poll(async () => (await s.api.get(c.hr, 'imports/mappings/company/partners')).body.version).toBe(2);
    const { body } = await s.api.get(c.hr, 'imports/mappings/company/partners');
    expect(body.mapping).toMatchObject({
      table: 'customers',
      sourceId: { from: '代号' },
      fields: {
        name: { from: '全称' },
        owner_id: { from: '负责人工号', lookup: { table: 'employees', by: 'number' } },
        industry: { from: '备注' },
      },
    });
    await hr.page.getByText(/^公司自有映射（/).click();
    await hr.page.getByRole('button', { name: '删除 company/partners' }).click();
    await expect.poll(() => hr.page.getByText(/^公司自有映射（/).count()).toBe(0);
    await hr.close();
  }, 120_000);

  test('the columns of a file, on a narrow page and in the other language: nothing keeps people from reading it', async () => {
    for (const options of [
      { locale: 'en', width: 390, dark: true },
      { locale: 'zh-CN', width: 390, dark: false },
      { locale: 'en', width: 1440, dark: false },
      { locale: 'zh-CN', width: 1440, dark: true },
    ] as const) {
      const hr = await s.open(c.hr, options);
      await hr.open('/imports');
      await choose(hr);
      await button(hr.page, options.locale === 'en' ? 'Look at it first' : '预览').click();
      await hr.page.getByText(options.locale === 'en' ? 'Change which column is what' : '调整各列的含义').click();
      await hr.check('columns of a file');
      const over = await hr.page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(over).toBe(0);
      await hr.close();
    }
  }, 120_000);
});
