import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type CustomerSummary, api } from '../api.ts';
import { useText } from '../text.tsx';
import { Field } from '../ui/field.tsx';
import { type Column, LongTable } from '../ui/long-table.tsx';
import { Empty } from '../ui/notes.tsx';
import { useDrag } from '../ui/use-drag.ts';
import { useSettled } from '../ui/use-settled.ts';
import type { StartPart } from './start.tsx';
import type { usePreview } from './use-preview.ts';
import { Search } from '../ui/search.tsx';

/** The receiver of those who go by the rule. */
const BY_RULE = '';

/** Single customers for a named receiver, whatever the rule says: dragged there, or chosen and given. */
export function Overrides({ draft, change, preview }: StartPart & { preview: ReturnType<typeof usePreview> }) {
  const { t, money, number } = useText();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string[]>([]);
  const [given, setGiven] = useState<{ count: number; to: string } | null>(null);
  const q = useSettled(typed.trim(), 250);
  const named = Object.keys(draft.overrides).length;
  const [begun] = useState(named > 0);
  const pages = useInfiniteQuery({
    queryKey: ['customers', 'of', draft.giver?.id, q],
    queryFn: ({ pageParam }) => api.customers({ owner: draft.giver?.id, q, limit: 200, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const give = (customerIds: string[], to: string) => {
    const overrides = { ...draft.overrides };
    for (const id of customerIds) {
      if (to === BY_RULE) delete overrides[id];
      else overrides[id] = to;
    }
    change({ overrides });
    setGiven({ count: customerIds.length, to });
    setChosen([]);
  };
  const { drag, begin } = useDrag(give);
  const columns: Column<CustomerSummary>[] = [
    {
      key: 'name',
      head: t('type.customer'),
      width: 5,
      cell: ({ id, name }) => (
        <span className="drags">
          <input
            type="checkbox"
            aria-label={t('start.choose', { name })}
            checked={chosen.includes(id)}
            onChange={(event) => setChosen(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
          {/* For the pointer alone: keys and screen readers have the boxes, the buttons and the select. */}
          <span className="held" onPointerDown={(event) => begin(event, chosen.includes(id) ? chosen : [id])}>
            <span className="grip" aria-hidden="true" />
            <bdi>{name}</bdi>
          </span>
        </span>
      ),
    },
    {
      key: 'value',
      head: t('customers.value'),
      width: 2,
      minor: true,
      figure: true,
      cell: (one) => money(one.annualValue, one.currency),
    },
    {
      key: 'receiver',
      head: t('items.receiver'),
      width: 3,
      cell: ({ id, name }) => (
        <select
          aria-label={t('start.receiverOf', { name })}
          value={draft.overrides[id] ?? BY_RULE}
          onChange={(event) => give([id], event.target.value)}
        >
          <option value={BY_RULE}>{t('start.byRule')}</option>
          {draft.receivers.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      ),
    },
  ];
  const shares = draft.receivers.map((person) => {
    const share = preview.data?.receivers.find((one) => one.person.id === person.id);
    return { ...person, before: share?.owns, after: share === undefined ? undefined : share.owns + share.customers };
  });
  const taker = shares.find(({ id }) => id === given?.to);
  return (
    <details className="card" open={begun}>
      <summary>
        {t('start.overrides')}{' '}
        {named > 0 ? <span className="quiet">{t('start.overridden', { count: number(named) })}</span> : null}
      </summary>
      <p className="quiet">
        {t('start.overridesText')} {t('start.dragHint')}
      </p>
      <ul className={drag === null ? 'targets' : 'targets open'}>
        {shares.map(({ id, name, before, after }) => (
          <li key={id} data-drop={id} className={drag?.over === id ? 'over' : undefined}>
            <bdi className="strong">{name}</bdi>
            <span className="quiet small">
              {before === undefined || after === undefined
                ? '–'
                : t('start.cardLoad', { before: number(before), after: number(after) })}
            </span>
            <button
              type="button"
              className="btn small"
              disabled={chosen.length === 0}
              aria-label={t('start.giveChosenTo', { name })}
              onClick={() => give(chosen, id)}
            >
              {t('start.giveChosen')}
            </button>
          </li>
        ))}
        <li data-drop={BY_RULE} className={drag?.over === BY_RULE ? 'over' : undefined}>
          <span className="strong">{t('start.byRule')}</span>
          <button
            type="button"
            className="btn small"
            disabled={chosen.length === 0}
            aria-label={t('start.chosenByRule')}
            onClick={() => give(chosen, BY_RULE)}
          >
            {t('start.giveChosen')}
          </button>
        </li>
      </ul>
      <p className="quiet small" role="status">
        {given === null
          ? ''
          : taker === undefined
            ? t('start.givenByRule', { count: given.count })
            : t('start.given', { count: given.count, name: taker.name })}{' '}
        {taker?.before === undefined || taker.after === undefined || preview.isFetching
          ? ''
          : t('start.givenLoad', { name: taker.name, before: number(taker.before), after: number(taker.after) })}
      </p>
      <Search label={t('customers.search')} value={typed} onChange={setTyped} />
      <LongTable
        label={t('start.overrides')}
        columns={columns}
        pages={pages}
        empty={<Empty title={t('customers.noneFound')} />}
      />
      {drag === null ? null : (
        <span className="dragged" aria-hidden="true" style={{ transform: `translate(${drag.x}px, ${drag.y}px)` }}>
          {t('start.dragged', { count: drag.what.length })}
        </span>
      )}
      {named > 0 ? (
        <Field label={t('start.overrideReason')} optional={t('optional')}>
          {(wired) => (
            <input
              {...wired}
              maxLength={2_000}
              value={draft.overrideReason}
              onChange={(event) => change({ overrideReason: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </details>
  );
}
