import { type PolicyChange, compareLists } from '../domain/policy-diff.ts';
import { type Locale, sentence } from '../i18n/index.ts';

/** A difference of two versions of a policy as a sentence in the reader's language. */
export function changeSentence({ path, kind, before, after }: PolicyChange, locale: Locale): string {
  const separator = sentence(locale, 'policies', 'separator');
  const what = path.slice(1).split('/').map(nameOf).join(separator);
  if (Array.isArray(before) && Array.isArray(after)) {
    const changes = ofList(before, after).join(sentence(locale, 'policies', 'semicolon'));
    return sentence(locale, 'policies', 'listChanged', { what, changes });
  }
  return sentence(locale, 'policies', kind, { what, before: shown(before), after: shown(after) });

  function ofList(old: unknown[], young: unknown[]): string[] {
    const { added, removed, isReordered } = compareLists(old, young);
    const parts = [
      ['listAdded', added],
      ['listRemoved', removed],
      ['listOrder', isReordered ? young : []],
    ] as const;
    return parts.flatMap(([key, values]) =>
      values.length === 0 ? [] : [sentence(locale, 'policies', key, { values: shown(values) })],
    );
  }

  function nameOf(segment: string): string {
    // Places in a list count from 1 for people.
    if (/^\d+$/.test(segment)) return sentence(locale, 'policies', 'place', { number: Number(segment) + 1 });
    return word(segment);
  }
  function word(code: string): string {
    const name = sentence(locale, 'policies', `name.${code}`);
    return name === `name.${code}` ? code : name;
  }
  function shown(value: unknown): string {
    if (value === null) return sentence(locale, 'policies', 'nothing');
    if (typeof value === 'boolean') return sentence(locale, 'policies', value ? 'yes' : 'no');
    if (typeof value === 'number') return new Intl.NumberFormat(locale).format(value);
    if (typeof value === 'string') return word(value);
    if (Array.isArray(value))
      return value.length === 0 ? shown(null) : value.map(shown).join(sentence(locale, 'policies', 'comma'));
    return Object.entries(value as object)
      .map(([name, inner]) => `${word(name)} ${shown(inner)}`)
      .join(sentence(locale, 'policies', 'comma'));
  }
}
