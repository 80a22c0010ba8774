import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { type Departure, type DepartureSummary, type EmployeeSummary, api } from '../api.ts';
import { choiceOf } from '../choice.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Field, Words } from '../ui/field.tsx';
import { type Column, LongTable } from '../ui/long-table.tsx';
import { Badge, Empty, type Tone } from '../ui/notes.tsx';
import { PersonPicker } from '../ui/person-picker.tsx';
import { useAct } from '../ui/use-act.ts';
import { useAddress } from '../ui/use-address.ts';

const STATES = ['open', 'closed', 'cancelled'] as const;

/** People who leave, and how much still names them. */
export function Departures() {
  const me = useMe();
  const { t, day, number } = useText();
  const [search, keep] = useAddress();
  const [starting, setStarting] = useState(false);
  const state = choiceOf(STATES, search.get('state'));
  const pages = useInfiniteQuery({
    queryKey: ['departures', state],
    queryFn: ({ pageParam }) => api.departures({ state, limit: 100, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const columns: Column<DepartureSummary>[] = [
    {
      key: 'who',
      head: t('departures.who'),
      width: 3,
      cell: (one) => <Link to={`/departures/${one.id}`}>{one.employee.name}</Link>,
    },
    { key: 'lastDay', head: t('departures.lastDay'), width: 3, cell: (one) => day(one.lastDay) },
    {
      key: 'left',
      head: t('departures.left'),
      width: 2,
      figure: true,
      cell: (one) => number(one.left.reduce((sum, { count }) => sum + count, 0)),
    },
    { key: 'state', head: t('items.state'), width: 2, cell: (one) => <StateOf departure={one} /> },
  ];
  return (
    <>
      <header className="page">
        <h1>{t('nav.departures')}</h1>
        <p className="quiet">{t('departures.text')}</p>
        {me.permissions.includes('startDeparture') ? (
          <div className="buttons">
            <button type="button" className="btn primary" onClick={() => setStarting(true)}>
              {t('departures.start')}
            </button>
          </div>
        ) : null}
      </header>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          {t('items.state')}
          <select value={state} onChange={(event) => keep({ state: event.target.value })}>
            <option value="">{t('departures.all')}</option>
            {STATES.map((one) => (
              <option key={one} value={one}>
                {t(`departures.state.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </form>
      <LongTable
        label={t('nav.departures')}
        columns={columns}
        pages={pages}
        empty={
          <Empty title={t('departures.none')}>
            <p>{t('departures.noneText')}</p>
          </Empty>
        }
      />
      {starting ? <Start onClose={() => setStarting(false)} /> : null}
    </>
  );
}

const TONES: Partial<Record<Departure['state'], Tone>> = { closed: 'good', cancelled: 'neutral' };

export function StateOf({ departure }: { departure: Pick<Departure, 'state' | 'overdue'> }) {
  const { t } = useText();
  return (
    <>
      <Badge tone={TONES[departure.state] ?? 'info'}>{t(`departures.state.${departure.state}`)}</Badge>
      {departure.overdue ? (
        <>
          {' '}
          <Badge tone="bad">{t('departures.overdue')}</Badge>
        </>
      ) : null}
    </>
  );
}

function Start({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const { t } = useText();
  const navigate = useNavigate();
  const [draft, setDraft, forget] = useDraft<{ employee: EmployeeSummary | null; lastDay: string; reason: string }>(
    me.person.id,
    'departure',
    { employee: null, lastDay: '', reason: '' },
  );
  const act = useAct(
    (_: undefined, key) =>
      api.startDeparture({ employee: draft.employee?.id ?? '', lastDay: draft.lastDay, reason: draft.reason }, key),
    [['departures']],
    ({ id }) => {
      forget();
      onClose();
      void navigate(`/departures/${id}`);
    },
  );
  return (
    <DialogForm
      title={t('departures.start')}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate(undefined)}
      send={t('departures.start')}
      unready={draft.employee === null}
    >
      <p>{t('departures.startText')}</p>
      <PersonPicker
        label={t('departures.who')}
        value={draft.employee}
        without={[me.person.id]}
        onPick={(employee) => setDraft({ ...draft, employee })}
      />
      <Field label={t('departures.lastDay')}>
        {(wired) => (
          <input
            {...wired}
            type="date"
            required
            value={draft.lastDay}
            onChange={(event) => setDraft({ ...draft, lastDay: event.target.value })}
          />
        )}
      </Field>
      <Words
        label={t('reason')}
        required
        maxLength={2_000}
        value={draft.reason}
        onChange={(words) => setDraft({ ...draft, reason: words })}
      />
    </DialogForm>
  );
}
