import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { api } from '../api.ts';
import { Records } from '../records/records.tsx';
import { type Key, useText } from '../text.tsx';
import { Badge, Failed, Note } from '../ui/notes.tsx';
import { PersonLink } from '../ui/person.tsx';
import { Waiting } from '../ui/waiting.tsx';

/** One customer: who they are, what hangs on them, and who looked after them when. */
export function CustomerPage() {
  const { customerId = '' } = useParams();
  const { t, language, day, date, money, number } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['customer', customerId],
    queryFn: () => api.customer(customerId),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={10} />;
  const facts: [Key, string | null | undefined][] = [
    ['customer.industry', data.industry],
    ['customer.place', [data.country, data.region, data.city, data.address, data.postalCode].filter(Boolean).join(' ')],
    ['customer.phone', data.phone],
    ['customer.email', data.email],
    ['customer.taxId', data.taxId],
    ['customer.bank', data.bankAccount],
    ['customer.language', data.language === null ? null : language(data.language)],
    ['customer.skills', data.neededSkills.join(t('separator'))],
    ['customer.since', data.cooperationSince === null ? null : day(data.cooperationSince)],
    ['customer.complexity', `${data.complexity} / 5`],
    ['customer.employees', data.employeeCount === null ? null : number(data.employeeCount)],
  ];
  return (
    <article className="stack">
      <header className="page">
        <p className="crumbs">
          <Link to="/customers">{t('nav.customers')}</Link>
        </p>
        <h1>
          <bdi>{data.name}</bdi>
        </h1>
        <p className="marks">
          <Badge tone="info">{t(`businessType.${data.businessType}` as Key)}</Badge>
          <Badge>{t(`stage.${data.stage}` as Key)}</Badge>
          <span className="strong">{t('customer.perYear', { amount: money(data.annualValue, data.currency) })}</span>
          <span className="quiet">
            {t('customer.ownedBy')} {data.owner === null ? t('customers.pool') : <PersonLink person={data.owner} />}
          </span>
        </p>
      </header>
      {data.masked ? <Note>{t('customer.masked')}</Note> : null}
      <div className="columns">
        <section aria-labelledby="profile">
          <h2 id="profile">{t('customer.profile')}</h2>
          <dl className="facts">
            {facts
              .filter(([, value]) => value !== null && value !== undefined && value !== '')
              .map(([name, value]) => (
                <div key={name}>
                  <dt>{t(name)}</dt>
                  <dd>
                    <bdi>{value}</bdi>
                  </dd>
                </div>
              ))}
          </dl>
        </section>
        <section aria-labelledby="hangs">
          <h2 id="hangs">{t('customer.counts')}</h2>
          <Records customer={data} />
          <h2>{t('customer.history')}</h2>
          <ol className="entries">
            {data.ownership.map((one) => (
              <li key={one.since}>
                <p>{one.owner?.name ?? t('customers.pool')}</p>
                <p className="quiet small">
                  {t(one.until === null ? 'customer.from' : 'customer.fromTo', {
                    from: date(one.since),
                    to: one.until === null ? '' : date(one.until),
                  })}
                  {one.handoverId === null ? null : (
                    <>
                      {' · '}
                      <Link to={`/handovers/${one.handoverId}`}>{t('customer.byHandover')}</Link>
                    </>
                  )}
                </p>
              </li>
            ))}
          </ol>
        </section>
      </div>
    </article>
  );
}
