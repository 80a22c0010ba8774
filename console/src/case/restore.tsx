import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type RestorePreview, type RestoreRequest, api } from '../api.ts';
import { choiceOf } from '../choice.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Words } from '../ui/field.tsx';
import { Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { ChooseCustomers } from './choose-customers.tsx';
import { useCase } from './context.ts';
import { ReceiverFilter } from './receiver-filter.tsx';

const SCOPES = ['all', 'filter', 'customers'] as const;
const TIERS = ['strict', 'standard', 'light'] as const;
const STAGES = ['prospect', 'new', 'growing', 'stable', 'declining'] as const;
const ON_CONFLICT = ['keep', 'takeBack'] as const;
type Filter = NonNullable<RestoreRequest['filter']>;

interface Asked {
  scope: (typeof SCOPES)[number];
  filter: Filter;
  customerIds: string[];
  onConflict: (typeof ON_CONFLICT)[number];
}

/** What goes back to the giver: said, looked at, and only then done, with a reason. */
export function Restore() {
  const me = useMe();
  const { handover } = useCase();
  const { t, number } = useText();
  const [reason, setReason, forget] = useDraft(me.person.id, `restore:${handover.id}`, '');
  const [asked, setAsked] = useState<Asked>({ scope: 'all', filter: {}, customerIds: [], onConflict: 'keep' });
  const [confirming, setConfirming] = useState(false);
  const preview = useMutation({ mutationFn: () => api.previewRestore(handover.id, requestOf(asked)) });
  const restore = useAct(
    (request: Parameters<typeof api.restore>[1], key) => api.restore(handover.id, request, key),
    [['case', handover.id]],
    () => {
      forget();
      setReason('');
      preview.reset();
    },
  );
  // What is looked at is what is done: whoever changes the question looks again.
  const change = (part: Partial<Asked>) => {
    setAsked({ ...asked, ...part });
    preview.reset();
  };
  const nothing =
    (asked.scope === 'filter' && Object.keys(asked.filter).length === 0) ||
    (asked.scope === 'customers' && asked.customerIds.length === 0);
  return (
    <>
      <form
        className="card"
        aria-labelledby="restore"
        onSubmit={(event) => {
          event.preventDefault();
          preview.mutate();
        }}
      >
        <h2 id="restore">{t('wayBack.restore')}</h2>
        <p className="quiet">{t('wayBack.restoreText')}</p>
        <fieldset className="inline">
          <legend>{t('wayBack.what')}</legend>
          {SCOPES.map((scope) => (
            <label key={scope} className="choice">
              <input type="radio" name="scope" checked={asked.scope === scope} onChange={() => change({ scope })} />
              {t(`wayBack.scope.${scope}`)}
            </label>
          ))}
        </fieldset>
        {asked.scope === 'filter' ? <Narrow filter={asked.filter} onChange={(filter) => change({ filter })} /> : null}
        {asked.scope === 'customers' ? (
          <ChooseCustomers chosen={asked.customerIds} onChoose={(customerIds) => change({ customerIds })} />
        ) : null}
        <fieldset>
          <legend>{t('wayBack.onConflict')}</legend>
          {ON_CONFLICT.map((onConflict) => (
            <label key={onConflict} className="choice">
              <input
                type="radio"
                name="onConflict"
                checked={asked.onConflict === onConflict}
                onChange={() => change({ onConflict })}
              />
              {t(`wayBack.onConflict.${onConflict}`)}
            </label>
          ))}
        </fieldset>
        <ProblemNote problem={preview.error ?? restore.error} />
        {preview.data === undefined ? null : <Seen preview={preview.data} />}
        <div role="status">
          {restore.data === undefined ? null : (
            <Note tone="good">
              {t('wayBack.done', {
                restored: number(restore.data.restored),
                conflicts: number(restore.data.conflicts),
                putBack: number(restore.data.putBack ?? 0),
              })}
            </Note>
          )}
        </div>
        <div className="buttons">
          <button type="submit" className="btn" disabled={preview.isPending || nothing}>
            {t('wayBack.preview')}
          </button>
          {preview.data === undefined ? null : (
            <button
              type="button"
              className="btn danger"
              disabled={restore.isPending}
              onClick={() => setConfirming(true)}
            >
              {t(restore.isPending ? 'sending' : 'wayBack.confirm')}
            </button>
          )}
        </div>
      </form>
      {confirming ? (
        <Confirm
          preview={preview.data}
          act={restore}
          reason={reason}
          onReason={setReason}
          onSend={() => {
            // It can take minutes: how far it is stands on the pages of the case.
            restore.mutate({ ...requestOf(asked), comment: reason });
            setConfirming(false);
          }}
          onClose={() => setConfirming(false)}
        />
      ) : null}
    </>
  );
}

function requestOf({ scope, filter, customerIds, onConflict }: Asked): RestoreRequest {
  return {
    onConflict,
    ...(scope === 'filter' ? { filter } : {}),
    ...(scope === 'customers' ? { customerIds } : {}),
  };
}

function Narrow({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { handover } = useCase();
  const { t } = useText();
  const set = <K extends keyof Filter>(name: K, value: Filter[K] | '') => {
    const { [name]: _, ...rest } = filter;
    onChange(value === '' ? rest : { ...rest, [name]: value });
  };
  const types = [...new Set(handover.counts.map(({ type }) => type))];
  const chosen = filter.recordTypes ?? [];
  return (
    <>
      <div className="filters">
        <ReceiverFilter handover={handover} value={filter.receiver ?? ''} onChange={(id) => set('receiver', id)} />
        <label>
          {t('items.tier')}
          <select value={filter.tier ?? ''} onChange={(event) => set('tier', choiceOf(TIERS, event.target.value))}>
            <option value="">{t('filter.all')}</option>
            {TIERS.map((tier) => (
              <option key={tier} value={tier}>
                {t(`tier.${tier}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('wayBack.stage')}
          <select value={filter.stage ?? ''} onChange={(event) => set('stage', choiceOf(STAGES, event.target.value))}>
            <option value="">{t('filter.all')}</option>
            {STAGES.map((stage) => (
              <option key={stage} value={stage}>
                {t(`stage.${stage}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('people.region')}
          <input maxLength={100} value={filter.region ?? ''} onChange={(event) => set('region', event.target.value)} />
        </label>
      </div>
      <fieldset className="inline">
        <legend>{t('wayBack.types')}</legend>
        {types.map((type) => (
          <label key={type} className="choice">
            <input
              type="checkbox"
              checked={chosen.includes(type)}
              onChange={(event) => {
                const types = event.target.checked ? [...chosen, type] : chosen.filter((one) => one !== type);
                set('recordTypes', types.length === 0 ? '' : types);
              }}
            />
            {t(`type.${type}`)}
          </label>
        ))}
      </fieldset>
    </>
  );
}

const FATES = ['back', 'taken', 'holderChanged', 'changed'] as const;

/** What would go back, what is in the way, and by when. */
function Seen({ preview }: { preview: RestorePreview }) {
  const { t, number } = useText();
  return (
    <div className="stack" role="status">
      <Note tone={preview.restored === 0 ? 'warn' : 'info'}>
        <p>
          {t('wayBack.would', {
            restored: number(preview.restored),
            conflicts: number(preview.conflicts),
            putBack: number(preview.putBack),
          })}
        </p>
        <ul>
          {preview.warnings.map(({ code, sentence }) => (
            <li key={code}>{sentence}</li>
          ))}
        </ul>
      </Note>
      {preview.counts.length === 0 ? null : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('wayBack.counts')}>
          <table>
            <caption>{t('wayBack.counts')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('items.type')}</th>
                {FATES.map((fate) => (
                  <th key={fate} scope="col" className="figure">
                    {t(`wayBack.fate.${fate}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.counts.map((row) => (
                <tr key={row.type}>
                  <th scope="row">{t(`type.${row.type}`)}</th>
                  {FATES.map((fate) => (
                    <td key={fate} className="figure">
                      {number(row[fate])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {preview.samples.length === 0 ? null : (
        <details>
          <summary>{t('wayBack.samples')}</summary>
          <ul className="rows">
            {preview.samples.map((one) => (
              <li key={`${one.type}${one.recordId}`}>
                <span>
                  {t(`type.${one.type}`)} <bdi>{one.customer?.name ?? ''}</bdi>
                </span>
                <span className="quiet small">{t(`wayBack.kind.${one.kind}`)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Confirm({
  preview,
  act,
  reason,
  onReason,
  onSend,
  onClose,
}: {
  preview: RestorePreview | undefined;
  act: { isPending: boolean; error: unknown };
  reason: string;
  onReason: (reason: string) => void;
  onSend: () => void;
  onClose: () => void;
}) {
  const { handover } = useCase();
  const { t, number } = useText();
  return (
    <DialogForm
      title={t('wayBack.confirm')}
      act={act}
      onClose={onClose}
      onSend={onSend}
      send={t('wayBack.confirm')}
      grave
    >
      <p>{t('wayBack.confirmText', { count: number(preview?.restored ?? 0), name: handover.giver.name })}</p>
      <Words label={t('reason')} required maxLength={4_000} value={reason} onChange={onReason} />
    </DialogForm>
  );
}
