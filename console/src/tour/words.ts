import { createInstance } from 'i18next';
import { type Singular, isolated, useText } from '../text.tsx';
import en from './words/en.json';
import zh from './words/zh-CN.json';

/** A sentence of the tour, which come with it instead of with the console's. */
export type Word = Singular<keyof typeof en>;

const words = createInstance();
void words.init({
  resources: { en: { translation: en }, 'zh-CN': { translation: zh } },
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escape: isolated },
});

/** Says the sentences of the tour in the visitor's language. */
export function useWords(): (word: Word, values?: Record<string, string | number>) => string {
  const { locale } = useText();
  const say = words.getFixedT(locale);
  return (word, values) => say(word, values ?? {});
}
