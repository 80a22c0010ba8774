import { useQuery } from '@tanstack/react-query';
import { type Materials, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Words } from '../ui/field.tsx';
import { Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { useCase } from './context.ts';

interface Draft {
  ok: boolean | null;
  comment: string;
  points: string[];
}

/** The receiver says of one customer whether the materials are right, point by point where the policy has a checklist. */
export function Verify({ materials }: { materials: Materials }) {
  const me = useMe();
  const { handover } = useCase();
  const { t } = useText();
  const { customer, verification } = materials;
  const saved: Draft = {
    ok: verification?.ok ?? null,
    comment: verification?.comment ?? '',
    points: verification?.points ?? [],
  };
  const [draft, setDraft, forget] = useDraft(me.person.id, `verify:${handover.id}:${customer.id}`, saved);
  const rules = useQuery({
    queryKey: ['case', handover.id, 'verification'],
    queryFn: () => api.verification(handover.id),
  });
  const points = rules.data?.checklists[materials.tier] ?? [];
  const save = useAct(
    () =>
      api.verify(handover.id, [
        {
          customerId: customer.id,
          ok: draft.ok === true,
          ...(points.length === 0 ? {} : { points: draft.points }),
          ...(draft.comment.trim() === '' ? {} : { comment: draft.comment.trim() }),
        },
      ]),
    [['case', handover.id]],
    forget,
  );
  if (rules.isPending) return <Waiting />;
  return (
    <form
      className="card"
      aria-labelledby="verify"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <h3 id="verify">{t('verify.title')}</h3>
      <p className="quiet">{t('verify.text')}</p>
      {points.length === 0 ? null : (
        <fieldset>
          <legend>{t('verify.points')}</legend>
          {points.map(({ key, sentence, required }) => (
            <label key={key} className="choice">
              <input
                type="checkbox"
                checked={draft.points.includes(key)}
                onChange={(event) =>
                  setDraft({
                    ...draft,
                    points: event.target.checked ? [...draft.points, key] : draft.points.filter((one) => one !== key),
                  })
                }
              />
              {sentence}
              {required ? <span className="quiet small"> {t('verify.required')}</span> : null}
            </label>
          ))}
        </fieldset>
      )}
      <fieldset className="inline">
        <legend>{t('verify.question')}</legend>
        {([true, false] as const).map((ok) => (
          <label key={String(ok)} className="choice">
            <input type="radio" name="ok" checked={draft.ok === ok} onChange={() => setDraft({ ...draft, ok })} />
            {t(ok ? 'verify.right' : 'verify.wrong')}
          </label>
        ))}
      </fieldset>
      <Words
        label={t('verify.comment')}
        optional={draft.ok === false ? undefined : t('optional')}
        maxLength={4_000}
        required={draft.ok === false}
        value={draft.comment}
        onChange={(words) => setDraft({ ...draft, comment: words })}
      />
      <ProblemNote problem={save.error} />
      {save.isSuccess ? <Note tone="good">{t('verify.done')}</Note> : null}
      <footer>
        <button type="submit" className="btn primary" disabled={save.isPending || draft.ok === null}>
          {t('save')}
        </button>
      </footer>
    </form>
  );
}
