import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Reader, openReader } from './reader.ts';

/** What the tests of many pages do alike. */

type Options = Partial<Parameters<typeof openReader>[1]>;

/** The other languages, lights and widths in which a page is read. */
const WAYS = [
  { locale: 'en', width: 390, dark: true },
  { locale: 'en', width: 1440, dark: false },
  { locale: 'zh-CN', width: 390, dark: false },
  { locale: 'zh-CN', width: 1440, dark: true },
] as const satisfies Options[];

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Picks somebody of the company in a field. */
export async function pick(page: Page, label: string, who: { number: string }): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).fill(who.number);
  await page.getByRole('option', { name: new RegExp(who.number) }).waitFor();
  await page.keyboard.press('Enter');
}

/** Waits until everything that the page asks for has come. */
export const settled = (page: Page) => expect.poll(() => page.locator('.waiting').count(), { timeout: 15_000 }).toBe(0);

/** Looks at pages as those see them who have the other language, light and room: none is wider than it has room. */
export async function everyWay(open: (options: Options) => Promise<Reader>, pages: [string, string][]): Promise<void> {
  for (const options of WAYS) {
    const reader = await open(options);
    for (const [what, path] of pages) {
      await reader.open(path);
      await settled(reader.page);
      await reader.check(what);
      const over = await reader.page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(over, `${what} is wider than the page at ${options.width} px`).toBe(0);
    }
    await reader.close();
  }
}
