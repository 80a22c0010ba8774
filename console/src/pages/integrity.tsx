import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useText } from '../text.tsx';
import { More } from '../ui/more.tsx';
import { Badge, Empty, Failed } from '../ui/notes.tsx';
import { Waiting } from '../ui/waiting.tsx';

/** What the checks of the data looked at, what they found, and what mends it. */
export function Integrity() {
  const { t, dateTime, number, locale } = useText();
  const pages = useInfiniteQuery({
    queryKey: ['integrity', 'findings', locale],
    queryFn: ({ pageParam }) => api.integrity(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 60_000,
  });
  if (pages.error && !pages.data) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  if (!pages.data) return <Waiting lines={8} />;
  const run = pages.data.pages[0]?.run ?? null;
  const findings = pages.data.pages.flatMap(({ items }) => items);
  return (
    <>
      <header className="page">
        <h1>{t('nav.integrity')}</h1>
        <p className="quiet">{t('integrity.text')}</p>
      </header>
      {run === null ? (
        <Empty title={t('audit.unchecked')} />
      ) : (
        <div className="stack">
          <section className="stack" aria-labelledby="findings">
            <h2 id="findings">{t('audit.findings')}</h2>
            {findings.length === 0 ? <Empty title={t('audit.allRight')} /> : null}
            <ul className="cards">
              {findings.map((one) => (
                <li key={one.id} className="card">
                  <p className="strong">{one.sentence}</p>
                  <p className="quiet small">{t('integrity.since', { at: dateTime(one.since) })}</p>
                  {one.repair === null ? null : (
                    <p className="small">
                      {t('integrity.repair')} <code>{`npx handover check --repair ${one.repair}`}</code>
                    </p>
                  )}
                </li>
              ))}
            </ul>
            <More pages={pages} />
          </section>
          <section aria-labelledby="checks">
            <h2 id="checks">{t('integrity.checks')}</h2>
            <p className="quiet small">{t('audit.checkedAt', { at: dateTime(run.finishedAt) })}</p>
            <ul className="rows">
              {run.checks.map((check) => (
                <li key={check.name}>
                  <span>{check.sentence}</span>
                  <span className="marks">
                    {check.count > 0 ? <span className="figure">{number(check.count)}</span> : null}
                    <Badge tone={check.state === 'ok' ? 'good' : check.state === 'skipped' ? 'neutral' : 'bad'}>
                      {t(`audit.check.${check.state}`)}
                    </Badge>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
    </>
  );
}
