import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Delegation, api } from '../api.ts';
import { hasRole, useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { More } from '../ui/more.tsx';
import { Failed, ProblemNote } from '../ui/notes.tsx';
import { useAddress } from '../ui/use-address.ts';
import { Waiting } from '../ui/waiting.tsx';
import { delegationsOf } from './acting.ts';
import { DelegationList } from './list.tsx';
import { Make } from './make.tsx';

/** Who gives approvals and signatures for the reader, and for whom the reader gives them; HR and auditors see everybody's. */
export function Delegations() {
  const me = useMe();
  const { t } = useText();
  const [search, keep] = useAddress();
  const [making, setMaking] = useState(false);
  const ended = search.get('ended') === 'true';
  const { data, error, refetch } = useQuery({
    ...delegationsOf(me.person.id, ended),
    placeholderData: keepPreviousData,
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={6} />;
  const mine = (end: 'from' | 'to') => data.items.filter((one) => one[end].id === me.person.id);
  return (
    <>
      <header className="page">
        <h1>{t('nav.delegations')}</h1>
        <p className="quiet">{t('delegations.text')}</p>
        <div className="buttons">
          <button type="button" className="btn primary" onClick={() => setMaking(true)}>
            {t('delegations.make')}
          </button>
        </div>
      </header>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <label className="choice">
          <input
            type="checkbox"
            checked={ended}
            onChange={(event) => keep({ ended: event.target.checked ? 'true' : '' })}
          />
          {t('delegations.ended')}
        </label>
      </form>
      <div className="columns">
        <Part name="forMe" items={mine('from')} />
        <Part name="byMe" items={mine('to')} />
      </div>
      {hasRole(me, 'hr', 'auditor') ? <Everybody ended={ended} /> : null}
      {making ? <Make onClose={() => setMaking(false)} /> : null}
    </>
  );
}

function Part({ name, items }: { name: 'forMe' | 'byMe'; items: Delegation[] }) {
  const { t } = useText();
  return (
    <section aria-labelledby={name}>
      <h2 id={name}>{t(`delegations.${name}`)}</h2>
      {items.length === 0 ? <p className="quiet">{t(`delegations.${name}.none`)}</p> : <DelegationList items={items} />}
    </section>
  );
}

function Everybody({ ended }: { ended: boolean }) {
  const { t } = useText();
  const pages = useInfiniteQuery({
    queryKey: ['delegations', 'all', ended],
    queryFn: ({ pageParam }) => api.delegations({ ended, limit: 50, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="stack apart" aria-labelledby="everybody">
      <h2 id="everybody">{t('delegations.everybody')}</h2>
      <ProblemNote problem={pages.error} />
      {pages.isSuccess && items.length === 0 ? <p className="quiet">{t('delegations.nobody')}</p> : null}
      <DelegationList items={items} />
      <More pages={pages} />
    </section>
  );
}
