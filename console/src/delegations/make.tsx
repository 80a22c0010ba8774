import { type Person, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { hasRole, useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { fromLocal } from '../times.ts';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Field, Words } from '../ui/field.tsx';
import { PersonPicker } from '../ui/person-picker.tsx';
import { useAct } from '../ui/use-act.ts';

interface Draft {
  /** null: the reader */
  from: Person | null;
  to: Person | null;
  startsAt: string;
  endsAt: string;
  reason: string;
}
const EMPTY: Draft = { from: null, to: null, startsAt: '', endsAt: '', reason: '' };

/** Lets somebody act for the reader for a time; HR names whoever cannot do it. */
export function Make({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const { t } = useText();
  const [draft, setDraft, forget] = useDraft<Draft>(me.person.id, 'delegation', EMPTY);
  const { from, to, startsAt, endsAt, reason } = draft;
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const act = useAct(
    (_: undefined, key) =>
      api.makeDelegation(
        {
          ...(from === null ? {} : { from: from.id }),
          to: to?.id ?? '',
          ...(startsAt === '' ? {} : { startsAt: fromLocal(startsAt) }),
          endsAt: fromLocal(endsAt),
          reason,
        },
        key,
      ),
    [['delegations']],
    () => {
      forget();
      onClose();
    },
  );
  return (
    <DialogForm
      title={t('delegations.make')}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate(undefined)}
      send={t('delegations.make.do')}
      unready={to === null}
    >
      <p>{t('delegations.make.text')}</p>
      {hasRole(me, 'hr') ? (
        <PersonPicker
          label={t('delegations.from')}
          hint={t('delegations.fromHint')}
          value={from}
          without={to === null ? [] : [to.id]}
          onPick={({ id, number, name }) => change({ from: id === me.person.id ? null : { id, number, name } })}
        />
      ) : null}
      <PersonPicker
        label={t('delegations.to')}
        value={to}
        without={[me.person.id, ...(from === null ? [] : [from.id])]}
        onPick={({ id, number, name }) => change({ to: { id, number, name } })}
      />
      <div className="pair">
        <Field label={t('delegations.startsAt')} optional={t('delegations.atOnce')}>
          {(wired) => (
            <input
              {...wired}
              type="datetime-local"
              value={startsAt}
              onChange={(event) => change({ startsAt: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('delegations.endsAt')}>
          {(wired) => (
            <input
              {...wired}
              type="datetime-local"
              required
              value={endsAt}
              onChange={(event) => change({ endsAt: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Words
        label={t('reason')}
        required
        maxLength={2_000}
        value={reason}
        onChange={(words) => change({ reason: words })}
      />
    </DialogForm>
  );
}
