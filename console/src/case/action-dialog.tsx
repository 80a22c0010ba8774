import { useQuery } from '@tanstack/react-query';
import { type Handover, Refused, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Words } from '../ui/field.tsx';
import { Note } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import type { Action, ActionName } from './actions.ts';
import { Fields } from './action-fields.tsx';
import { EMPTY, type Form, send } from './action-form.ts';

/** What cannot be done without a reason. */
const NEEDS_WORDS: ReadonlySet<ActionName> = new Set([
  'sendBack',
  'reject',
  'waive',
  'acceptRisks',
  'cancel',
  'stopTransfer',
]);
/** What undoes or stops something: told before it is done. */
const GRAVE: ReadonlySet<ActionName> = new Set(['cancel', 'reject', 'waive', 'stopTransfer', 'keepCover']);

/** Asks for what an action needs and does it; what is typed is kept until then. */
export function ActionDialog({
  action,
  handover,
  onClose,
}: {
  action: Action | undefined;
  handover: Handover;
  onClose: () => void;
}) {
  const me = useMe();
  const { t } = useText();
  const name = action?.name ?? 'pause';
  const [form, setForm, forget] = useDraft<Form>(me.person.id, `act:${handover.id}:${name}:${handover.round}`, EMPTY);
  const review = useQuery({
    queryKey: ['case', handover.id, 'reviews'],
    queryFn: () => api.reviews(handover.id),
    enabled: name === 'answerReview',
  });
  const openReview = review.data?.items.find(({ state }) => state === 'open');
  const act = useAct(
    (_: undefined, key) => send(name, handover, form, action?.actingFor ?? null, openReview?.id, key),
    [['case', handover.id], ['work']],
    () => {
      forget();
      onClose();
    },
  );
  // Somebody else was faster, or the case has gone on: there is nothing to be asked any more.
  if (action === undefined)
    return (
      <Dialog title={t('act.gone')} onClose={onClose}>
        <p>{t('act.goneText')}</p>
        <footer>
          <button type="button" className="btn primary" onClick={onClose}>
            {t('close')}
          </button>
        </footer>
      </Dialog>
    );
  const change = (part: Partial<Form>) => setForm({ ...form, ...part });
  const incomplete = act.error instanceof Refused && act.error.code === 'materialsIncomplete';
  return (
    <DialogForm
      title={t(`act.${name}`)}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate(undefined)}
      send={act.isPending ? t('sending') : t(`act.${name}.do`)}
      grave={GRAVE.has(name)}
      wide={name === 'recordMinutes' || name === 'sign'}
    >
      <p>{t(`act.${name}.text`)}</p>
      {action.actingFor === null ? null : <Note tone="warn">{t('now.for', { name: action.actingFor.name })}</Note>}
      <Fields
        name={name}
        handover={handover}
        form={form}
        change={change}
        reviewMissing={review.isSuccess && !openReview}
      />
      {name === 'confirmMaterials' && (incomplete || form.anyway !== '') ? (
        <Words
          label={t('act.anyway')}
          hint={t('act.anywayHint')}
          value={form.anyway}
          onChange={(words) => change({ anyway: words })}
        />
      ) : null}
      {name === 'recordMinutes' || name === 'moveMeeting' ? null : (
        <Words
          label={NEEDS_WORDS.has(name) ? t('reason') : t('comment')}
          optional={NEEDS_WORDS.has(name) ? undefined : t('optional')}
          maxLength={4_000}
          required={NEEDS_WORDS.has(name)}
          value={form.comment}
          onChange={(words) => change({ comment: words })}
        />
      )}
    </DialogForm>
  );
}
