/** The language of the pages: chosen by the reader, else the one their record names, else the browser's. */
export type Locale = 'zh-CN' | 'en';

const CHOICE = 'handover.locale';
export const isLocale = (value: unknown): value is Locale => value === 'zh-CN' || value === 'en';

let now: Locale = chosenLocale() ?? (navigator.languages.some((tag) => tag.startsWith('zh')) ? 'zh-CN' : 'en');

export function chosenLocale(): Locale | null {
  const kept = localStorage.getItem(CHOICE);
  return isLocale(kept) ? kept : null;
}
export const localeNow = (): Locale => now;
/** @param choice whether the reader chose it, so that it is kept */
export function setLocale(locale: Locale, choice: boolean): void {
  now = locale;
  if (choice) localStorage.setItem(CHOICE, locale);
}
