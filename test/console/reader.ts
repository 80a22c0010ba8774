import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A folder in which a picture of each page that is checked is kept, to be looked at. */
const PICTURES = process.env.HANDOVER_PICTURES;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Options {
  url: string;
  /** of whoever reads; absent: nobody is signed in */
  token?: string;
  locale: 'zh-CN' | 'en';
  width?: number;
  dark?: boolean;
}
export interface Reader {
  page: Page;
  /** Goes to an address of the console and waits until it is loaded. */
  open(path: string): Promise<void>;
  /** Looks for what keeps people from reading the page: everything that axe knows. */
  check(what: string): Promise<void>;
  /** @throws when the page broke its own policy, or something in it failed */
  close(): Promise<void>;
}

/** Somebody at a browser of their own. Whatever goes wrong on the pages is remembered, and fails the test at the end. */
export async function openReader(browser: Browser, options: Options): Promise<Reader> {
  const { url, token, locale, width = 1280, dark = false } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    locale,
    timezoneId: 'Asia/Shanghai',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  // Once each: who signs out stays signed out, and who changes the language has changed it.
  const once = (store: string, key: string, value: string) =>
    context.addInitScript({
      content: `if (sessionStorage.getItem('set.${key}') === null) { sessionStorage.setItem('set.${key}', 'yes'); ${store}.setItem('handover.${key}', ${JSON.stringify(value)}); }`,
    });
  if (token !== undefined) await once('sessionStorage', 'token', token);
  await once('localStorage', 'locale', locale);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => {
    // Refusals of the API are told by the browser as well; the pages show them.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) wrong.push(message.text());
  });
  return {
    page,
    async open(path) {
      await page.goto(`${url}${path}`);
      await page.locator('h1').first().waitFor();
    },
    async check(what) {
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
        interface Violation {
          id: string;
          nodes: { html: string; failureSummary?: string }[];
        }
        const { violations } = await axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`);
      });
      if (PICTURES !== undefined) {
        const name = [what, locale, width, dark ? 'dark' : 'light'].join(' ').replaceAll(/[^\w-]+/g, '-');
        await page.evaluate('scrollTo(0, 0)');
        await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
      }
      expect(found, what).toEqual([]);
    },
    async close() {
      await context.close();
      expect(wrong).toEqual([]);
    },
  };
}
