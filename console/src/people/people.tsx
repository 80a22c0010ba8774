import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type EmployeeSummary, api } from '../api.ts';
import { useText } from '../text.tsx';
import { type Column, LongTable } from '../ui/long-table.tsx';
import { Empty } from '../ui/notes.tsx';
import { useAddress } from '../ui/use-address.ts';
import { useSettled } from '../ui/use-settled.ts';
import { PersonState, departmentOf } from './state.tsx';
import { Search } from '../ui/search.tsx';

/** Everybody in the company, found by name or number. */
export function People() {
  const { t, locale } = useText();
  const [search, keep] = useAddress();
  const [typed, setTyped] = useState(search.get('q') ?? '');
  const q = useSettled(typed.trim(), 250);
  const pages = useInfiniteQuery({
    queryKey: ['employees', 'all', q],
    queryFn: ({ pageParam }) => api.employees({ q, limit: 100, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const columns: Column<EmployeeSummary>[] = [
    {
      key: 'name',
      head: t('people.name'),
      width: 3,
      cell: (one) => <Link to={`/employees/${one.id}`}>{one.name}</Link>,
    },
    { key: 'number', head: t('people.number'), width: 2, cell: (one) => one.number },
    { key: 'title', head: t('people.title'), width: 3, minor: true, cell: (one) => one.title ?? '' },
    {
      key: 'department',
      head: t('people.department'),
      width: 3,
      minor: true,
      cell: (one) => departmentOf(one, locale),
    },
    { key: 'state', head: t('items.state'), width: 2, cell: (one) => <PersonState state={one.state} /> },
  ];
  return (
    <>
      <header className="page">
        <h1>{t('nav.people')}</h1>
      </header>
      <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Search
          label={t('people.search')}
          value={typed}
          onChange={(now) => {
            setTyped(now);
            keep({ q: now.trim() });
          }}
        />
      </form>
      <LongTable label={t('nav.people')} columns={columns} pages={pages} empty={<Empty title={t('person.none')} />} />
    </>
  );
}
