import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { hasRole, useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Field, Words } from '../ui/field.tsx';
import { ProblemNote } from '../ui/notes.tsx';
import { PersonPicker } from '../ui/person-picker.tsx';
import type { StartPart } from './start.tsx';

/** By which policy, from when, and who supervises. */
export function Conditions({ draft, change }: StartPart) {
  const me = useMe();
  const { t, locale } = useText();
  const policies = useQuery({ queryKey: ['policies'], queryFn: api.policies });
  const newest = policies.data?.items.filter((one) => one.newest) ?? [];
  const parties = [draft.giver?.id ?? '', ...draft.receivers.map(({ id }) => id)];
  return (
    <section className="form" aria-label={t('start.conditions')}>
      <Field
        label={t('progress.policy')}
        hint={newest.find(({ key }) => key === draft.policy)?.note ?? t('start.policyHint')}
      >
        {(wired) => (
          <select {...wired} value={draft.policy} onChange={(event) => change({ policy: event.target.value })}>
            {newest.length === 0 ? <option value={draft.policy}>{draft.policy}</option> : null}
            {newest.map(({ key, version, name }) => (
              <option key={key} value={key}>
                {locale === 'en' ? name.en : name.zh} · {t('progress.version', { version })}
              </option>
            ))}
          </select>
        )}
      </Field>
      <ProblemNote problem={policies.error} />
      <Field label={t('start.effectiveAt')} hint={t('start.effectiveAtHint')} optional={t('optional')}>
        {(wired) => (
          <input
            {...wired}
            type="datetime-local"
            value={draft.effectiveAt}
            onChange={(event) => change({ effectiveAt: event.target.value })}
          />
        )}
      </Field>
      {draft.kind === 'absence_cover' ? (
        <Field label={t('start.until')} hint={t('start.untilHint')}>
          {(wired) => (
            <input
              {...wired}
              type="datetime-local"
              required
              value={draft.until}
              onChange={(event) => change({ until: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      <PersonPicker
        label={t('start.supervisor')}
        hint={t('start.supervisorHint')}
        value={draft.supervisor}
        without={parties}
        onPick={({ id, number, name }) => change({ supervisor: { id, number, name } })}
      />
      {draft.supervisor === null ? null : (
        <button type="button" className="linkish" onClick={() => change({ supervisor: null })}>
          {t('start.supervisorUsual')}
        </button>
      )}
      {draft.kind === 'emergency_departure' ? (
        <>
          <PersonPicker
            label={t('start.custodian')}
            hint={t('start.custodianHint')}
            value={draft.custodian}
            without={[draft.giver?.id ?? '']}
            onPick={({ id, number, name }) => change({ custodian: { id, number, name } })}
          />
          {hasRole(me, 'hr') ? (
            <Words
              label={t('start.waiver')}
              hint={t('start.waiverHint')}
              optional={t('optional')}
              rows={2}
              maxLength={4_000}
              value={draft.waiver}
              onChange={(words) => change({ waiver: words })}
            />
          ) : null}
        </>
      ) : null}
    </section>
  );
}
