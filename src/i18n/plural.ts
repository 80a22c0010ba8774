import type { FormatterModule } from 'i18next';

/**
 * English words that go with a number: `{{n}} {{n | plural: 'customer', 'customers'}}`. The mails are Liquid, in which this is a filter;
 * every other sentence writes it in the same way.
 */

const FILTER = /^plural: '([^']*)', '([^']*)'$/;

/** @param n a number, or text that is none, which is taken for many */
export const plural = (n: unknown, one: string, other: string): string => (Number(n) === 1 ? one : other);

/** The filter for sentences that i18next renders, where `|` separates a value from what is done to it. */
export const plurals: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format(value: unknown, wanted) {
    const [, one, other] = FILTER.exec(wanted ?? '') ?? [];
    if (one === undefined || other === undefined) throw new Error(`no such filter: ${wanted}`);
    return plural(value, one, other);
  },
};

/** A sentence of which no value is known. @param place what stands for a value of this name */
export const leftOpen = (sentence: string, place: (name: string) => string): string =>
  sentence
    .replaceAll(/\{\{\s*\w+\s*\|\s*plural: '[^']*', '([^']*)'\s*\}\}/g, '$1')
    .replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => place(name));
