import { useText } from '../text.tsx';
import { type Value, isRules } from './shape.ts';

/** Says a value of a policy in one line. @param nameOf what members and codes are called */
export function useValueWords(nameOf: (code: string) => string): (value: Value) => string {
  const { t, list, number } = useText();
  return function words(value: Value): string {
    if (Array.isArray(value)) return value.length === 0 ? t('rules.nothing') : list(value.map(words));
    if (isRules(value)) return list(Object.entries(value).map(([name, inner]) => `${nameOf(name)} ${words(inner)}`));
    if (typeof value === 'boolean') return t(value ? 'rules.yes' : 'rules.no');
    return typeof value === 'number' ? number(value) : nameOf(value);
  };
}
