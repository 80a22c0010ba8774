import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useText } from '../text.tsx';
import { Field, Words } from '../ui/field.tsx';
import { Note, ProblemNote } from '../ui/notes.tsx';
import { PersonPicker } from '../ui/person-picker.tsx';
import { KINDS, type StartDraft } from './draft.ts';
import type { StartPart } from './start.tsx';

/** Who hands over, on what occasion and why; what they own is counted at once. */
export function WhoAndWhy({ draft, change }: StartPart) {
  const { t, label, number } = useText();
  const giver = useQuery({
    queryKey: ['employee', draft.giver?.id],
    queryFn: () => api.employee(draft.giver?.id ?? ''),
    enabled: draft.giver !== null,
  });
  return (
    <section className="form" aria-label={t('start.who')}>
      <PersonPicker
        label={t('start.giver')}
        hint={t('start.giverHint')}
        value={draft.giver}
        onPick={({ id, number: of, name }) =>
          change({
            giver: { id, number: of, name },
            receivers: draft.receivers.filter((one) => one.id !== id),
            overrides: {},
          })
        }
      />
      <ProblemNote problem={giver.error} />
      {giver.data ? (
        <Note title={t('start.owns', { count: number(giver.data.customers), name: giver.data.name })}>
          <p>
            {[
              giver.data.title,
              giver.data.region,
              giver.data.manager && t('start.manager', { name: giver.data.manager.name }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </Note>
      ) : null}
      <Field label={t('start.kind')} hint={t(`start.kindText.${draft.kind}`)}>
        {(wired) => (
          <select
            {...wired}
            value={draft.kind}
            onChange={(event) => change({ kind: event.target.value as StartDraft['kind'] })}
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {label(`kind.${kind}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Words
        label={t('reason')}
        hint={t('start.reasonHint')}
        required
        maxLength={2_000}
        value={draft.reason}
        onChange={(words) => change({ reason: words })}
      />
    </section>
  );
}
