import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api.ts';
import { useText } from '../text.tsx';
import { More } from '../ui/more.tsx';
import { ProblemNote } from '../ui/notes.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { useCase } from './context.ts';
import { Search } from '../ui/search.tsx';

/** Which of the customers that have moved are meant. @param receiver only theirs */
export function ChooseCustomers({
  receiver,
  chosen,
  onChoose,
}: {
  receiver?: string;
  chosen: string[];
  onChoose: (customerIds: string[]) => void;
}) {
  const { handover } = useCase();
  const { t, number } = useText();
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 250);
  const pages = useInfiniteQuery({
    queryKey: ['case', handover.id, 'items', 'moved', receiver, q],
    queryFn: ({ pageParam }) =>
      api.items(handover.id, {
        type: 'customer',
        state: 'moved',
        receiver: receiver ?? null,
        q,
        limit: 50,
        cursor: pageParam,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <fieldset className="stack">
      <legend>{t('wayBack.choose', { count: number(chosen.length) })}</legend>
      <Search label={t('customers.search')} value={typed} onChange={setTyped} />
      <ProblemNote problem={pages.error} />
      {pages.isSuccess && items.length === 0 ? <p className="quiet">{t('wayBack.noCustomer')}</p> : null}
      <ul className="rows">
        {items.map(({ id, customer, receiver: holder }) => (
          <li key={id}>
            <label className="choice">
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={(event) =>
                  onChoose(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
                }
              />
              <bdi>{customer?.name ?? t('items.hidden')}</bdi>
            </label>
            <span className="quiet small">{holder.name}</span>
          </li>
        ))}
      </ul>
      <More pages={pages} />
    </fieldset>
  );
}
