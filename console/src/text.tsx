import { createInstance, type i18n } from 'i18next';
import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useState } from 'react';
import type labels from '../../src/i18n/en/labels.json';
import type words from './i18n/en.json';
import { plurals } from '../../src/i18n/plural.ts';
import { type Locale, chosenLocale, localeNow, setLocale } from './locale.ts';

/** The key of a sentence, of which there may be one for a single thing and one for more. */
export type Singular<K> = K extends `${infer Base}_one` ? Base : K extends `${infer Base}_other` ? Base : K;
/** A sentence of the console. */
export type Key = Singular<keyof typeof words>;
/** A word that the API uses as well. */
export type Label = keyof typeof labels;
type Values = Record<string, string | number>;

export interface Text {
  locale: Locale;
  t: (key: Key, values?: Values) => string;
  label: (key: Label) => string;
  /** of a code that may be newer than this console: the code itself then */
  labelOf: (prefix: string, code: string) => string;
  choose: (locale: Locale) => void;
  /** the language that the reader's record names, unless they chose one */
  suggest: (locale: Locale) => void;
  date: (instant: string) => string;
  /** where there is little room: month and day */
  shortDate: (instant: string) => string;
  dateTime: (instant: string) => string;
  /** from one instant to another, their day once if it is the same */
  period: (from: string, until: string) => string;
  /** of a day without a time */
  day: (day: string) => string;
  /** how far an instant is away: “in 3 days”, “2 hours ago” */
  away: (instant: string) => string;
  number: (value: number) => string;
  money: (amount: string, currency: string) => string;
  list: (parts: string[]) => string;
  /** of a language that is named by its code; other words as they are */
  language: (named: string) => string;
}

const Context = createContext<Text | null>(null);

/** The sentences and forms of the reader's language. */
export function useText(): Text {
  const text = use(Context);
  if (text === null) throw new Error('no TextProvider');
  return text;
}

/** A text among others, for attributes and sentences that no element can part: marks of direction in it end with it (Unicode, FSI and PDI). */
export const isolated = (text: string): string =>
  /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069]/.test(text) ? `\u2068${text}\u2069` : text;

async function load(locale: Locale): Promise<i18n> {
  const [own, shared] = await (locale === 'zh-CN'
    ? Promise.all([import('./i18n/zh-CN.json'), import('../../src/i18n/zh-CN/labels.json')])
    : Promise.all([import('./i18n/en.json'), import('../../src/i18n/en/labels.json')]));
  const instance = createInstance().use(plurals);
  await instance.init({
    lng: locale,
    keySeparator: false,
    nsSeparator: false,
    // React shows text as text, so that nothing of it has to be escaped but its direction.
    interpolation: { escape: isolated, formatSeparator: '|' },
    resources: { [locale]: { words: own.default, labels: shared.default } },
    ns: ['words', 'labels'],
    defaultNS: 'words',
  });
  return instance;
}

export function TextProvider({ children }: { children: ReactNode }) {
  const [locale, setNow] = useState<Locale>(localeNow);
  const [instance, setInstance] = useState<i18n | null>(null);
  useEffect(() => {
    let gone = false;
    void load(locale).then((loaded) => {
      if (gone) return;
      document.documentElement.lang = locale;
      setInstance(loaded);
    });
    return () => {
      gone = true;
    };
  }, [locale]);
  const change = useCallback((wanted: Locale, choice: boolean) => {
    setLocale(wanted, choice);
    setNow(wanted);
  }, []);
  const text = useMemo(() => (instance === null ? null : formsOf(instance, change)), [instance, change]);
  return text === null ? null : <Context value={text}>{children}</Context>;
}

function formsOf(instance: i18n, change: (locale: Locale, choice: boolean) => void): Text {
  const locale: Locale = instance.language === 'en' ? 'en' : 'zh-CN';
  // British dates: day before month, as the rest of the product writes them.
  const forms = locale === 'en' ? 'en-GB' : 'zh-CN';
  const labelOf = (prefix: string, code: string) =>
    instance.exists(`${prefix}.${code}`, { ns: 'labels' }) ? instance.t(`${prefix}.${code}`, { ns: 'labels' }) : code;
  const date = new Intl.DateTimeFormat(forms, { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' });
  const dateTime = new Intl.DateTimeFormat(forms, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  const short = new Intl.DateTimeFormat(forms, { month: 'short', day: 'numeric' });
  const day = new Intl.DateTimeFormat(forms, { dateStyle: 'medium', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(forms, { numeric: 'auto' });
  const list = new Intl.ListFormat(forms, { type: 'conjunction' });
  const number = new Intl.NumberFormat(forms);
  const languages = new Intl.DisplayNames(forms, { type: 'language' });
  return {
    locale,
    t: (key, values) => instance.t(key, values ?? {}),
    label: (key) => instance.t(key, { ns: 'labels' }),
    labelOf,
    choose: (wanted) => change(wanted, true),
    suggest: (wanted) => {
      if (chosenLocale() === null) change(wanted, false);
    },
    shortDate: (instant) => short.format(new Date(instant)),
    date: (instant) => date.format(new Date(instant)),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    period: (from, until) => dateTime.formatRange(new Date(from), new Date(until)),
    day: (of) => day.format(new Date(`${of}T00:00:00Z`)),
    away(instant) {
      const minutes = Math.round((Date.parse(instant) - Date.now()) / 60_000);
      if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
      const hours = Math.round(minutes / 60);
      if (Math.abs(hours) < 36) return relative.format(hours, 'hour');
      return relative.format(Math.round(hours / 24), 'day');
    },
    number: (value) => number.format(value),
    money: (amount, currency) =>
      new Intl.NumberFormat(forms, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        maximumFractionDigits: 0,
      }).format(Number(amount)),
    list: (parts) => list.format(parts),
    language(named) {
      if (!/^[a-z]{2,3}(-[A-Za-z]{2,4})*$/.test(named)) return named;
      try {
        return languages.of(named) ?? named;
      } catch {
        // It looks like a code and is none, as en-US-US.
        return named;
      }
    },
  };
}
