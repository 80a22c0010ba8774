import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { publishKey } from '../../src/db/audit/keys.ts';
import { seedReference } from '../../src/db/reference.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { seedDemo } from '../../src/demo/index.ts';
import { browserForAllPages } from './browser.ts';
import { keyboardOf } from './keyboard.ts';
import { type Way, openReader, settled } from './reader.ts';
import { serve } from './served.ts';

const browser = await browserForAllPages();
const FIVE_MINUTES_MS = 300_000;

/** What one takes the tour with. */
type Hand = (page: Page) => Record<'press' | 'tick', (target: Locator) => Promise<void>>;
const mouse: Hand = () => ({ press: (target) => target.click(), tick: (target) => target.check() });
/** Whether the focus is in a part of the page, or on it. */
const hasFocus = (part: Locator) =>
  expect
    .poll(() =>
      part.evaluate((el) => {
        const at = el.ownerDocument.activeElement;
        return el.contains(at) ? 'here' : at?.outerHTML.slice(0, 200);
      }),
    )
    .toBe('here');

type Words = Record<string, string>;
const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../console/src/${file}`, import.meta.url), 'utf8')) as Words;
/** What a page says, with its names left open. */
const saying = (sentence = '') =>
  new RegExp(`^${sentence.replaceAll(/[.?()]/g, '\\$&').replaceAll(/\{\{\w+\}\}/g, '.+')}$`);

describe.runIf(browser !== undefined)('the tour through the demonstration, in a browser', () => {
  const s = serve(browser, { engine: true });

  beforeAll(async () => {
    // The rules of a new installation; the tests' own are two versions behind.
    await seedReference(s.database.admin);
    await seedDemo(s.database.worker, { customers: 150 });
    await publishKey(s.database.worker, s.engine.deps.signer.keyId, s.engine.deps.signer.publicJwk);
  });

  /** Somebody who takes the tour, and does what its panel and the page ask. */
  async function visitor(way: Way, handOf: Hand) {
    const reader = await openReader(browser as Browser, { url: s.api.url, ...way });
    const [tour, words] = [read(`tour/words/${way.locale}.json`), read(`i18n/${way.locale}.json`)];
    const { page } = reader;
    const panel = page.getByRole('complementary', { name: tour.title ?? '', exact: true });
    const hand = handOf(page);
    const press = (within: Pick<Page, 'getByRole'>, sentence: string | undefined) =>
      hand.press(within.getByRole('button', { name: saying(sentence) }).first());
    const at = (step: string) => panel.getByRole('heading', { name: saying(tour[`step.${step}.title`]) }).waitFor();
    /** The visitor is where the step is done. */
    const here = async (step: string) => {
      await panel.getByText(saying(tour[`step.${step}.do`])).waitFor();
      await settled(page);
      if (step === 'transfer') await page.locator('.entries li').first().waitFor();
    };
    return {
      reader,
      page,
      panel,
      words,
      tour,
      at,
      here,
      press,
      hand,
      /** Lets the panel lead to a step, and looks at what is there. @param again it was looked at before */
      async to(step: string, again = false) {
        await at(step);
        const [go = '', same = ''] = [tour[`step.${step}.go`], tour['go.same']];
        await hand.press(panel.getByRole('button', { name: new RegExp(`${saying(go).source}|${same}`) }));
        await here(step);
        await hasFocus(panel);
        if (!again) await reader.check(`tour ${step}`);
      },
      /** What an action of the case asks for, as it stands. */
      async act(name: string) {
        await press(page.locator('main'), words[`act.${name}`]);
        await press(page.getByRole('dialog'), words[`act.${name}.do`]);
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      },
    };
  }
  type Visitor = Awaited<ReturnType<typeof visitor>>;

  /** Checks the customer whose page is open. */
  async function verify({ page, press, hand, words }: Visitor) {
    const form = page.getByRole('form', { name: words['verify.title'] ?? '' });
    for (const point of await form.getByRole('checkbox').all()) await hand.tick(point);
    await hand.tick(form.getByLabel(words['verify.right'] ?? '', { exact: true }));
    await press(form, words.save);
  }

  test.each<{ by: string; hand: Hand } & Way>([
    { by: 'mouse', hand: mouse, locale: 'zh-CN', width: 1440, dark: false },
    { by: 'mouse', hand: mouse, locale: 'en', width: 390, dark: true },
    { by: 'keys', hand: keyboardOf, locale: 'en', width: 1440, dark: false },
  ])(
    'from its invitation to its last step, by what it offers and what the pages ask: $locale, by $by',
    async ({ hand: handOf, ...way }) => {
      const begun = Date.now();
      const v = await visitor(way, handOf);
      const { page, reader, panel, tour, words, to, at, here, act, press } = v;
      await reader.open('/sign-in');
      await page.getByRole('heading', { name: tour.title ?? '' }).waitFor();
      await reader.check('tour invitation');
      await press(page, tour['invite.begin']);
      await page.waitForURL('**/handovers/new?**');
      await at('start');
      await hasFocus(panel);
      await settled(page);
      await reader.check('tour start');
      await press(page, words['start.go']);
      await page.waitForURL(/\/handovers\/[0-9a-f-]{36}$/);
      const id = page.url().slice(-36);
      await hasFocus(page.locator('main'));
      await page.keyboard.press('t');
      await hasFocus(panel);
      const shows = async () => (await s.api.get({ number: 'E-0002' }, `handovers/${id}`)).body;

      await to('approval');
      await act('approve');
      await to('explain');
      await press(page, words.save);
      await here('materials');
      await reader.check('tour materials');
      await act('confirmMaterials');
      // A tour that was left goes on where it was, and so does one whose page was loaded anew.
      await at('minutes');
      await press(panel, tour.leave);
      await panel.waitFor({ state: 'detached' });
      await hasFocus(page.locator('main'));
      await page.reload();
      await page.goto(`${s.api.url}/more`);
      await press(page.locator('main'), tour['invite.goOn']);
      await hasFocus(panel);
      await to('minutes');
      await act('recordMinutes');
      await to('verification');
      await verify(v);
      await to('verification', true);
      await verify(v);
      for (let left = 4; left > 0; left -= 1) {
        await panel
          .getByText(new RegExp(`\\b${left}\\b`))
          .first()
          .waitFor();
        await to('signOff', left < 4);
        await act('sign');
        await expect.poll(async () => (await shows()).signatures.length).toBeGreaterThan(4 - left);
      }

      await to('transfer');
      await press(panel, tour.next);
      await hasFocus(panel);
      await to('letters');
      const [customer] = await Promise.all([page.context().waitForEvent('page'), press(panel, tour['letter.open'])]);
      const theirs = handOf(customer);
      await theirs.tick(customer.getByRole('radio').first());
      await theirs.press(customer.getByRole('button').last());
      await customer.waitForLoadState();
      await customer.close();
      await expect
        .poll(async () => (await s.api.get({ number: 'E-0002' }, `handovers/${id}/introduction`)).body.counts.agreed)
        .toBe(1);
      await press(panel, tour.next);
      await hasFocus(panel);
      await to('review');
      await press(panel, tour.next);
      await hasFocus(panel);
      const { signer } = s.engine.deps;
      while (await seal(s.database.worker, (claims) => signer.sign('handover-audit-head+jws', claims)));
      await to('evidence');
      await press(page, words['audit.proofOf']);
      await page
        .getByRole('dialog')
        .getByText(words['audit.verified'] ?? '', { exact: true })
        .waitFor();
      await press(page.getByRole('dialog'), words.close);
      await at('over');
      await reader.check('tour over');

      const over = await shows();
      expect(over).toMatchObject({
        state: 'running',
        step: 'followUp',
        waitingFor: 'reviewDate',
        policy: { key: 'tour' },
      });
      expect(over.transferredAt).not.toBeNull();
      expect(over.signatures.map(({ role, state }: { role: string; state: string }) => [role, state])).toEqual(
        expect.arrayContaining([
          ['giver', 'counts'],
          ['receiver', 'counts'],
          ['receiver', 'counts'],
          ['supervisor', 'counts'],
        ]),
      );
      const { items } = (await s.api.get({ number: 'E-0002' }, `handovers/${id}/reviews`)).body;
      expect(items.map(({ dayOffset }: { dayOffset: number }) => dayOffset)).toEqual([1, 7, 30, 90]);
      expect(Date.now() - begun).toBeLessThan(FIVE_MINUTES_MS);
      await reader.close();
    },
    240_000,
  );
});
