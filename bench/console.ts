import type { CDPSession, Page } from 'playwright-core';
import { buildConsole, consoleIsStale } from '../src/main/console-build.ts';
import { startBrowser } from '../test/console/browser.ts';
import { openReader } from '../test/console/reader.ts';
import { startApiProcess } from './api-process.ts';
import type { Benchmark, Run } from './benchmark.ts';
import { type PlannedCase, plannedCase } from './planned-case.ts';

/** A phone on a slow mobile network, as the browser's own tools slow it down. */
const SLOW = { latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const ROW = '.long-table .body [role="row"]';
const GESTURE = { distancePx: 30_000, pxPerSecond: 6_000 };
const JUMPS = 40;

/** Somebody at a browser that has nothing of the console yet, and is nowhere so far. */
interface Visit {
  page: Page;
  devtools: CDPSession;
  /** goes to an address of the console; @returns ms from there until what the selector finds is painted */
  opens(path: string, selector: string): Promise<number>;
}

interface Question {
  name: string;
  of: string;
  limit: number;
  ask(visit: Visit, of: PlannedCase): Promise<Run>;
}

const QUESTIONS: Question[] = [
  {
    name: 'console-first-page',
    of: 'from the typed address until “my work” is painted, at 1.6 Mbit/s and 150 ms a round trip, nothing kept from before',
    limit: 1_500,
    async ask({ devtools, opens }) {
      await devtools.send('Network.enable');
      await devtools.send('Network.emulateNetworkConditions', { offline: false, ...SLOW });
      return { value: await opens('/work', 'main h1') };
    },
  },
  {
    name: 'console-first-rows',
    of: 'from the typed address of the plan until its first rows are painted',
    limit: 1_000,
    ask: async ({ opens }, { handoverId }) => ({
      value: await opens(`/handovers/${handoverId}/plan`, `${ROW}[aria-rowindex="2"]`),
    }),
  },
  {
    name: 'console-filter',
    of: 'from the choice of a filter until its rows are painted, the slowest of states of none and of all and of a receiver',
    limit: 200,
    async ask(visit, { handoverId, receivers: [receiver = ''] }) {
      await visit.opens(`/handovers/${handoverId}/plan`, `${ROW}[aria-rowindex="2"]`);
      const filters = [
        ['State', 'failed', null],
        ['State', 'planned', 'planned'],
        ['State', 'moved', null],
        ['State', 'All', 'planned'],
        ['Receiver', receiver, receiver],
      ] as const;
      const took: number[] = [];
      for (const [label, option, word] of filters) took.push(await filtered(visit.page, label, option, word));
      const each = filters.map(([, option], at) => `${option} ${took[at]?.toFixed(0)} ms`).join(', ');
      return { value: Math.max(...took), detail: each };
    },
  },
  {
    name: 'console-scroll',
    of: 'the longest time between two frames while all rows are scrolled through: by the wheel, to the end as fast as they load, by jumps, and back',
    limit: 50,
    async ask(visit, { handoverId }) {
      await visit.opens(`/handovers/${handoverId}/plan`, `${ROW}[aria-rowindex="2"]`);
      await visit.page.evaluate(WATCH_FRAMES);
      await wheel(visit, 1);
      const rows = await visit.page.evaluate<number>(TO_THE_END);
      await visit.page.evaluate(JUMP_ABOUT);
      await wheel(visit, -1);
      const { longest, seen } = await visit.page.evaluate<{ longest: number; seen: number }>('globalThis.frames');
      return { value: longest, detail: `${rows} rows, ${seen} frames` };
    },
  },
];

/** What somebody waits for in front of the console, with a plan of very many items. */
export const consolePages: readonly Benchmark[] = QUESTIONS.map(({ name, of, limit, ask }) => ({
  name,
  size: { full: 100_000, quick: 10_000 },
  what: (size) => `${of}; a plan of ${size.toLocaleString('en')} items in a headless Chromium`,
  baseline: `no run but the bound: ${limit} ms`,
  unit: 'ms',
  target: 1,
  limit,
  async prepare(servers, size) {
    const { temporalAddress } = await servers.temporal();
    const planned = await plannedCase(servers, size);
    if (await consoleIsStale()) await buildConsole();
    const browser = await startBrowser();
    if (!browser) throw new Error('this machine has no browser that could be measured');
    const api = await startApiProcess(planned.databaseUrl, temporalAddress);
    const token = await api.token(planned.reader);
    return {
      async ours() {
        const reader = await openReader(browser, { url: api.url, token, locale: 'en', width: 1440 });
        const devtools = await reader.page.context().newCDPSession(reader.page);
        const opens = async (path: string, selector: string) => {
          await reader.page.addInitScript({ content: paintOf(selector) });
          await reader.page.goto(`${api.url}${path}`, { waitUntil: 'commit' });
          return reader.page.evaluate<number>('globalThis.painted');
        };
        const run = await ask({ page: reader.page, devtools, opens }, planned);
        await reader.close();
        return run;
      },
      baseline: () => Promise.resolve({ value: limit }),
      async close() {
        await browser.close();
        await api.stop();
      },
    };
  },
}));

/** `globalThis.painted`: ms from the start of the navigation until what the selector finds is there and shown. */
const paintOf = (selector: string) => `
  globalThis.painted = new Promise((done) => {
    new MutationObserver((_, watch) => {
      if (document.querySelector(${JSON.stringify(selector)}) === null) return;
      watch.disconnect();
      // A frame that begins after the next one shows what that one painted.
      requestAnimationFrame(() => requestAnimationFrame(done));
    }).observe(document, { childList: true, subtree: true });
  });`;

/**
 * Chooses a filter of the plan.
 * @param word what stands in each row then; null: nothing fits
 * @returns ms until the rows are those of the filter
 */
async function filtered(page: Page, label: string, option: string, word: string | null): Promise<number> {
  await page.evaluate(`void (globalThis.filtered = new Promise((done) => {
    const fits = () => {
      const rows = [...document.querySelectorAll(${JSON.stringify(ROW)})];
      return ${word === null} ? document.querySelector('main .empty') !== null
        : rows.length > 1 && rows.every((row) => row.textContent.includes(${JSON.stringify(word)}));
    };
    addEventListener('change', () => {
      const began = performance.now();
      const look = () => requestAnimationFrame(fits() ? (now) => done(now - began) : look);
      look();
    }, { capture: true, once: true });
  }))`);
  await page.getByRole('form', { name: 'Filter' }).getByLabel(label).selectOption(option);
  return page.evaluate<number>('globalThis.filtered');
}

/** @param way 1: down, -1: up */
async function wheel({ page, devtools }: Visit, way: 1 | -1): Promise<void> {
  const scroller = page.locator('.long-table .scroller');
  await scroller.scrollIntoViewIfNeeded();
  const table = await scroller.boundingBox();
  if (table === null) throw new Error('the table is not to be seen');
  await devtools.send('Input.synthesizeScrollGesture', {
    x: table.x + table.width / 2,
    y: table.y + table.height / 2,
    yDistance: -way * GESTURE.distancePx,
    speed: GESTURE.pxPerSecond,
    gestureSourceType: 'mouse',
  });
}

const WATCH_FRAMES = `
  globalThis.frames = { longest: 0, seen: 0 };
  void requestAnimationFrame(function next(before) {
    requestAnimationFrame((now) => {
      globalThis.frames.longest = Math.max(globalThis.frames.longest, now - before);
      globalThis.frames.seen += 1;
      next(now);
    });
  });`;

/** @returns how many rows there are */
const TO_THE_END = `new Promise((done) => {
  const table = document.querySelector('.long-table .scroller');
  const on = () => {
    const last = table.getAttribute('aria-rowcount');
    const there = table.querySelector('[aria-rowindex="' + last + '"] [role="cell"] + [role="cell"]') !== null;
    if (there) return done(Number(last) - 1);
    table.scrollTop = table.scrollHeight;
    requestAnimationFrame(on);
  };
  on();
})`;

const JUMP_ABOUT = `new Promise((done) => {
  const table = document.querySelector('.long-table .scroller');
  let jumps = 0;
  const on = () => {
    if (jumps === ${JUMPS}) return done();
    jumps += 1;
    // Far apart, and at the end again with the last one.
    table.scrollTop = table.scrollHeight * ((jumps * 7) % ${JUMPS} === 0 ? 1 : ((jumps * 7) % ${JUMPS}) / ${JUMPS});
    requestAnimationFrame(() => requestAnimationFrame(on));
  };
  on();
})`;
