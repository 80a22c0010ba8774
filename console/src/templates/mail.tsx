import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, NavLink, useParams } from 'react-router';
import { type Template, type TemplateComparison, type Language, all, api, client } from '../api.ts';
import { choiceOf } from '../choice.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Badge, Failed, NotForYou, ProblemNote } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { languageKey } from './language.ts';
import { useSubjects } from './use-subjects.ts';

const LANGUAGES = ['zh-CN', 'en'] as const;

/** One mail in one language: its text, how it would look, and its versions. */
export function MailTemplate() {
  const { templateKey = '', language: named = null } = useParams();
  const language = choiceOf(LANGUAGES, named);
  return language === '' ? <NotForYou /> : <Mail templateKey={templateKey} language={language} />;
}

function Mail({ templateKey, language }: { templateKey: string; language: Language }) {
  const me = useMe();
  const { t } = useText();
  const subjects = useSubjects();
  const { data, error, refetch } = useQuery({
    queryKey: ['templates', templateKey, language],
    queryFn: () => api.template(templateKey, language),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={8} />;
  const writes = me.permissions.includes('writeTemplate');
  return (
    <div className="stack">
      <header className="page">
        <p className="crumbs">
          <Link to="/templates">
            <Icon name="back" /> {t('nav.templates')}
          </Link>
        </p>
        <h1>{subjects(data.key)}</h1>
        <p className="quiet small">
          <code>{data.key}</code>
        </p>
        <nav className="tabs" aria-label={t('templates.languages')}>
          {LANGUAGES.map((one) => (
            <NavLink key={one} to={`/templates/mail/${templateKey}/${one}`}>
              {t(languageKey(one))}
            </NavLink>
          ))}
        </nav>
      </header>
      {writes ? (
        <Write key={`${data.key}/${data.language}/${newestOf(data)}`} template={data} />
      ) : (
        <Text template={data} />
      )}
      <Versions template={data} writes={writes} />
    </div>
  );
}

const newestOf = ({ versions }: Template) => Math.max(0, ...versions.map(({ version }) => version));
const sentOf = ({ sent, builtIn, versions }: Template) => versions.find(({ version }) => version === sent) ?? builtIn;

function Text({ template }: { template: Template }) {
  const { subject, body } = sentOf(template);
  return (
    <article className="card">
      <h2 className="said">{subject}</h2>
      <p className="said">{body}</p>
    </article>
  );
}

function Write({ template }: { template: Template }) {
  const me = useMe();
  const { t } = useText();
  const { key, language } = template;
  const newest = newestOf(template);
  const start = template.versions.find(({ version }) => version === newest) ?? template.builtIn;
  const saved = { subject: start.subject, body: start.body, note: '' };
  const [draft, setDraft, forget] = useDraft(me.person.id, `template:${key}/${language}/${newest}`, saved);
  const [handoverId, setHandoverId] = useState('');
  const cases = useQuery({
    queryKey: ['handovers', 'to-preview'],
    queryFn: () => all(client.items('/handovers', { query: { limit: 50 } }), 50),
  });
  const preview = useMutation({
    mutationFn: () =>
      api.previewTemplate(template, {
        subject: draft.subject,
        body: draft.body,
        ...(handoverId === '' ? {} : { handoverId }),
      }),
  });
  const write = useAct(
    (_: undefined, idempotencyKey) =>
      api.writeTemplate(
        template,
        {
          subject: draft.subject,
          body: draft.body,
          basedOn: newest,
          ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
        },
        idempotencyKey,
      ),
    [['templates']],
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
      <Field
        label={t('templates.body')}
        hint={
          <>
            {t('templates.variables')} <code>{template.variables.map((name) => `{{ ${name} }}`).join('  ')}</code>
          </>
        }
      >
        {(wired) => (
          <textarea
            {...wired}
            required
            rows={12}
            maxLength={20_000}
            value={draft.body}
            onChange={(event) => setDraft({ ...draft, body: event.target.value })}
          />
        )}
      </Field>
      <div className="pair">
        <Field label={t('templates.note')} optional={t('optional')}>
          {(wired) => (
            <input
              {...wired}
              maxLength={500}
              value={draft.note}
              onChange={(event) => setDraft({ ...draft, note: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('templates.valuesOf')} hint={t('templates.valuesOfHint')}>
          {(wired) => (
            <select {...wired} value={handoverId} onChange={(event) => setHandoverId(event.target.value)}>
              <option value="">{t('templates.namesOnly')}</option>
              {(cases.data ?? []).map((one) => (
                <option key={one.id} value={one.id}>
                  {one.label} · {one.giver.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <ProblemNote problem={preview.error ?? write.error} />
      <div className="buttons">
        <button type="button" className="btn" disabled={preview.isPending} onClick={() => preview.mutate()}>
          {t('templates.preview')}
        </button>
        <button type="submit" className="btn primary" disabled={write.isPending}>
          {t('templates.save')}
        </button>
      </div>
      <div role="status">
        {preview.data ? (
          <article className="preview" aria-label={t('templates.previewed')}>
            <p className="strong said">{preview.data.subject}</p>
            <p className="said">{preview.data.text}</p>
          </article>
        ) : null}
      </div>
    </form>
  );
}

function Versions({ template, writes }: { template: Template; writes: boolean }) {
  const { t, date } = useText();
  const { sent } = template;
  const [compared, setCompared] = useState<number | null>(null);
  const publish = useAct(
    (version: number, idempotencyKey) => api.publishTemplate(template, version, idempotencyKey),
    [['templates']],
  );
  const rows = [
    ...template.versions
      .toSorted((a, b) => b.version - a.version)
      .map((one) => ({ version: one.version, who: one.by, at: one.at, note: one.note })),
    { version: 0, who: null, at: null, note: null },
  ];
  return (
    <section className="card" aria-labelledby="versions">
      <h2 id="versions">{t('templates.versions')}</h2>
      <ProblemNote problem={publish.error} />
      <ul className="rows">
        {rows.map(({ version, who, at, note }) => (
          <li key={version}>
            <span>
              {version === 0 ? t('templates.builtIn') : t('progress.version', { version })}{' '}
              {version === sent ? <Badge tone="good">{t('templates.sent')}</Badge> : null}
              {note === null ? null : <span className="said small"> {note}</span>}
              {who === null || at === null ? null : (
                <span className="quiet small">
                  {' '}
                  <PersonName person={who} /> · {date(at)}
                </span>
              )}
            </span>
            <span className="buttons">
              {version === sent ? null : (
                <button type="button" className="btn small" onClick={() => setCompared(version)}>
                  {t('templates.compare')}
                </button>
              )}
              {writes && version !== sent ? (
                <button
                  type="button"
                  className="btn small"
                  disabled={publish.isPending}
                  onClick={() => publish.mutate(version)}
                >
                  {t(version === 0 ? 'templates.back' : 'templates.publish')}
                </button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {compared === null || compared === sent ? null : <Differences template={template} to={compared} />}
    </section>
  );
}

function Differences({ template, to }: { template: Template; to: number }) {
  const { key, language, sent } = template;
  const { t } = useText();
  const { data, error } = useQuery({
    queryKey: ['templates', key, language, 'compare', sent, to],
    queryFn: () => api.compareTemplates(template, sent, to),
  });
  if (error) return <Failed error={error} />;
  if (!data) return <Waiting lines={3} />;
  return (
    <figure aria-label={t('templates.differences')}>
      <Lines lines={data.subject} />
      <Lines lines={data.body} />
    </figure>
  );
}

function Lines({ lines }: { lines: TemplateComparison['body'] }) {
  const { t } = useText();
  return (
    <ol className="lines">
      {lines.map(({ change, line }, at) => (
        // The same line can stand twice; only its place tells them apart.
        <li key={at} className={change}>
          {change === 'same' ? null : <span className="sr">{t(`policies.${change}`)}: </span>}
          {change === 'added' ? <ins>{line}</ins> : change === 'removed' ? <del>{line}</del> : line}
        </li>
      ))}
    </ol>
  );
}
