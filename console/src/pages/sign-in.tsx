import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { type DemoPerson, api } from '../api.ts';
import { Tour } from '../demo.tsx';
import { session, signIn } from '../session.ts';
import { type Key, useText } from '../text.tsx';
import { Empty, Note, ProblemNote } from '../ui/notes.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { Search } from '../ui/search.tsx';

/** Where somebody comes who is not signed in, and from where they go on to what they wanted. */
export function SignIn() {
  const { t, locale, choose } = useText();
  const [search] = useSearchParams();
  const wanted = search.get('returnTo');
  // Only an address of this page is gone to.
  const returnTo = wanted !== null && /^\/(?![/\\])/.test(wanted) ? wanted : '/work';
  return (
    <main className="sign-in" id="main" tabIndex={-1}>
      <header>
        <p className="brand">
          <span className="mark" aria-hidden="true" />
          {t('brand')}
        </p>
        <button
          type="button"
          className="btn bare"
          lang={locale === 'en' ? 'zh-CN' : 'en'}
          onClick={() => choose(locale === 'en' ? 'zh-CN' : 'en')}
        >
          {t('language.other')}
        </button>
      </header>
      <h1>{t('signIn.title')}</h1>
      {returnTo === '/work' ? null : <Note>{t('signIn.back')}</Note>}
      {signIn === 'demo' ? <People returnTo={returnTo} /> : null}
      {signIn === 'login' ? (
        <>
          <p>{t('signIn.login')}</p>
          <a className="btn primary" href={`/auth/login?${new URLSearchParams({ returnTo }).toString()}`}>
            {t('signIn.go')}
          </a>
        </>
      ) : null}
      {signIn === 'none' ? <Empty title={t('signIn.none')}>{t('signIn.noneText')}</Empty> : null}
    </main>
  );
}

/** Which parts of the company are shown first: with them a whole handover can be seen. */
const ORDER = ['hr', 'manager', 'account_manager', 'coordinator', 'auditor', 'ops'];

/** The demonstration: see the product with the eyes of anybody of the company. */
function People({ returnTo }: { returnTo: string }) {
  const { t } = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [q, setQ] = useState('');
  const { data, error, refetch } = useQuery({ queryKey: ['demo', 'people'], queryFn: api.demoPeople });
  const pick = useMutation({
    mutationFn: (one: DemoPerson) => api.demoToken(one.number),
    onSuccess: ({ token }) => {
      session.keep(token);
      client.clear();
      void navigate(returnTo, { replace: true });
    },
  });
  if (error) return <ProblemNote problem={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const found = data.items.filter((one) =>
    `${one.name} ${one.number} ${one.title ?? ''}`.toLowerCase().includes(q.toLowerCase()),
  );
  const groups = ORDER.map((role) => ({ role, people: found.filter((one) => groupOf(one) === role) }));
  return (
    <>
      <Tour place="signIn" />
      <p className="quiet">{t('signIn.demo')}</p>
      <ProblemNote problem={pick.error} />
      <Search label={t('signIn.search')} value={q} onChange={setQ} />
      {groups
        .filter(({ people }) => people.length > 0)
        .map(({ role, people }) => (
          <section key={role} aria-labelledby={`group-${role}`}>
            <h2 id={`group-${role}`}>{t(`company.${role}` as Key)}</h2>
            <ul className="people">
              {people.map((one) => (
                <li key={one.id}>
                  <button type="button" disabled={pick.isPending} onClick={() => pick.mutate(one)}>
                    <span className="strong">{one.name}</span>
                    <span className="quiet small">
                      {one.number}
                      {one.title === null ? '' : ` · ${one.title}`}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      {found.length === 0 ? <Empty title={t('person.none')} /> : null}
    </>
  );
}

const groupOf = (one: DemoPerson) => ORDER.find((role) => one.roles.includes(role)) ?? 'account_manager';
