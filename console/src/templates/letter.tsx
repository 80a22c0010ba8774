import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { type LetterTemplate, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Field, Words } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Badge, Failed, NotForYou, Note, ProblemNote } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { languageKey } from './language.ts';

/** The letter that introduces a receiver to a customer, by channel and language: the newest version is sent. */
export function LetterForm() {
  const { channel, language } = useParams();
  const me = useMe();
  const { t, date } = useText();
  const { data, error, refetch } = useQuery({ queryKey: ['letter-templates'], queryFn: api.letterTemplates });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={8} />;
  const versions = data.items
    .filter((one) => one.channel === channel && one.language === language)
    .toSorted((a, b) => b.version - a.version);
  const [newest, ...older] = versions;
  if (newest === undefined) return <NotForYou />;
  return (
    <div className="stack">
      <header className="page">
        <p className="crumbs">
          <Link to="/templates">
            <Icon name="back" /> {t('nav.templates')}
          </Link>
        </p>
        <h1>
          {t(`channel.${newest.channel}`)} · {t(languageKey(newest.language))}
        </h1>
      </header>
      {me.permissions.includes('writeLetterTemplate') ? (
        <Write key={newest.id} letter={newest} />
      ) : (
        <article className="card">
          <h2 className="said">{newest.subject}</h2>
          <p className="said">{newest.body}</p>
        </article>
      )}
      <section className="card" aria-labelledby="versions">
        <h2 id="versions">{t('templates.versions')}</h2>
        {[newest, ...older].map((one) => (
          <details key={one.id}>
            <summary>
              {t('progress.version', { version: one.version })}{' '}
              {one === newest ? <Badge tone="good">{t('templates.sent')}</Badge> : null}
              <span className="quiet small">
                {' '}
                {one.createdBy === null ? t('policies.builtIn') : <PersonName person={one.createdBy} />} ·{' '}
                {date(one.createdAt)}
              </span>
            </summary>
            <p className="strong said">{one.subject}</p>
            <p className="said">{one.body}</p>
          </details>
        ))}
      </section>
    </div>
  );
}

function Write({ letter }: { letter: LetterTemplate }) {
  const me = useMe();
  const { t } = useText();
  const [draft, setDraft, forget] = useDraft(me.person.id, `letter:${letter.id}`, {
    subject: letter.subject,
    body: letter.body,
  });
  const { channel, language, version } = letter;
  const write = useAct(
    (_: undefined, key) => api.writeLetterTemplate({ channel, language, basedOn: version, ...draft }, key),
    [['letter-templates']],
    forget,
  );
  return (
    <form
      className="card"
      aria-label={t('templates.write')}
      onSubmit={(event) => {
        event.preventDefault();
        write.mutate(undefined);
      }}
    >
      <Note>{t('templates.letterText')}</Note>
      <Field label={t('templates.subject')}>
        {(wired) => (
          <input
            {...wired}
            required
            maxLength={300}
            value={draft.subject}
            onChange={(event) => setDraft({ ...draft, subject: event.target.value })}
          />
        )}
      </Field>
      <Words
        label={t('templates.body')}
        required
        rows={14}
        maxLength={20_000}
        value={draft.body}
        onChange={(words) => setDraft({ ...draft, body: words })}
      />
      <ProblemNote problem={write.error} />
      <footer>
        <button type="submit" className="btn primary" disabled={write.isPending}>
          {t('templates.send')}
        </button>
      </footer>
    </form>
  );
}
