import { Link, Route, Routes } from 'react-router';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Badge, Failed, NotForYou } from '../ui/notes.tsx';
import { Only } from '../ui/only.tsx';
import { PersonName } from '../ui/person.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { Compare } from './compare.tsx';
import { EditPolicy } from './edit.tsx';
import { ShowPolicy } from './show.tsx';
import { TryPolicy } from './try.tsx';
import { usePolicies } from './use-policies.ts';

/** The rules of handovers: their versions, what differs, what a version would mean, and the next one. */
export function Policies() {
  return (
    <Routes>
      <Route index element={<All />} />
      <Route path="compare" element={<Compare />} />
      <Route path="try" element={<TryPolicy />} />
      <Route path=":policyKey/:version" element={<ShowPolicy />} />
      <Route
        path=":policyKey/:version/edit"
        element={
          <Only may="publishPolicy">
            <EditPolicy />
          </Only>
        }
      />
      <Route path="*" element={<NotForYou />} />
    </Routes>
  );
}

function All() {
  const me = useMe();
  const { t, locale, date } = useText();
  const { data, error, refetch } = usePolicies();
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return (
    <>
      <header className="page">
        <h1>{t('nav.policies')}</h1>
        <p className="quiet">{t('policies.text')}</p>
        <div className="buttons">
          <Link className="btn" to="/policies/compare">
            {t('policies.compare')}
          </Link>
          <Link className="btn" to="/policies/try">
            {t('policies.try')}
          </Link>
        </div>
      </header>
      {data.map(([newest, ...older]) => (
        <section key={newest.key} className="card" aria-labelledby={`policy-${newest.key}`}>
          <h2 id={`policy-${newest.key}`}>
            {newest.name[locale === 'en' ? 'en' : 'zh']} <code className="small quiet">{newest.key}</code>
          </h2>
          <ul className="rows">
            {[newest, ...older].map((one) => (
              <li key={one.version}>
                <span>
                  <Link to={`/policies/${one.key}/${one.version}`}>
                    {t('progress.version', { version: one.version })}
                  </Link>{' '}
                  {one.newest ? <Badge tone="good">{t('policies.newest')}</Badge> : null}
                  {one.note === null ? null : <span className="said small"> {one.note}</span>}
                </span>
                <span className="quiet small">
                  {one.createdBy === null ? t('policies.builtIn') : <PersonName person={one.createdBy} />} ·{' '}
                  {date(one.createdAt)}
                </span>
              </li>
            ))}
          </ul>
          {me.permissions.includes('publishPolicy') ? (
            <footer>
              <Link className="btn" to={`/policies/${newest.key}/${newest.version}/edit`}>
                {t('policies.edit')}
              </Link>
            </footer>
          ) : null}
        </section>
      ))}
    </>
  );
}
