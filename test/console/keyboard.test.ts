import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../http/api.ts';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { writeHandover } from '../support/engine.ts';
import { browserForAllPages } from './browser.ts';
import { keyboardOf } from './keyboard.ts';
import { type Reader, button, openReader, settled } from './reader.ts';
import { serve } from './served.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('the console without a mouse, in a browser', () => {
  const s = serve(browser, { engine: true });
  let c: Company;
  let policy: string;
  const readers: Reader[] = [];

  beforeAll(async () => {
    c = await makeCompany(s.database.admin, { receivers: 2, customers: 2 });
    ({ key: policy } = await makePolicy(s.database.admin, () => {}));
  });

  /** Somebody at the sign-in, who picks themselves there and comes to what they wanted. */
  const signIn = async (who: { number: string }, path: string) => {
    const reader = await openReader(browser as Browser, { url: s.api.url, locale: 'en' });
    readers.push(reader);
    await reader.open(path);
    const keys = keyboardOf(reader.page);
    await keys.write(reader.page.getByRole('searchbox'), who.number);
    await keys.press(reader.page.getByRole('button', { name: new RegExp(who.number) }));
    await reader.page.waitForURL(`**${path}`);
    return { page: reader.page, keys };
  };
  const inDialog = (page: Page, name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).last();
  const closed = (page: Page) => page.getByRole('dialog').waitFor({ state: 'detached' });
  const waits = (id: string, wait: string) =>
    until(
      () => s.api.get(c.hr, `handovers/${id}`),
      ({ body }) => body.waitingFor === wait,
    );

  test('a handover from its start to its transfer: by keys alone, the focus always to be seen', async () => {
    const hr = await signIn(c.hr, '/work');
    await hr.page.getByRole('heading', { name: 'My work' }).waitFor();
    await hr.page.keyboard.press('n');
    await hr.keys.pick(hr.page.getByRole('combobox', { name: 'Who hands over' }), c.giver.number);
    await hr.keys.write(hr.page.getByLabel('Reason', { exact: true }), 'Leaves the company');
    await hr.keys.press(button(hr.page, 'Next'));
    for (const { number } of c.receivers)
      await hr.keys.pick(hr.page.getByRole('combobox', { name: 'Add a receiver' }), number);
    await hr.page.getByRole('row', { name: /receiver2/ }).waitFor();
    await hr.keys.press(hr.page.getByText('Single customers for a named receiver'));
    await hr.keys.choose(hr.page.getByRole('combobox', { name: /^Receiver of/ }).first(), c.receivers[1]?.id ?? '');
    await hr.keys.press(button(hr.page, 'Next'));
    await hr.keys.choose(hr.page.getByLabel('Policy', { exact: true }), policy);
    await hr.keys.press(button(hr.page, 'Next'));
    await hr.keys.press(button(hr.page, 'Start the handover'));
    await hr.page.waitForURL(/\/handovers\/[0-9a-f-]{36}$/);
    const id = hr.page.url().slice(-36);
    await waits(id, 'approval');

    // What waits is found by the keys of the list, and done without leaving the keyboard.
    const supervisor = await signIn(c.supervisor, '/work');
    await supervisor.page.getByRole('link', { name: /Approve the plan/ }).waitFor();
    await supervisor.page.keyboard.press('j');
    await supervisor.page.keyboard.press('Enter');
    await supervisor.page.waitForURL(`**/handovers/${id}/plan`);
    // The table scrolls by the arrows once it has the focus.
    await supervisor.keys.reach(supervisor.page.getByRole('table', { name: 'Items of the plan' }));
    await supervisor.keys.press(button(supervisor.page, 'Approve the plan'));
    await supervisor.keys.press(inDialog(supervisor.page, 'Approve'));
    await closed(supervisor.page);
    await waits(id, 'materials');

    const giver = await signIn(c.giver, `/handovers/${id}/materials`);
    await giver.keys.press(giver.page.getByRole('link', { name: /测试客户/ }).first());
    await giver.keys.write(giver.page.getByLabel('In your own words', { exact: true }), 'Likes tea.');
    await giver.keys.press(button(giver.page, 'Save'));
    await giver.page.getByText(/^(Saved|Last saved)/).waitFor();
    await giver.keys.press(button(giver.page, 'Confirm the materials'));
    await giver.keys.press(inDialog(giver.page, 'Confirm'));
    await closed(giver.page);
    await waits(id, 'minutes');

    await supervisor.keys.press(supervisor.page.getByRole('link', { name: 'Meeting', exact: true }));
    await supervisor.keys.press(button(supervisor.page, 'Record the minutes').first());
    await supervisor.keys.write(supervisor.page.getByLabel('Minutes', { exact: true }), 'All was talked through.');
    await supervisor.keys.tick(supervisor.page.getByRole('dialog').getByRole('checkbox').first());
    await supervisor.keys.press(inDialog(supervisor.page, 'Record'));
    await closed(supervisor.page);
    await waits(id, 'verification');

    for (const receiver of c.receivers) {
      const { page, keys } = await signIn(receiver, `/handovers/${id}/verification`);
      await keys.press(page.getByRole('region', { name: 'Yours to check' }).getByRole('link').first());
      const form = page.getByRole('form', { name: 'Are these materials right?' });
      await form.waitFor();
      for (const point of await form.getByRole('checkbox').all()) await keys.tick(point);
      await keys.tick(form.getByLabel('right', { exact: true }));
      await keys.press(form.getByRole('button', { name: 'Save' }));
      const checked = page.getByRole('heading', { name: 'Verification', exact: true });
      await checked.or(page.getByText('Go on with the next customer.', { exact: false })).waitFor();
    }
    await waits(id, 'signOff');

    const signers = [
      giver,
      ...(await Promise.all(c.receivers.map((one) => signIn(one, `/handovers/${id}/signatures`)))),
      supervisor,
    ];
    for (const { page, keys } of signers) {
      await keys.press(page.getByRole('link', { name: 'Signatures', exact: true }));
      await keys.press(button(page, 'Sign').first());
      // The dialog keeps the focus inside, and gives it back when one leaves it by Escape.
      await page.keyboard.press('Escape');
      await closed(page);
      await expect
        .poll(() =>
          button(page, 'Sign')
            .first()
            .evaluate((el) => el.ownerDocument.activeElement === el),
        )
        .toBe(true);
      await page.keyboard.press('Enter');
      await keys.press(inDialog(page, 'Sign'));
      await closed(page);
    }
    await hr.page.getByText('Transferred', { exact: true }).waitFor();
    const owners = await s.database.admin
      .selectFrom('customers')
      .select('owner_id')
      .where('id', 'in', c.customerIds)
      .execute();
    expect(owners.every(({ owner_id: owner }) => c.receivers.some(({ id: who }) => who === owner))).toBe(true);
    for (const reader of readers) await reader.close();
  }, 240_000);

  test('the pages of HR, gone through by Tab: all that can be pressed is come by, the focus always to be seen', async () => {
    const own = await makeCompany(s.database.admin, { receivers: 1, customers: 2 });
    const { handoverId } = await writeHandover(s.database, own);
    const reader = await s.open(c.hr, { locale: 'en' });
    const keys = keyboardOf(reader.page);
    const pages = [
      '/work',
      '/overview',
      '/handovers',
      `/handovers/${handoverId}/plan`,
      '/customers',
      `/customers/${c.customerIds[0]}`,
      '/proposals',
      '/policies',
      `/policies/${policy}/1/edit`,
      '/policies/try',
      '/templates',
      '/imports',
      '/webhooks',
      '/employees',
      '/delegations',
      '/audit',
      '/settings',
    ];
    for (const path of pages) {
      await reader.open(path);
      await settled(reader.page);
      expect.soft(await keys.walk(), path).toEqual([]);
    }
    // What only a mouse can press would have been told.
    await reader.page.evaluate(
      `document.querySelector('main').append(Object.assign(document.createElement('p'), { id: 'mouse', textContent: 'Only by mouse' })); mouse.style.cursor = 'pointer'`,
    );
    expect(await keys.walk()).toEqual(['p “Only by mouse” is not reached']);
    await reader.close();
  }, 240_000);
});
