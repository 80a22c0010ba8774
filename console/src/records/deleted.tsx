import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { type Customer, type DeletedRecord, api } from '../api.ts';
import { useText } from '../text.tsx';
import { More } from '../ui/more.tsx';
import { Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';

/** Puts a deleted record back at the customer it hung on. */
const usePutBack = (customerId: string | null) => useAct(api.putBackRecord, [['customer', customerId]]);

/** What was just deleted, and the way to undo it at once. */
export function DeletedNote({ record }: { record: DeletedRecord }) {
  const { t, date } = useText();
  const putBack = usePutBack(record.customerId);
  const undo = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone with its record.
  useEffect(() => undo.current?.focus(), []);
  return (
    <div role="status">
      {putBack.isSuccess ? (
        <Note tone="good">{t('records.isBack')}</Note>
      ) : (
        <Note>
          <p>{t('records.deleted', { name: record.name, until: date(record.until) })}</p>
          <p>
            <button
              ref={undo}
              type="button"
              className="btn small"
              disabled={putBack.isPending}
              onClick={() => putBack.mutate(record.id)}
            >
              {t('records.putBack')}
            </button>
          </p>
        </Note>
      )}
      <ProblemNote problem={putBack.error} />
    </div>
  );
}

/** What was deleted of a customer and can still be put back; by whoever may change the customer. */
export function DeletedRecords({ customer }: { customer: Customer }) {
  const { t, date, dateTime } = useText();
  const pages = useInfiniteQuery({
    queryKey: ['customer', customer.id, 'deleted'],
    queryFn: ({ pageParam }) => api.deletedRecords({ customer: customer.id, limit: 20, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const putBack = usePutBack(customer.id);
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return <ProblemNote problem={pages.error} />;
  return (
    <details className="card">
      <summary>{t('records.gone')}</summary>
      <p className="quiet">{t('records.goneText')}</p>
      <ProblemNote problem={putBack.error} />
      <ul className="rows">
        {items.map((one) => (
          <li key={one.id}>
            <div>
              <p className="said">{one.name}</p>
              <p className="quiet small">
                {t(`type.${one.type}`)} ·{' '}
                {t('records.goneBy', {
                  name: one.deletedBy.name,
                  at: dateTime(one.deletedAt),
                  until: date(one.until),
                })}
              </p>
            </div>
            {customer.mayChange ? (
              <button
                type="button"
                className="btn small"
                disabled={putBack.isPending}
                aria-label={t('records.putBackOf', { name: one.name.slice(0, 80), at: dateTime(one.deletedAt) })}
                onClick={() => putBack.mutate(one.id)}
              >
                {t('records.putBack')}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      <More pages={pages} />
    </details>
  );
}
