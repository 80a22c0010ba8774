import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type CorrectiveAction, type Person, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Field, Words } from '../ui/field.tsx';
import { Badge, Failed } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { PersonPicker } from '../ui/person-picker.tsx';
import { useAct } from '../ui/use-act.ts';
import { useCase } from './context.ts';

/** What is done about what a review found, by whom, until when, and what became of it. */
export function CorrectiveActions() {
  const me = useMe();
  const { handover, may } = useCase();
  const { t, day } = useText();
  const [asked, setAsked] = useState<CorrectiveAction | 'new' | null>(null);
  const { data, error } = useQuery({
    queryKey: ['case', handover.id, 'corrective-actions'],
    queryFn: () => api.correctiveActions(handover.id),
  });
  const opens = may('openCorrectiveAction');
  const ends = (one: CorrectiveAction) => one.state === 'open' && (opens || one.owner.id === me.person.id);
  if (data?.items.length === 0 && !opens) return null;
  return (
    <section className="stack" aria-labelledby="corrective">
      <h3 id="corrective">{t('corrective.title')}</h3>
      {error ? <Failed error={error} /> : null}
      {data?.items.length === 0 ? <p className="quiet">{t('corrective.none')}</p> : null}
      <ul className="rows">
        {(data?.items ?? []).map((one) => (
          <li key={one.id}>
            <span>
              <Badge tone={one.state === 'open' ? 'warn' : one.state === 'done' ? 'good' : 'neutral'}>
                {t(`corrective.state.${one.state}`)}
              </Badge>{' '}
              <span className="said">{one.body ?? one.sentence}</span>
              {one.outcome === null ? null : <span className="said small quiet"> {one.outcome}</span>}
            </span>
            <span className="marks quiet">
              <PersonName person={one.owner} />
              <span>{day(one.dueOn)}</span>
              {ends(one) ? (
                <button type="button" className="btn small" onClick={() => setAsked(one)}>
                  {t('corrective.end')}
                </button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {opens ? (
        <p>
          <button type="button" className="btn" onClick={() => setAsked('new')}>
            {t('corrective.open')}
          </button>
        </p>
      ) : null}
      {asked === 'new' ? (
        <Open onClose={() => setAsked(null)} />
      ) : asked === null ? null : (
        <End action={asked} onClose={() => setAsked(null)} />
      )}
    </section>
  );
}

function Open({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const { handover } = useCase();
  const { t } = useText();
  const [draft, setDraft, forget] = useDraft<{ body: string; owner: Person; dueOn: string }>(
    me.person.id,
    `corrective:${handover.id}`,
    { body: '', owner: handover.receivers[0] ?? handover.supervisor, dueOn: '' },
  );
  const act = useAct(
    (_: undefined, key) => api.openCorrectiveAction(handover.id, { ...draft, owner: draft.owner.id }, key),
    [['case', handover.id]],
    () => {
      forget();
      onClose();
    },
  );
  return (
    <DialogForm
      title={t('corrective.open')}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate(undefined)}
      send={t('save')}
    >
      <Words
        label={t('corrective.body')}
        required
        maxLength={4_000}
        value={draft.body}
        onChange={(words) => setDraft({ ...draft, body: words })}
      />
      <PersonPicker
        label={t('meeting.actionWho')}
        value={draft.owner}
        onPick={({ id, number, name }) => setDraft({ ...draft, owner: { id, number, name } })}
      />
      <Field label={t('meeting.actionWhen')}>
        {(wired) => (
          <input
            {...wired}
            type="date"
            required
            value={draft.dueOn}
            onChange={(event) => setDraft({ ...draft, dueOn: event.target.value })}
          />
        )}
      </Field>
    </DialogForm>
  );
}

function End({ action, onClose }: { action: CorrectiveAction; onClose: () => void }) {
  const me = useMe();
  const { handover } = useCase();
  const { t } = useText();
  const [outcome, setOutcome, forget] = useDraft(me.person.id, `corrective-end:${action.id}`, '');
  const act = useAct(
    (state: 'done' | 'dropped') => api.changeCorrectiveAction(handover.id, action.id, { state, outcome }),
    [['case', handover.id]],
    () => {
      forget();
      onClose();
    },
  );
  return (
    <DialogForm
      title={t('corrective.end')}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate('done')}
      send={t('corrective.done')}
      leave={
        <button
          type="button"
          className="btn"
          disabled={act.isPending || outcome.trim() === ''}
          onClick={() => act.mutate('dropped')}
        >
          {t('corrective.drop')}
        </button>
      }
    >
      <p className="said">{action.body ?? action.sentence}</p>
      <Words
        label={t('corrective.outcome')}
        required
        maxLength={4_000}
        value={outcome}
        onChange={(words) => setOutcome(words)}
      />
    </DialogForm>
  );
}
