import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Route, Routes } from 'react-router';
import { api } from '../api.ts';
import { useText } from '../text.tsx';
import { Badge, Empty, Failed, NotForYou } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { languageKey } from './language.ts';
import { LetterForm } from './letter.tsx';
import { MailTemplate } from './mail.tsx';
import { useSubjects } from './use-subjects.ts';
import { Search } from '../ui/search.tsx';

/** Mails to people and letters to customers, in the company's own words. */
export function Templates() {
  return (
    <Routes>
      <Route index element={<All />} />
      <Route path="mail/:templateKey/:language" element={<MailTemplate />} />
      <Route path="letters/:channel/:language" element={<LetterForm />} />
      <Route path="*" element={<NotForYou />} />
    </Routes>
  );
}

function All() {
  const { t } = useText();
  return (
    <>
      <header className="page">
        <h1>{t('nav.templates')}</h1>
        <p className="quiet">{t('templates.text')}</p>
      </header>
      <Letters />
      <Mails />
    </>
  );
}

function Letters() {
  const { t, date } = useText();
  const { data, error, refetch } = useQuery({ queryKey: ['letter-templates'], queryFn: api.letterTemplates });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={3} />;
  const newest = data.items.filter(
    (one) =>
      !data.items.some(
        (other) => other.channel === one.channel && other.language === one.language && other.version > one.version,
      ),
  );
  return (
    <section className="card" aria-labelledby="letters">
      <h2 id="letters">{t('templates.letters')}</h2>
      <ul className="rows">
        {newest.map((one) => (
          <li key={one.id}>
            <span>
              <Link to={`/templates/letters/${one.channel}/${one.language}`}>
                {t(`channel.${one.channel}`)} · {t(languageKey(one.language))}
              </Link>
              <span className="quiet small"> {one.subject}</span>
            </span>
            <span className="quiet small">
              {t('progress.version', { version: one.version })} ·{' '}
              {one.createdBy === null ? t('policies.builtIn') : <PersonName person={one.createdBy} />} ·{' '}
              {date(one.createdAt)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Mails() {
  const { t, locale } = useText();
  const [typed, setTyped] = useState('');
  const { data, error, refetch } = useQuery({ queryKey: ['templates'], queryFn: api.templates });
  const subjects = useSubjects();
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={8} />;
  const wanted = typed.trim().toLowerCase();
  const found = data.items.filter(({ key }) => `${key} ${subjects(key)}`.toLowerCase().includes(wanted));
  return (
    <section aria-labelledby="mails" className="card">
      <h2 id="mails">{t('templates.mails')}</h2>
      <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Search label={t('templates.search')} value={typed} onChange={setTyped} />
      </form>
      {found.length === 0 ? (
        <Empty title={t('templates.none')} />
      ) : (
        <ul className="rows">
          {found.map(({ key, languages }) => (
            <li key={key}>
              <span>
                <Link to={`/templates/mail/${key}/${locale}`}>{subjects(key)}</Link>
                <br />
                <code className="small quiet">{key}</code>
              </span>
              <span className="marks">
                {languages.map(({ language, sent, newest }) => (
                  <Badge key={language} tone={sent === 0 ? 'neutral' : 'good'}>
                    {t(languageKey(language))}:{' '}
                    {sent === 0 ? t('templates.builtIn') : t('progress.version', { version: sent })}
                    {newest > sent ? ` · ${t('templates.draft', { version: newest })}` : ''}
                  </Badge>
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
