import { useState } from 'react';
import { client } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Words } from '../ui/field.tsx';
import { Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { ChooseCustomers } from './choose-customers.tsx';
import { useCase } from './context.ts';

/** A receiver hands customers back that they cannot look after. */
export function Return() {
  const me = useMe();
  const { handover } = useCase();
  const { t, number } = useText();
  const [customerIds, setCustomerIds] = useState<string[]>([]);
  const [reason, setReason, forget] = useDraft(me.person.id, `return:${handover.id}`, '');
  const act = useAct(
    (_: undefined, key) =>
      client.post('/handovers/{handoverId}/return-items', {
        path: { handoverId: handover.id },
        body: { customerIds, comment: reason },
        key,
      }),
    [['case', handover.id]],
    () => {
      forget();
      setReason('');
      setCustomerIds([]);
    },
  );
  return (
    <form
      className="card"
      aria-labelledby="return"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(undefined);
      }}
    >
      <h2 id="return">{t('wayBack.return')}</h2>
      <p className="quiet">{t('wayBack.returnText')}</p>
      <ChooseCustomers receiver={me.person.id} chosen={customerIds} onChoose={setCustomerIds} />
      <Words label={t('reason')} required maxLength={4_000} value={reason} onChange={setReason} />
      <ProblemNote problem={act.error} />
      <div role="status">
        {act.data === undefined ? null : (
          <Note tone="good">{t('wayBack.returned', { count: number(act.data.restored) })}</Note>
        )}
      </div>
      <div className="buttons">
        <button type="submit" className="btn primary" disabled={act.isPending || customerIds.length === 0}>
          {act.isPending ? t('sending') : t('wayBack.return')}
        </button>
      </div>
    </form>
  );
}
