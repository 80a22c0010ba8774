import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type HandoverSummary, all, client } from '../api.ts';
import { hasRole, useMe } from '../me.tsx';
import { Period } from '../overview/period.tsx';
import { useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { Empty, Failed, NotForYou } from '../ui/notes.tsx';
import { names } from '../ui/person.tsx';
import { Waiting } from '../ui/waiting.tsx';

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
const SOON_MS = 3 * 86_400_000;

/** Where all running handovers stand, which of them hold up, and on whom they wait. */
export function Overview() {
  const me = useMe();
  const { t, label, number } = useText();
  const may = hasRole(me, 'hr', 'manager', 'auditor', 'ops');
  const { data, error, refetch } = useQuery({
    queryKey: ['handovers', 'overview'],
    queryFn: async () => {
      const [running, paused] = await Promise.all(
        (['running', 'paused'] as const).map((state) =>
          all(client.items('/handovers', { query: { state, limit: 200 } }), 5_000),
        ),
      );
      return [...(running ?? []), ...(paused ?? [])];
    },
    refetchInterval: 60_000,
    enabled: may,
  });
  if (!may) return <NotForYou />;
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={8} />;
  const late = data.filter(({ overdue }) => overdue);
  const soon = data.filter(
    ({ overdue, dueAt }) => !overdue && dueAt !== null && Date.parse(dueAt) - Date.now() < SOON_MS,
  );
  const paused = data.filter(({ state }) => state === 'paused');
  const flagged = data.filter(({ flags }) => flags.length > 0);
  const most = Math.max(1, ...STEPS.map((step) => data.filter((one) => one.step === step).length));
  const waiting = byPerson(data);
  const tiles: [string, number, string][] = [
    [t('overview.running'), data.length, '/handovers?state=running'],
    [t('overview.overdue'), late.length, '/handovers?overdue=true'],
    [t('overview.soon'), soon.length, '/handovers?state=running'],
    [t('overview.paused'), paused.length, '/handovers?state=paused'],
  ];
  return (
    <>
      <header className="page">
        <h1>{t('nav.overview')}</h1>
      </header>
      <div className="tiles">
        {tiles.map(([name, count, to]) => (
          <Link key={name} className="tile" to={to}>
            <span>{name}</span>
            <strong>{number(count)}</strong>
          </Link>
        ))}
      </div>
      {data.length === 0 ? (
        <Empty title={t('overview.none')}>
          {hasRole(me, 'hr', 'manager') ? (
            <Link className="btn primary" to="/handovers/new">
              {t('nav.start')}
            </Link>
          ) : null}
        </Empty>
      ) : (
        <div className="columns">
          <section aria-labelledby="by-step">
            <h2 id="by-step">{t('overview.bySteps')}</h2>
            <ul className="bars">
              {STEPS.map((step) => {
                const count = data.filter((one) => one.step === step).length;
                return (
                  <li key={step}>
                    <Link to={`/handovers?state=running&step=${step}`}>
                      <span>{label(`step.${step}`)}</span>
                      <progress value={count} max={most} aria-hidden="true" />
                      <span className="figure">{number(count)}</span>
                    </Link>
                  </li>
                );
              })}
            </ul>
            {waiting.length === 0 ? null : (
              <>
                <h2>{t('overview.byPerson')}</h2>
                <ul className="rows">
                  {waiting.slice(0, 10).map(({ id, name, count, overdue }) => (
                    <li key={id}>
                      <span>{name}</span>
                      <span className="quiet">
                        {t('overview.waits', { count })}
                        {overdue > 0 ? ` · ${t('overview.waitsLate', { count: overdue })}` : ''}
                      </span>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </section>
          <section aria-labelledby="holding">
            <h2 id="holding">{t('overview.holding')}</h2>
            <Cases cases={[...late, ...soon]} none={t('overview.noneLate')} />
            {flagged.length === 0 ? null : (
              <>
                <h2>{t('overview.flagged')}</h2>
                <Cases cases={flagged} none="" />
              </>
            )}
          </section>
        </div>
      )}
      {hasRole(me, 'hr', 'manager', 'auditor') ? <Period /> : null}
    </>
  );
}

function Cases({ cases, none }: { cases: HandoverSummary[]; none: string }) {
  const { t, label } = useText();
  if (cases.length === 0) return <p className="quiet">{none}</p>;
  return (
    <ul className="rows links">
      {cases.slice(0, 20).map((one) => (
        <li key={one.id}>
          <Link to={`/handovers/${one.id}`}>
            <span>
              <bdi>{one.giver.name}</bdi> → {names(one.receivers, t('separator'))}
              <span className="quiet small"> {one.label}</span>
              {one.flags.length === 0 ? null : (
                <span className="small warn-text">
                  {' '}
                  {one.flags.map((flag) => label(`flag.${flag}`)).join(t('separator'))}
                </span>
              )}
            </span>
            <Due at={one.dueAt} overdue={one.overdue} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function byPerson(cases: HandoverSummary[]) {
  const found = new Map<string, { id: string; name: string; count: number; overdue: number }>();
  for (const { awaited, overdue } of cases)
    for (const { person } of awaited) {
      const one = found.get(person.id) ?? { id: person.id, name: person.name, count: 0, overdue: 0 };
      found.set(person.id, { ...one, count: one.count + 1, overdue: one.overdue + (overdue ? 1 : 0) });
    }
  return [...found.values()].toSorted((a, b) => b.overdue - a.overdue || b.count - a.count);
}
