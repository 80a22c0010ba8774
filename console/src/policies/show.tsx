import { Link, useParams } from 'react-router';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Failed } from '../ui/notes.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { useRuleNames } from './rule-names.ts';
import { Sections } from './sections.tsx';
import { rulesOf, usePolicies, usePolicy, useShapes } from './use-policies.ts';

/** One version of a policy, to be read. */
export function ShowPolicy() {
  const { policyKey = '', version = '' } = useParams();
  const me = useMe();
  const { t, locale, date } = useText();
  const nameOf = useRuleNames();
  const policy = usePolicy(policyKey, version);
  const shapes = useShapes();
  const all = usePolicies();
  const error = policy.error ?? shapes.error;
  if (error) return <Failed error={error} retry={() => void Promise.all([policy.refetch(), shapes.refetch()])} />;
  if (!policy.data || !shapes.data) return <Waiting lines={10} />;
  const { data } = policy;
  const newest = all.data?.some(([one]) => one.key === data.key && one.version === data.version);
  return (
    <>
      <header className="page">
        <p className="crumbs">
          <Link to="/policies">
            <Icon name="back" /> {t('nav.policies')}
          </Link>
        </p>
        <h1>
          {data.name[locale === 'en' ? 'en' : 'zh']} {t('progress.version', { version: data.version })}
        </h1>
        <p className="marks quiet">
          <code>{data.key}</code>
          <span>{date(data.createdAt)}</span>
        </p>
        {data.note === null ? null : <p className="said">{data.note}</p>}
        <div className="buttons">
          {newest && me.permissions.includes('publishPolicy') ? (
            <Link className="btn primary" to={`/policies/${data.key}/${data.version}/edit`}>
              {t('policies.edit')}
            </Link>
          ) : null}
          {data.version > 1 ? (
            <Link
              className="btn"
              to={`/policies/compare?from=${data.key}/${data.version - 1}&to=${data.key}/${data.version}`}
            >
              {t('policies.compareBefore')}
            </Link>
          ) : null}
          <Link className="btn" to={`/policies/try?policy=${data.key}/${data.version}`}>
            {t('policies.try')}
          </Link>
        </div>
      </header>
      <Sections body={rulesOf(data.body)} shapes={shapes.data} nameOf={nameOf} />
    </>
  );
}
