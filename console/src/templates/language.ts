import type { Key } from '../text.tsx';

/** What a language of texts is called. */
export const languageKey = (language: string): Key => (language === 'en' ? 'language.en' : 'language.zh');
