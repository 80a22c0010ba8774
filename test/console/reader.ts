import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A folder in which a picture of each page that is checked is kept, to be looked at. */
const PICTURES = process.env.HANDOVER_PICTURES;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Text that would do something if a page took it for more than text. */
export const NASTY = `<img src=x onerror="document.title='taken'"> =1+1 \u202Eאבג 客户`;

interface Options {
  url: string;
  /** of whoever reads; absent: nobody is signed in */
  token?: string;
  locale: 'zh-CN' | 'en';
  width?: number;
  dark?: boolean;
}
/** How one sees a page: in which language, with how much room and in which light. */
export type Way = Required<Pick<Options, 'locale' | 'width' | 'dark'>>;
const WAYS: Way[] = (['en', 'zh-CN'] as const).flatMap((locale) =>
  [390, 1440].flatMap((width) => [false, true].map((dark) => ({ locale, width, dark }))),
);

/**
 * What the text that people wrote has done to the page: elements that only markup in it can have made, and marks of direction that reach
 * the words beside it, since no element, no mark that isolates and no end of a paragraph is between them.
 */
const HARM = `(() => {
  const harm = [...document.querySelectorAll('#root :is(img, iframe, object, script, style)')].map((made) => made.outerHTML);
  if (document.title === 'taken') harm.push('a script ran');
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if (!/[\\u202a-\\u202e]/.test(text.data.replaceAll(/\\u2068[^\\u2069]*\\u2069/g, ''))) continue;
    // Of a line made of parts, the parts behind the marks; letters and mails are whole sentences of the API.
    if (/[\\u202a-\\u202e][^\\n\\u2069]* · /.test(text.data)) harm.push('goes on behind the marks: ' + text.data);
    let around = text.parentElement;
    const isInline = () => getComputedStyle(around).display === 'inline';
    while (isInline() && !/isolate/.test(getComputedStyle(around).unicodeBidi)) around = around.parentElement;
    if (!isInline() && around.textContent.trim() !== text.data.trim()) harm.push('not isolated: ' + around.outerHTML.slice(0, 300));
  }
  return harm;
})()`;

export interface Reader {
  page: Page;
  /** Goes to an address of the console and waits until it is loaded. */
  open(path: string): Promise<void>;
  /** Looks for what keeps people from reading the page: everything that axe knows, and what the text of others does to it. */
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
      // All that is wrong is told, not only what is met first.
      expect.soft(found, what).toEqual([]);
      expect.soft(await page.evaluate<string[]>(HARM), what).toEqual([]);
    },
    async close() {
      await context.close();
      expect(wrong).toEqual([]);
    },
  };
}

/** What the page waited for is there. */
export const settled = (page: Page) => expect.poll(() => page.locator('.waiting').count(), { timeout: 15_000 }).toBe(0);

/**
 * Looks at pages in every way.
 * @param open a browser of somebody who sees that way
 * @param pages what they are, and where
 */
export async function everyWay(open: (way: Way) => Promise<Reader>, pages: [string, string][]): Promise<void> {
  for (const way of WAYS) {
    const reader = await open(way);
    for (const [what, path] of pages) {
      await reader.open(path);
      await settled(reader.page);
      await reader.check(what);
      const over = await reader.page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect.soft(over, `${what} is wider than the page at ${way.width} px`).toBe(0);
    }
    await reader.close();
  }
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** One of the company's people, in a field that looks for them. */
export async function pick(page: Page, label: string, who: { number: string }): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).fill(who.number);
  await page.getByRole('option', { name: new RegExp(who.number) }).waitFor();
  await page.keyboard.press('Enter');
}
