import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** More stops than any page has. */
const MOST_STOPS = 200;

/** More than the longest form has. */
const MOST_STOPS_OF_A_WALK = 600;

/** Where the focus is, and what keeps a reader from seeing it there. */
const STOP = `(() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return null;
  const name = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const wrong = [
    outlineStyle === 'none' || parseFloat(outlineWidth) < 2 || /, 0\\)$/.test(outlineColor) ? 'has no outline' : '',
    right <= left || bottom <= top ? 'is out of sight' : over === null || !(at.contains(over) || over.contains(at)) ? 'is covered' : '',
  ].filter(Boolean);
  return { stop: at.dataset.stop, what: at.tagName.toLowerCase() + ' “' + name.trim().slice(0, 60) + '”', wrong };
})()`;
/** What a mouse can press, each with a number; of choices of one name, and of what a label leads to, one. */
const OPERABLE = `(() => {
  const shown = (at) => at.checkVisibility({ visibilityProperty: true }) && !at.closest(':disabled, [inert], [aria-hidden="true"]');
  const native = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const pressed = (at) => getComputedStyle(at).cursor === 'pointer' && getComputedStyle(at.parentElement).cursor !== 'pointer' && !at.closest(native + ', label');
  const found = [...document.querySelectorAll('body *')].filter((at) => shown(at) && (at.matches(native) || pressed(at)));
  const groups = new Map();
  return found.map((at, number) => {
    const group = at.type === 'radio' ? at.form?.id + at.name : String(number);
    if (!groups.has(group)) groups.set(group, groups.size);
    at.dataset.stop = groups.get(group);
    return { stop: at.dataset.stop, what: at.tagName.toLowerCase() + ' “' + (at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent).trim().slice(0, 60) + '”' };
  });
})()`;
interface Stop {
  /** of those that can be pressed */
  stop?: string;
  what: string;
  wrong: string[];
}

/** Somebody who has no mouse: whatever they do begins with tabbing there, and they must see where they are on the way. */
export function keyboardOf(page: Page) {
  /**
   * Goes on by Tab until the target has the focus.
   * @throws when it is never reached, or the focus is not to be seen at one of the stops
   */
  async function reach(target: Locator): Promise<void> {
    await target.waitFor();
    const passed: string[] = [];
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await page.keyboard.press('Tab');
      const stop = await page.evaluate<Stop | null>(STOP);
      if (stop === null) continue;
      passed.push(stop.what);
      expect(stop.wrong, `the focus on ${stop.what}`).toEqual([]);
    }
    throw new Error(`${String(target)} is not reached by Tab; passed: ${passed.join(', ')}`);
  }
  return {
    reach,
    /**
     * Goes through the whole page by Tab.
     * @returns what can be pressed by a mouse and is not come by, and where the focus is not to be seen
     */
    async walk(): Promise<string[]> {
      const operable = await page.evaluate<Pick<Stop, 'stop' | 'what'>[]>(OPERABLE);
      expect(operable.length).toBeGreaterThan(0);
      const passed = new Set<string | undefined>();
      const unseen: string[] = [];
      for (let stops = 0; stops < MOST_STOPS_OF_A_WALK; stops += 1) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate<Stop | null>(STOP);
        if (stop === null) continue;
        if (stop.stop !== undefined && stop.stop === operable[0]?.stop && passed.has(stop.stop)) break;
        passed.add(stop.stop);
        unseen.push(...stop.wrong.map((wrong) => `${stop.what} ${wrong}`));
      }
      return [
        ...operable.filter(({ stop }) => !passed.has(stop)).map(({ what }) => `${what} is not reached`),
        ...new Set(unseen),
      ];
    },
    /** a button or a link */
    async press(target: Locator): Promise<void> {
      await reach(target);
      await page.keyboard.press('Enter');
    },
    /** a box or one of several choices */
    async tick(target: Locator): Promise<void> {
      await reach(target);
      await page.keyboard.press('Space');
      await expect.poll(() => target.isChecked()).toBe(true);
    },
    async write(target: Locator, text: string): Promise<void> {
      await reach(target);
      await page.keyboard.type(text);
      await expect.poll(() => target.inputValue()).toBe(text);
    },
    /** @param option its value */
    async choose(target: Locator, option: string): Promise<void> {
      await reach(target);
      const options = await target.locator('option').count();
      await page.keyboard.press('Home');
      for (let at = 0; at < options && (await target.inputValue()) !== option; at += 1)
        await page.keyboard.press('ArrowDown');
      expect(await target.inputValue()).toBe(option);
    },
    /** one of the company's people, in a field that looks for them */
    async pick(field: Locator, number: string): Promise<void> {
      await reach(field);
      await page.keyboard.type(number);
      await page.getByRole('option', { name: new RegExp(number) }).waitFor();
      await page.keyboard.press('Enter');
    },
  };
}
