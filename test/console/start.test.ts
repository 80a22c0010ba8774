import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Company, makeCompany } from '../support/company.ts';
import { browserForAllPages } from './browser.ts';
import { keyboardOf } from './keyboard.ts';
import { type Reader, type Way, button, pick, settled } from './reader.ts';
import { serve } from './served.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('who gets which customer, said before the start, in a browser', () => {
  const s = serve(browser);
  let c: Company;

  beforeAll(async () => {
    c = await makeCompany(s.database.admin, { receivers: 2, customers: 4 });
  });

  /** HR at the second part, with both receivers, the customers in sight; all go by the rule of turns. */
  async function atReceivers(way: Partial<Way> = {}): Promise<Reader> {
    const hr = await s.open(c.hr, { locale: 'en', ...way });
    const { page } = hr;
    const en = (way.locale ?? 'en') === 'en';
    await hr.open(`/handovers/new?giver=${c.giver.id}`);
    await page.getByLabel(en ? 'Reason' : '原因', { exact: true }).fill('test');
    await button(page, en ? 'Next' : '下一步').click();
    for (const receiver of c.receivers) await pick(page, en ? 'Add a receiver' : '添加接收人', receiver);
    await page.getByLabel(en ? 'How customers are shared out' : '分配方式', { exact: true }).selectOption('in_turn');
    await page
      .locator('summary')
      .filter({ hasText: en ? 'Single customers' : '为个别客户' })
      .click();
    await page.locator('.held').first().waitFor();
    await settled(page);
    return hr;
  }
  const held = (page: Page, nth: number) => page.locator('.held').nth(nth);
  const card = (page: Page, nth: number) => page.locator(`[data-drop="${c.receivers[nth]?.id ?? ''}"]`);
  const receivers = (page: Page) =>
    page
      .getByRole('combobox', { name: /^Receiver of/ })
      .evaluateAll((selects) => selects.map((select) => (select as unknown as { value: string }).value));
  const middle = async (of: Locator) => {
    const box = await of.boundingBox();
    if (box === null) throw new Error(`${String(of)} is not in sight`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  test('by the mouse: one customer, then the chosen ones, onto a receiver; the loads follow and are told', async () => {
    const hr = await atReceivers();
    const { page } = hr;
    const second = c.receivers[1]?.id;
    const drag = async (from: Locator, to: Locator) => {
      // The cards stay in sight above the rows.
      await from.scrollIntoViewIfNeeded();
      const [a, b] = [await middle(from), await middle(to)];
      await page.mouse.move(a.x, a.y);
      await page.mouse.down();
      await page.mouse.move(b.x, b.y, { steps: 5 });
    };
    await drag(held(page, 0), card(page, 1));
    await page.locator('.targets > .over').waitFor();
    expect(await page.locator('.dragged').textContent()).toBe('1 customer');
    await hr.check('a customer, dragged');
    // Escape leaves it where it was.
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await receivers(page)).toEqual(['', '', '', '']);

    await drag(held(page, 0), card(page, 1));
    await page.mouse.up();
    await page
      .getByRole('status')
      .getByText(/1 customer goes to 测试receiver2\./)
      .waitFor();
    expect(await receivers(page)).toEqual([second, '', '', '']);
    for (const nth of [0, 1, 2])
      await page
        .getByRole('checkbox', { name: /^Choose/ })
        .nth(nth)
        .check();
    await drag(held(page, 2), card(page, 1));
    await page.mouse.up();
    await page
      .getByText(/3 customers go to 测试receiver2\. 测试receiver2 then has [34] customers instead of 0\./)
      .waitFor();
    expect(await receivers(page)).toEqual([second, second, second, '']);
    await expect.poll(() => card(page, 1).textContent()).toMatch(/0 → [34]/);
    // Let go beside the cards, nothing is given; onto the rule, it goes by the rule again.
    await drag(held(page, 0), page.locator('.long-table .head'));
    await page.mouse.up();
    expect(await receivers(page)).toEqual([second, second, second, '']);
    await drag(held(page, 0), page.locator('[data-drop=""]'));
    await page.mouse.up();
    await page.getByText('1 customer goes by the rule again.').waitFor();
    expect(await receivers(page)).toEqual(['', second, second, '']);
    await hr.close();
  }, 120_000);

  test('by a finger: the handle drags, and the page does not scroll instead', async () => {
    const hr = await atReceivers({ width: 390 });
    const { page } = hr;
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    await held(page, 1).scrollIntoViewIfNeeded();
    const [from, to] = [await middle(page.locator('.grip').nth(1)), await middle(card(page, 0))];
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }) =>
      cdp.send('Input.dispatchTouchEvent', { type, touchPoints: at === undefined ? [] : [at] });
    await touch('touchStart', from);
    for (const part of [0.2, 0.5, 0.8, 1])
      await touch('touchMove', { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
    await page.locator('.targets > .over').waitFor();
    await touch('touchEnd');
    await page.getByText(/1 customer goes to 测试receiver1\./).waitFor();
    expect(await receivers(page)).toEqual(['', c.receivers[0]?.id, '', '']);
    await hr.close();
  }, 60_000);

  test('by keys alone: customers chosen and given by a button, and one by the select', async () => {
    const hr = await atReceivers();
    const { page } = hr;
    const keys = keyboardOf(page);
    for (const nth of [0, 3]) await keys.tick(page.getByRole('checkbox', { name: /^Choose/ }).nth(nth));
    await page.getByRole('searchbox').focus();
    await page.locator('summary').filter({ hasText: 'Single customers' }).focus();
    await keys.press(button(page, 'Give the chosen to 测试receiver1'));
    await page.getByText(/2 customers go to 测试receiver1\./).waitFor();
    const [first, second] = c.receivers.map(({ id }) => id);
    expect(await receivers(page)).toEqual([first, '', '', first]);
    expect(await button(page, 'Give the chosen to 测试receiver1').isDisabled()).toBe(true);
    await keys.choose(page.getByRole('combobox', { name: /^Receiver of/ }).nth(1), second ?? '');
    await page.getByText(/1 customer goes to 测试receiver2\./).waitFor();
    await hr.close();
  }, 60_000);

  test('the page, in both languages, narrow and wide, light and dark: can be read', async () => {
    for (const locale of ['en', 'zh-CN'] as const)
      for (const [width, dark] of [
        [390, false],
        [390, true],
        [1440, false],
        [1440, true],
      ] as const) {
        const hr = await atReceivers({ locale, width, dark });
        await hr.check('customers for receivers');
        await hr.close();
      }
  }, 120_000);
});
