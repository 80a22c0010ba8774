import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, client } from '../api.ts';
import { useText } from '../text.tsx';
import { Field, type Wired } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Failed, ProblemNote } from '../ui/notes.tsx';
import { useAddress } from '../ui/use-address.ts';
import { useSettled } from '../ui/use-settled.ts';
import { Waiting } from '../ui/waiting.tsx';

const SETTLED_MS = 400;

/** What happened in a period, which the address names (a summary by mail leads here): as tables, and as CSV. */
export function Period() {
  const { t, label, number } = useText();
  const [search, keep] = useAddress();
  const named = { from: search.get('from') ?? undefined, to: search.get('to') ?? undefined };
  const query = { from: useSettled(named.from, SETTLED_MS), to: useSettled(named.to, SETTLED_MS) };
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', query],
    queryFn: async () => {
      const [handovers, outcomes] = await Promise.all([
        client.get('/reports/handovers', { query }),
        client.get('/reports/outcomes', { query }),
      ]);
      return { handovers, outcomes };
    },
    placeholderData: keepPreviousData,
  });
  const save = useMutation({
    mutationFn: (path: '/reports/handovers' | '/reports/outcomes') =>
      api.download(path, { query: { ...query, format: 'csv' }, accept: 'text/csv' }, 'report.csv'),
  });
  const figure = (value: number | null) => (value === null ? '–' : number(value));
  const period = data?.handovers.period;
  return (
    <section aria-labelledby="period">
      <h2 id="period">{t('overview.period')}</h2>
      <div className="pair">
        {(['from', 'to'] as const).map((end) => (
          <Field key={end} label={t(`overview.${end}`)}>
            {(wired) => (
              <DayField wired={wired} day={named[end] ?? period?.[end] ?? ''} onDay={(day) => keep({ [end]: day })} />
            )}
          </Field>
        ))}
      </div>
      {error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Waiting lines={6} />
      ) : (
        <>
          <dl className="facts">
            {(['started', 'closed', 'cancelled'] as const).map((count) => (
              <div key={count}>
                <dt>{t(`overview.${count}`)}</dt>
                <dd>{number(data.handovers[count])}</dd>
              </div>
            ))}
          </dl>
          <Table
            title={t('overview.took')}
            columns={[t('overview.step'), t('overview.finished'), t('overview.median'), t('overview.p90')]}
            rows={data.handovers.steps.map((row) => [
              label(`step.${row.step}`),
              number(row.finished),
              figure(row.medianDays),
              figure(row.p90Days),
            ])}
          />
          <Table
            title={t('overview.outcomes', { days: data.outcomes.days })}
            columns={[t('overview.figure'), t('overview.handedOver'), t('overview.notHandedOver')]}
            rows={(['customers', 'lost', 'per100CustomerYears', 'satisfactionMean'] as const).map((name) => [
              t(`overview.${name}`),
              figure(data.outcomes.handedOver[name]),
              figure(data.outcomes.notHandedOver[name]),
            ])}
          />
          <div className="buttons">
            {(['handovers', 'outcomes'] as const).map((one) => (
              <button
                key={one}
                type="button"
                className="btn"
                disabled={save.isPending}
                onClick={() => save.mutate(`/reports/${one}`)}
              >
                <Icon name="download" />
                {t(`overview.csv.${one}`)}
              </button>
            ))}
          </div>
          <ProblemNote problem={save.error} />
        </>
      )}
    </section>
  );
}

/** A day: while it is typed the field is the reader's own, and told on is what is a day. */
function DayField({ wired, day, onDay }: { wired: Wired; day: string; onDay: (day: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      {...wired}
      type="date"
      value={typed ?? day}
      onChange={({ target: { value } }) => {
        setTyped(value);
        // Typed by keys it is no day where a part is missing, and of the year 2 before it is of 2026.
        if (value >= '1000') onDay(value);
      }}
      onBlur={() => {
        if (typed === '') onDay('');
        setTyped(null);
      }}
    />
  );
}

function Table({ title, columns, rows }: { title: string; columns: string[]; rows: string[][] }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            {columns.map((name, i) => (
              <th key={name} scope="col" className={i === 0 ? undefined : 'figure'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name = '', ...figures]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {figures.map((value, i) => (
                <td key={columns[i + 1]} className="figure">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
