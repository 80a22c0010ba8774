import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Preferences, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { hasRole, useMe } from '../me.tsx';
import { languageKey } from '../templates/language.ts';
import { useText } from '../text.tsx';
import { Field } from '../ui/field.tsx';
import { Failed, Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';

/** How the reader wants to be told of what. */
export function Settings() {
  const { t } = useText();
  const [told, setTold] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['preferences'], queryFn: api.preferences });
  return (
    <>
      <header className="page">
        <h1>{t('nav.settings')}</h1>
        <p className="quiet">{t('settings.text')}</p>
      </header>
      {data ? (
        <Form key={data.version} saved={data} done={() => setTold(true)} />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Waiting lines={8} />
      )}
      <div role="status">{told ? <Note tone="good">{t('settings.saved')}</Note> : null}</div>
    </>
  );
}

const CHANNELS = ['both', 'mail', 'inApp', 'off'] as const;
const DIGESTS = ['immediately', 'hourly', 'daily'] as const;
const SUMMARIES = ['both', 'weekly', 'monthly', 'off'] as const;
type Draft = Pick<
  Preferences,
  'language' | 'timeZone' | 'channels' | 'digest' | 'quietHours' | 'quietDays' | 'delegateCopies' | 'summaries'
>;

function Form({ saved, done }: { saved: Preferences; done: () => void }) {
  const me = useMe();
  const { t } = useText();
  const { language, timeZone, channels, digest, quietHours, quietDays, delegateCopies, summaries, version } = saved;
  const [draft, setDraft, forget] = useDraft<Draft>(me.person.id, `preferences:${version}`, {
    language,
    timeZone,
    channels,
    digest,
    quietHours,
    quietDays,
    delegateCopies,
    summaries,
  });
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const save = useAct(
    () => api.changePreferences(draft, version),
    [['preferences']],
    () => {
      forget();
      done();
    },
  );
  const quiet = draft.quietHours;
  const summed = hasRole(me, 'hr', 'manager');
  const told = saved.categories.filter(({ category }) => summed || category !== 'summaries');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <section className="card" aria-labelledby="channels">
        <h2 id="channels">{t('settings.channels')}</h2>
        {told.map(({ category, name, mandatory, why }) => (
          <Field key={category} label={name} hint={mandatory ? why : undefined}>
            {(wired) => (
              <select
                {...wired}
                value={draft.channels[category] ?? 'both'}
                onChange={(event) => {
                  const channel = CHANNELS.find((one) => one === event.target.value) ?? 'both';
                  change({ channels: { ...draft.channels, [category]: channel } });
                }}
              >
                {CHANNELS.filter((one) => one !== 'off' || !mandatory).map((one) => (
                  <option key={one} value={one}>
                    {t(`settings.channel.${one}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ))}
      </section>
      <section className="card" aria-labelledby="when">
        <h2 id="when">{t('settings.when')}</h2>
        <div className="pair">
          <Field label={t('settings.digest')} hint={t('settings.digestHint')}>
            {(wired) => (
              <select
                {...wired}
                value={draft.digest.when}
                onChange={(event) => {
                  const when = DIGESTS.find((one) => one === event.target.value) ?? 'immediately';
                  change({ digest: { ...draft.digest, when } });
                }}
              >
                {DIGESTS.map((one) => (
                  <option key={one} value={one}>
                    {t(`settings.digest.${one}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {draft.digest.when === 'daily' ? (
            <Field label={t('settings.hour')}>
              {(wired) => (
                <input
                  {...wired}
                  type="number"
                  required
                  min={0}
                  max={23}
                  value={draft.digest.hour}
                  onChange={(event) => change({ digest: { ...draft.digest, hour: Number(event.target.value) } })}
                />
              )}
            </Field>
          ) : null}
        </div>
        {summed ? (
          <Field label={t('settings.summaries')}>
            {(wired) => (
              <select
                {...wired}
                value={draft.summaries}
                onChange={(event) => {
                  const often = SUMMARIES.find((one) => one === event.target.value) ?? 'both';
                  change({ summaries: often });
                }}
              >
                {SUMMARIES.map((one) => (
                  <option key={one} value={one}>
                    {t(`settings.summaries.${one}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ) : null}
        <label className="choice">
          <input
            type="checkbox"
            checked={quiet !== null}
            onChange={(event) =>
              change({ quietHours: event.target.checked ? { from: '22:00', until: '08:00' } : null })
            }
          />
          {t('settings.quietHours')}
        </label>
        {quiet === null ? null : (
          <div className="pair">
            {(['from', 'until'] as const).map((end) => (
              <Field key={end} label={t(`settings.quiet.${end}`)}>
                {(wired) => (
                  <input
                    {...wired}
                    type="time"
                    required
                    value={quiet[end]}
                    onChange={(event) => change({ quietHours: { ...quiet, [end]: event.target.value } })}
                  />
                )}
              </Field>
            ))}
          </div>
        )}
        <label className="choice">
          <input
            type="checkbox"
            checked={draft.quietDays}
            onChange={(event) => change({ quietDays: event.target.checked })}
          />
          {t('settings.quietDays')}
        </label>
        <label className="choice">
          <input
            type="checkbox"
            checked={draft.delegateCopies}
            onChange={(event) => change({ delegateCopies: event.target.checked })}
          />
          {t('settings.delegateCopies')}
        </label>
      </section>
      <section className="card" aria-labelledby="where">
        <h2 id="where">{t('settings.where')}</h2>
        <div className="pair">
          <Field label={t('settings.language')}>
            {(wired) => (
              <select
                {...wired}
                value={draft.language}
                onChange={(event) => change({ language: event.target.value === 'en' ? 'en' : 'zh-CN' })}
              >
                {(['zh-CN', 'en'] as const).map((one) => (
                  <option key={one} value={one}>
                    {t(languageKey(one))}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('settings.timeZone')}>
            {(wired) => (
              <>
                <input
                  {...wired}
                  required
                  list="time-zones"
                  value={draft.timeZone}
                  onChange={(event) => change({ timeZone: event.target.value })}
                />
                <datalist id="time-zones">
                  {Intl.supportedValuesOf('timeZone').map((zone) => (
                    <option key={zone} value={zone} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
        </div>
      </section>
      <ProblemNote problem={save.error} />
      <div className="buttons">
        <button type="submit" className="btn primary" disabled={save.isPending}>
          {t('save')}
        </button>
      </div>
    </form>
  );
}
