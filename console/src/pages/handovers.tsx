import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type HandoverSummary, api } from '../api.ts';
import { choiceOf } from '../choice.ts';
import { hasRole, useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { type Column, LongTable } from '../ui/long-table.tsx';
import { Badge, Empty } from '../ui/notes.tsx';
import { names } from '../ui/person.tsx';
import { useAddress } from '../ui/use-address.ts';

const STATES = ['starting', 'running', 'paused', 'closed', 'cancelled'] as const;
const STEPS = [
  'notify',
  'plan',
  'materials',
  'meeting',
  'verification',
  'signOff',
  'transfer',
  'followUp',
  'close',
] as const;

/** Every handover that the reader may see; the filter stands in the address, so that it can be sent on. */
export function Handovers() {
  const me = useMe();
  const { t, label, labelOf } = useText();
  const [search, keep] = useAddress();
  const filter = {
    state: choiceOf(STATES, search.get('state')),
    step: choiceOf(STEPS, search.get('step')),
    overdue: search.get('overdue') ?? '',
  };
  const pages = useInfiniteQuery({
    queryKey: ['handovers', filter],
    queryFn: ({ pageParam, signal }) =>
      api.handovers({ ...filter, overdue: filter.overdue === 'true' || '', limit: 100, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const columns: Column<HandoverSummary>[] = [
    {
      key: 'label',
      head: t('handovers.case'),
      width: 5,
      cell: (one) => (
        <Link to={`/handovers/${one.id}`} className="two-lines">
          <span className="strong">
            <bdi>{one.giver.name}</bdi> → {names(one.receivers, t('separator'))}
          </span>
          <span className="quiet small">
            {one.label} · {labelOf('kind', one.kind)}
          </span>
        </Link>
      ),
    },
    {
      key: 'state',
      head: t('handovers.step'),
      width: 3,
      cell: (one) =>
        one.state === 'running' ? (
          <span className="two-lines">
            <span>{label(`step.${one.step}`)}</span>
            <progress value={one.progressPct} max={100} aria-label={t('handovers.progress')} />
          </span>
        ) : (
          <Badge tone={one.state === 'closed' ? 'good' : one.state === 'paused' ? 'warn' : 'neutral'}>
            {label(`state.${one.state}`)}
          </Badge>
        ),
    },
    {
      key: 'awaited',
      head: t('handovers.awaited'),
      width: 3,
      minor: true,
      cell: (one) =>
        names(
          one.awaited.map(({ person }) => person),
          t('separator'),
        ),
    },
    { key: 'due', head: t('handovers.due'), width: 2, cell: (one) => <Due at={one.dueAt} overdue={one.overdue} /> },
  ];
  const filtered = Object.values(filter).some((value) => value !== '');
  return (
    <>
      <header className="page">
        <h1>{t('nav.handovers')}</h1>
      </header>
      <form className="filters" aria-label={t('filter')} onSubmit={(event) => event.preventDefault()}>
        <label>
          {t('items.state')}
          <select value={filter.state} onChange={(event) => keep({ state: event.target.value })}>
            <option value="">{t('filter.all')}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {label(`state.${state}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('handovers.step')}
          <select value={filter.step} onChange={(event) => keep({ step: event.target.value })}>
            <option value="">{t('filter.all')}</option>
            {STEPS.map((step) => (
              <option key={step} value={step}>
                {label(`step.${step}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="choice">
          <input
            type="checkbox"
            checked={filter.overdue === 'true'}
            onChange={(event) => keep({ overdue: event.target.checked ? 'true' : '' })}
          />
          {t('handovers.onlyOverdue')}
        </label>
      </form>
      <LongTable
        label={t('nav.handovers')}
        columns={columns}
        pages={pages}
        rowHeight={matchMedia('(max-width: 860px)').matches ? 80 : 60}
        empty={
          filtered ? (
            <Empty title={t('handovers.noneFound')}>
              <p>{t('handovers.noneFoundText')}</p>
            </Empty>
          ) : (
            <Empty title={t('handovers.none')}>
              {hasRole(me, 'hr', 'manager') ? (
                <Link className="btn primary" to="/handovers/new">
                  {t('nav.start')}
                </Link>
              ) : (
                <p>{t('handovers.noneText')}</p>
              )}
            </Empty>
          )
        }
      />
    </>
  );
}
