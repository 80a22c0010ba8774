import { flushSync } from 'react-dom';
import { change } from './memory.ts';

/** Where the focus goes by keys: what was pressed is gone once it has led on, and a reader must not be left nowhere. */

export const PANEL = 'tour';
export const focusPanel = (): void => document.getElementById(PANEL)?.focus();

/** Opens the panel again where the tour was left. */
export function resume(): void {
  flushSync(() => change(() => ({ left: false })));
  focusPanel();
}

/** Closes the panel and goes on with the page. */
export function leave(): void {
  flushSync(() => change(() => ({ left: true })));
  document.querySelector('main')?.focus();
}
