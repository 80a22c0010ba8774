import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EVENT_TYPES, familyOf } from '../../../src/contract/webhooks.ts';
import { leftOpen } from '../../../src/i18n/plural.ts';
import type { EventPattern } from '../api.ts';
import { type Key, type Text, useText } from '../text.tsx';
import { Search } from '../ui/search.tsx';

/** The types of events by what they are about, in the order in which a case meets them. */
const FAMILIES = [...Map.groupBy(EVENT_TYPES, familyOf)];

/** of all families */
const ALL = '*';

/**
 * What a type of event means: the sentence by which the timeline tells one, its figures left open.
 * @returns by type; empty until the sentences are there
 */
function useMeanings(): (type: string) => string {
  const { locale } = useText();
  const { data } = useQuery({
    queryKey: ['meanings', locale],
    queryFn: async () =>
      (locale === 'zh-CN'
        ? await import('../../../src/i18n/zh-CN/timeline.json')
        : await import('../../../src/i18n/en/timeline.json')
      ).default as Record<string, string>,
    staleTime: Infinity,
  });
  return (type) => leftOpen(data?.[type] ?? '', () => '…');
}

/** of a pattern (`*`, `signOff.*`, `signOff.signed`): in words */
export function patternName(t: Text['t'], pattern: string): string {
  if (pattern === ALL) return t('webhooks.every');
  return pattern.endsWith('.*') ? t(`event.${familyOf(pattern)}` as Key) : pattern;
}

/** Which events are meant: all, whole families, or single types. */
export function ChooseEvents({
  chosen,
  onChoose,
}: {
  chosen: EventPattern[];
  onChoose: (patterns: EventPattern[]) => void;
}) {
  const { t } = useText();
  const meaning = useMeanings();
  const [typed, setTyped] = useState('');
  const every = chosen.includes(ALL);
  const toggle = (pattern: string, on: boolean) => {
    const rest = chosen.filter((one) => one !== pattern);
    onChoose(on ? [...rest, pattern as EventPattern] : rest);
  };
  const sought = typed.trim().toLowerCase();
  const found = FAMILIES.map(([family, types]) => {
    const name = t(`event.${family}` as Key);
    const fits = (text: string) => text.toLowerCase().includes(sought);
    return { family, name, types: fits(name) ? types : types.filter((type) => fits(type) || fits(meaning(type))) };
  }).filter(({ types }) => types.length > 0);
  return (
    <fieldset className="stack">
      <legend>{t('webhooks.which')}</legend>
      <label className="choice">
        <input type="checkbox" checked={every} onChange={(event) => onChoose(event.target.checked ? [ALL] : [])} />
        {t('webhooks.every')}
      </label>
      {every ? null : (
        <>
          <Search label={t('webhooks.find')} value={typed} onChange={setTyped} />
          {found.length === 0 ? <p className="quiet">{t('webhooks.noEvent')}</p> : null}
          <div className="choices">
            {found.map(({ family, name, types }) => {
              const whole = `${family}.*`;
              const isWhole = chosen.includes(whole as EventPattern);
              const count = chosen.filter((one) => familyOf(one) === family && one !== whole).length;
              return (
                <details key={family} open={sought !== '' || undefined}>
                  <summary>
                    {name} <code className="quiet">{family}</code>{' '}
                    {isWhole ? (
                      <span className="badge info">{t('filter.all')}</span>
                    ) : count > 0 ? (
                      <span className="badge info">{t('webhooks.named', { count })}</span>
                    ) : null}
                  </summary>
                  <label className="choice">
                    <input
                      type="checkbox"
                      checked={isWhole}
                      aria-label={`${name}: ${t('webhooks.whole')}`}
                      onChange={(event) =>
                        onChoose([
                          ...chosen.filter((one) => familyOf(one) !== family),
                          ...(event.target.checked ? [whole as EventPattern] : []),
                        ])
                      }
                    />
                    {t('webhooks.whole')}
                  </label>
                  {types.map((type) => (
                    <label key={type} className="choice">
                      <input
                        type="checkbox"
                        disabled={isWhole}
                        checked={isWhole || chosen.includes(type)}
                        onChange={(event) => toggle(type, event.target.checked)}
                      />
                      <span>
                        {meaning(type)} <code className="quiet">{type}</code>
                      </span>
                    </label>
                  ))}
                </details>
              );
            })}
          </div>
        </>
      )}
    </fieldset>
  );
}
