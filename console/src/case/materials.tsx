import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { useText } from '../text.tsx';
import { type Column, LongTable } from '../ui/long-table.tsx';
import { Badge, Empty } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { useCase } from './context.ts';
import { type Pack, packsOf } from './packs.ts';

/** The pack of every customer: how complete it is, and whether the giver has said what only they know. */
export function Materials() {
  const { handover } = useCase();
  const { t } = useText();
  const [toVerify, setToVerify] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: ['case', handover.id, 'materials', toVerify],
    ...packsOf(handover.id, { toVerify: toVerify || null }),
  });
  const columns: Column<Pack>[] = [
    {
      key: 'customer',
      head: t('type.customer'),
      width: 5,
      cell: (one) => (
        <Link to={one.customer.id}>
          <bdi>{one.customer.name ?? t('items.hidden')}</bdi>
        </Link>
      ),
    },
    {
      key: 'receiver',
      head: t('items.receiver'),
      width: 2,
      minor: true,
      cell: (one) => <PersonName person={one.receiver} />,
    },
    {
      key: 'completeness',
      head: t('materials.completeness'),
      width: 3,
      cell: (one) => <Completeness of={one.completeness} />,
    },
    {
      key: 'asked',
      head: t('materials.explanation'),
      width: 3,
      cell: (one) =>
        one.explained ? (
          <Badge tone="good">{t('materials.explained')}</Badge>
        ) : one.needsExplanation ? (
          <Badge tone="warn">{t('materials.asked')}</Badge>
        ) : (
          <span className="quiet">{t('materials.notAsked')}</span>
        ),
    },
    {
      key: 'verify',
      head: t('materials.verification'),
      width: 3,
      minor: true,
      cell: (one) =>
        one.verified ? (
          <Badge tone="good">{t('materials.verified')}</Badge>
        ) : one.toVerify ? (
          <Badge>{t('materials.toVerify')}</Badge>
        ) : (
          ''
        ),
    },
  ];
  return (
    <section className="stack" aria-label={t('tab.materials')}>
      <form className="filters" aria-label={t('filter')} onSubmit={(event) => event.preventDefault()}>
        <label className="choice">
          <input type="checkbox" checked={toVerify} onChange={(event) => setToVerify(event.target.checked)} />
          {t('materials.onlyToVerify')}
        </label>
      </form>
      <LongTable
        label={t('tab.materials')}
        columns={columns}
        pages={pages}
        empty={
          <Empty title={t('materials.none')}>
            <p>{t('materials.noneText')}</p>
          </Empty>
        }
      />
    </section>
  );
}

export function Completeness({ of }: { of: number }) {
  const { t } = useText();
  return (
    <span className="meter">
      <meter min={0} max={100} low={60} high={85} optimum={100} value={of} aria-label={t('materials.completeness')} />
      {of}%
    </span>
  );
}
