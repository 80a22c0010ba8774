import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../api.ts';
import { useText } from '../text.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, Failed } from '../ui/notes.tsx';
import { useAddress } from '../ui/use-address.ts';
import { Waiting } from '../ui/waiting.tsx';
import { Change } from './change.tsx';
import { useRuleNames } from './rule-names.ts';
import { usePolicies, useShapes } from './use-policies.ts';

/** What differs between two versions, in words; which two stands in the address. */
export function Compare() {
  const { t, locale } = useText();
  const [search, keep] = useAddress();
  const all = usePolicies();
  const refs = (all.data ?? []).flat();
  const newest = refs[0];
  const before = refs.find((one) => one.key === newest?.key && one.version === newest.version - 1);
  const ref = (one: typeof newest) => (one === undefined ? '' : `${one.key}/${one.version}`);
  const from = search.get('from') ?? ref(before ?? newest);
  const to = search.get('to') ?? ref(newest);
  const shapes = useShapes();
  const nameOf = useRuleNames();
  const compared = useQuery({
    queryKey: ['policies', 'compare', from, to],
    queryFn: () => api.comparePolicies(from, to),
    enabled: from !== '' && to !== '',
  });
  const { data } = compared;
  const error = compared.error ?? shapes.error;
  if (all.error && !all.data) return <Failed error={all.error} retry={() => void all.refetch()} />;
  if (!all.data) return <Waiting />;
  return (
    <>
      <header className="page">
        <p className="crumbs">
          <Link to="/policies">
            <Icon name="back" /> {t('nav.policies')}
          </Link>
        </p>
        <h1>{t('policies.compare')}</h1>
      </header>
      <div className="pair">
        {(['from', 'to'] as const).map((end) => (
          <Field key={end} label={t(`policies.${end}`)}>
            {(wired) => (
              <select
                {...wired}
                value={end === 'from' ? from : to}
                onChange={(event) => keep({ from, to, [end]: event.target.value })}
              >
                {refs.map((one) => (
                  <option key={ref(one)} value={ref(one)}>
                    {one.name[locale === 'en' ? 'en' : 'zh']} · {t('progress.version', { version: one.version })}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ))}
      </div>
      {error ? (
        <Failed error={error} />
      ) : !data || !shapes.data ? (
        <Waiting />
      ) : data.changes.length === 0 ? (
        <Empty title={t('policies.same')} />
      ) : (
        <>
          <p className="quiet">{t('policies.differences', { count: data.changes.length })}</p>
          <ul className="rows">
            {data.changes.map((change) => (
              <Change key={`${change.kind} ${change.path}`} change={change} shapes={shapes.data} nameOf={nameOf} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}
