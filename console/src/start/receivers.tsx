import type { Preview } from '../api.ts';
import { useText } from '../text.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, Note, ProblemNote } from '../ui/notes.tsx';
import { PersonPicker } from '../ui/person-picker.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { ASSIGNMENTS, type StartDraft } from './draft.ts';
import { Overrides } from './overrides.tsx';
import type { StartPart } from './start.tsx';
import { usePreview } from './use-preview.ts';

/** Who receives, by which rule, and how much each has before and after. */
export function Receivers({ draft, change }: StartPart) {
  const { t } = useText();
  const preview = usePreview(draft, t('start.placeholder'));
  return (
    <section className="form wide" aria-label={t('start.receivers')}>
      <PersonPicker
        label={t('start.addReceiver')}
        hint={t('start.addReceiverHint')}
        without={[draft.giver?.id ?? '', ...draft.receivers.map(({ id }) => id)]}
        onPick={({ id, number, name }) => change({ receivers: [...draft.receivers, { id, number, name }] })}
      />
      <Field label={t('progress.assignment')} hint={t(`assignment.text.${draft.assignment}`)}>
        {(wired) => (
          <select
            {...wired}
            value={draft.assignment}
            onChange={(event) => change({ assignment: event.target.value as StartDraft['assignment'] })}
          >
            {ASSIGNMENTS.map((one) => (
              <option key={one} value={one}>
                {t(`assignment.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {draft.receivers.length === 0 ? (
        <Empty title={t('start.noReceivers')}>
          <p>{t('start.noReceiversText')}</p>
        </Empty>
      ) : (
        <>
          <Shares draft={draft} change={change} preview={preview.data} />
          <ProblemNote problem={preview.error} />
          {preview.isPending && preview.isFetching ? <Waiting lines={2} /> : null}
          {preview.data ? <Warnings preview={preview.data} /> : null}
          {draft.receivers.length > 1 && draft.giver !== null ? (
            <Overrides draft={draft} change={change} preview={preview} />
          ) : null}
        </>
      )}
    </section>
  );
}

/** What each has before and after, beside what they should hold at most. */
function Shares({ draft, change, preview }: StartPart & { preview: Preview | undefined }) {
  const { t, number, money } = useText();
  const weighs = draft.assignment === 'by_weight';
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('start.shares')}>
      <table>
        <caption>{t('start.shares')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('items.receiver')}</th>
            {weighs ? <th scope="col">{t('start.weight')}</th> : null}
            <th scope="col" className="figure">
              {t('start.before')}
            </th>
            <th scope="col" className="figure">
              {t('start.gets')}
            </th>
            <th scope="col" className="figure">
              {t('start.after')}
            </th>
            <th scope="col">{t('start.load')}</th>
            <th scope="col" className="figure">
              {t('customers.value')}
            </th>
            <th scope="col">
              <span className="sr">{t('remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {draft.receivers.map((one) => {
            const share = preview?.receivers.find(({ person }) => person.id === one.id);
            const after = share === undefined ? 0 : share.owns + share.customers;
            const full = share !== undefined && share.capacity > 0 && after > share.capacity;
            return (
              <tr key={one.id}>
                <th scope="row">
                  <bdi>{one.name}</bdi> <span className="quiet small">{one.number}</span>
                </th>
                {weighs ? (
                  <td>
                    <input
                      type="number"
                      min={0}
                      max={1000}
                      step="any"
                      aria-label={t('start.weightOf', { name: one.name })}
                      value={draft.weights[one.id] ?? 1}
                      onChange={(event) =>
                        change({
                          weights: { ...draft.weights, [one.id]: Math.max(0, Number(event.target.value) || 0) },
                        })
                      }
                    />
                  </td>
                ) : null}
                <td className="figure">{share === undefined ? '–' : number(share.owns)}</td>
                <td className="figure">{share === undefined ? '–' : `+${number(share.customers)}`}</td>
                <td className="figure strong">{share === undefined ? '–' : number(after)}</td>
                <td>
                  {share === undefined || share.capacity === 0 ? null : (
                    <span className={full ? 'meter full' : 'meter'}>
                      <meter
                        min={0}
                        max={share.capacity}
                        high={share.capacity * 0.9}
                        optimum={0}
                        value={after}
                        aria-label={t('start.load')}
                      />
                      {t('start.ofCapacity', { capacity: number(share.capacity) })}
                      {full ? <Icon name="warning" /> : null}
                    </span>
                  )}
                </td>
                <td className="figure">
                  {share?.annualValue.map(({ currency, amount }) => money(amount, currency)).join(t('separator'))}
                </td>
                <td>
                  <button
                    type="button"
                    className="btn bare"
                    aria-label={t('start.removeReceiver', { name: one.name })}
                    onClick={() => change({ receivers: draft.receivers.filter(({ id }) => id !== one.id) })}
                  >
                    <Icon name="close" />
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function Warnings({ preview }: { preview: Preview }) {
  const { t } = useText();
  if (preview.warnings.length === 0) return <Note tone="good">{t('start.noWarnings')}</Note>;
  return (
    <Note tone="warn" title={t('start.warnings', { count: preview.warnings.length })}>
      <ul>
        {preview.warnings.map((warning) => (
          <li key={warning.sentence}>{warning.sentence}</li>
        ))}
      </ul>
    </Note>
  );
}
