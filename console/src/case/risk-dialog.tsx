import { type Person, type Risk, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Field, Words } from '../ui/field.tsx';
import { PersonPicker } from '../ui/person-picker.tsx';
import { useAct } from '../ui/use-act.ts';
import { useCase } from './context.ts';
import { CustomerPicker, type Named } from './customer-picker.tsx';

const DEGREES = [1, 2, 3, 4, 5];
/** What people enter themselves has a title of its own; the others have the sentence of their kind. */
const KINDS = ['other', 'informationLoss', 'customerLoss', 'misunderstanding'] as const;

interface Draft {
  kind: (typeof KINDS)[number];
  title: string;
  /** null: the whole case */
  customer: Named | null;
  likelihood: number;
  effect: number;
  mitigation: string;
  owner: Person;
  dueOn: string;
  closed: boolean;
}

/** A risk is entered, or assessed anew. */
export function RiskDialog({ risk, onClose }: { risk: Risk | null; onClose: () => void }) {
  const me = useMe();
  const { handover } = useCase();
  const { t, label } = useText();
  const [draft, setDraft, forget] = useDraft<Draft>(
    me.person.id,
    `risk:${handover.id}:${risk === null ? 'new' : `${risk.id}:${risk.version}`}`,
    {
      kind: 'other',
      title: '',
      customer: null,
      likelihood: risk?.likelihood ?? 2,
      effect: risk?.effect ?? 3,
      mitigation: risk?.mitigation ?? '',
      owner: risk?.owner ?? handover.supervisor,
      dueOn: risk?.dueOn ?? '',
      closed: risk?.state === 'closed',
    },
  );
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const act = useAct(
    (_: undefined, key) => {
      const { likelihood, effect, owner, dueOn } = draft;
      const mitigation = draft.mitigation.trim();
      if (risk !== null)
        return api.changeRisk(handover.id, risk, {
          likelihood,
          effect,
          mitigation: mitigation === '' ? null : mitigation,
          owner: owner.id,
          dueOn: dueOn === '' ? null : dueOn,
          // An accepted one stays accepted unless it is closed.
          ...(draft.closed === (risk.state === 'closed') ? {} : { state: draft.closed ? 'closed' : 'open' }),
        });
      return api.openRisk(
        handover.id,
        {
          kind: draft.kind,
          likelihood,
          effect,
          owner: owner.id,
          ...(draft.kind === 'other' ? { title: draft.title } : {}),
          ...(draft.customer === null ? {} : { customerId: draft.customer.id }),
          ...(mitigation === '' ? {} : { mitigation }),
          ...(dueOn === '' ? {} : { dueOn }),
        },
        key,
      );
    },
    [['case', handover.id]],
    () => {
      forget();
      onClose();
    },
  );
  return (
    <DialogForm
      title={t(risk === null ? 'risks.enter' : 'risks.change')}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate(undefined)}
      send={t('save')}
    >
      {risk === null ? (
        <>
          <Field label={t('risks.kind')}>
            {(wired) => (
              <select
                {...wired}
                value={draft.kind}
                onChange={(event) => change({ kind: KINDS.find((one) => one === event.target.value) ?? 'other' })}
              >
                {KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {kind === 'other' ? t('risks.other') : label(`risk.${kind}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {draft.kind === 'other' ? (
            <Field label={t('risks.title')}>
              {(wired) => (
                <input
                  {...wired}
                  required
                  maxLength={500}
                  value={draft.title}
                  onChange={(event) => change({ title: event.target.value })}
                />
              )}
            </Field>
          ) : null}
          <CustomerPicker value={draft.customer} onPick={(customer) => change({ customer })} />
        </>
      ) : (
        <p className="said">{risk.sentence}</p>
      )}
      <div className="pair">
        {(['likelihood', 'effect'] as const).map((name) => (
          <Field key={name} label={t(`risks.${name}`)} hint={t('risks.degree')}>
            {(wired) => (
              <select
                {...wired}
                value={draft[name]}
                onChange={(event) => change({ [name]: Number(event.target.value) })}
              >
                {DEGREES.map((degree) => (
                  <option key={degree}>{degree}</option>
                ))}
              </select>
            )}
          </Field>
        ))}
      </div>
      <p role="status">{t('risks.scored', { score: draft.likelihood * draft.effect })}</p>
      <Words
        label={t('risks.mitigation')}
        optional={t('optional')}
        maxLength={4_000}
        value={draft.mitigation}
        onChange={(words) => change({ mitigation: words })}
      />
      <PersonPicker
        label={t('risks.owner')}
        value={draft.owner}
        onPick={({ id, number, name }) => change({ owner: { id, number, name } })}
      />
      <Field label={t('meeting.actionWhen')} optional={t('optional')}>
        {(wired) => (
          <input
            {...wired}
            type="date"
            value={draft.dueOn}
            onChange={(event) => change({ dueOn: event.target.value })}
          />
        )}
      </Field>
      {risk === null ? null : (
        <label className="choice">
          <input
            type="checkbox"
            checked={draft.closed}
            onChange={(event) => change({ closed: event.target.checked })}
          />
          {t('risks.close')}
        </label>
      )}
    </DialogForm>
  );
}
