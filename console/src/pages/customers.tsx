import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type CustomerSummary, api } from '../api.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { type Column, LongTable } from '../ui/long-table.tsx';
import { Empty } from '../ui/notes.tsx';
import { useAddress } from '../ui/use-address.ts';
import { useSettled } from '../ui/use-settled.ts';
import { Search } from '../ui/search.tsx';

/** Customers that the reader may see, found by name; what was looked for stands in the address. */
export function Customers() {
  const me = useMe();
  const { t, money } = useText();
  const [search, keep] = useAddress();
  const [typed, setTyped] = useState(search.get('q') ?? '');
  const mine = search.get('mine') === 'true';
  const q = useSettled(typed.trim(), 250);
  const pages = useInfiniteQuery({
    queryKey: ['customers', q, mine],
    queryFn: ({ pageParam }) => api.customers({ q, owner: mine ? me.person.id : null, limit: 100, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const columns: Column<CustomerSummary>[] = [
    {
      key: 'name',
      head: t('customers.name'),
      width: 5,
      cell: (one) => (
        <Link to={`/customers/${one.id}`}>
          <bdi>{one.name}</bdi>
        </Link>
      ),
    },
    { key: 'owner', head: t('customers.owner'), width: 2, cell: (one) => one.owner?.name ?? t('customers.pool') },
    {
      key: 'place',
      head: t('customers.place'),
      width: 2,
      minor: true,
      cell: (one) => <bdi>{[one.region, one.city].filter(Boolean).join(' ')}</bdi>,
    },
    {
      key: 'value',
      head: t('customers.value'),
      width: 2,
      figure: true,
      cell: (one) => money(one.annualValue, one.currency),
    },
  ];
  return (
    <>
      <header className="page">
        <h1>{t('nav.customers')}</h1>
      </header>
      <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Search
          label={t('customers.search')}
          value={typed}
          onChange={(now) => {
            setTyped(now);
            keep({ q: now.trim() });
          }}
        />
        <label className="choice">
          <input
            type="checkbox"
            checked={mine}
            onChange={(event) => keep({ mine: event.target.checked ? 'true' : '' })}
          />
          {t('customers.mine')}
        </label>
      </form>
      <LongTable
        label={t('nav.customers')}
        columns={columns}
        pages={pages}
        empty={
          q === '' && !mine ? (
            <Empty title={t('customers.none')}>
              <p>{t('customers.noneText')}</p>
            </Empty>
          ) : (
            <Empty title={t('customers.noneFound')}>
              <p>{t('customers.noneFoundText')}</p>
            </Empty>
          )
        }
      />
    </>
  );
}
