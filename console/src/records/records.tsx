import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Customer, type CustomerRecord, type DeletedRecord, type RecordKind, api } from '../api.ts';
import { type Key, useText } from '../text.tsx';
import { More } from '../ui/more.tsx';
import { Empty, ProblemNote } from '../ui/notes.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { DeleteRecord } from './delete.tsx';
import { DeletedNote, DeletedRecords } from './deleted.tsx';
import { kindCounted } from './kinds.ts';
import { useTold } from './tell.ts';

/** What hangs on a customer: how much of each kind, and those that can be deleted one by one. */
export function Records({ customer }: { customer: Customer }) {
  const { t, number } = useText();
  const [deleting, setDeleting] = useState<CustomerRecord | null>(null);
  const [gone, setGone] = useState<DeletedRecord | null>(null);
  const counts = Object.entries(customer.counts).filter(([, count]) => count > 0);
  return (
    <>
      {counts.length === 0 ? <p className="quiet">{t('customer.nothing')}</p> : null}
      {gone === null ? null : <DeletedNote key={gone.id} record={gone} />}
      <ul className="rows">
        {counts.map(([what, count]) => {
          const kind = kindCounted(what);
          const line = (
            <>
              <span>{t(`count.${what}` as Key)}</span>
              <span className="strong">{number(count)}</span>
            </>
          );
          return (
            <li key={what}>
              {kind === undefined ? (
                line
              ) : (
                <OfKind kind={kind} line={line} customer={customer} onDelete={setDeleting} />
              )}
            </li>
          );
        })}
      </ul>
      <DeletedRecords customer={customer} />
      {deleting === null ? null : (
        <DeleteRecord
          record={deleting}
          onClose={() => setDeleting(null)}
          onDone={(record) => {
            setGone(record);
            setDeleting(null);
          }}
        />
      )}
    </>
  );
}

/** The records of one kind, read when they are asked for. */
function OfKind({
  kind,
  line,
  customer,
  onDelete,
}: {
  kind: RecordKind;
  line: React.ReactNode;
  customer: Customer;
  onDelete: (record: CustomerRecord) => void;
}) {
  const { t } = useText();
  const tell = useTold();
  const [open, setOpen] = useState(false);
  const pages = useInfiniteQuery({
    queryKey: ['customer', customer.id, 'records', kind],
    queryFn: ({ pageParam }) => api.records(kind, customer.id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: open,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <details className="unfolds" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{line}</summary>
      <ProblemNote problem={pages.error} />
      {open && pages.isPending ? <Waiting lines={2} /> : null}
      {pages.isSuccess && items.length === 0 ? <Empty title={t('records.none')} /> : null}
      <ul className="rows">
        {items.map((record) => {
          const { name, facts } = tell(record);
          return (
            <li key={record.id}>
              <div>
                <p className="said">{name}</p>
                <p className="quiet small">
                  {facts.filter(Boolean).map((fact, at) => (
                    <span key={at}>
                      {at > 0 ? ' · ' : ''}
                      <bdi>{fact}</bdi>
                    </span>
                  ))}
                </p>
              </div>
              <span className="buttons">
                {record.path === 'attachments' ? <Content attachment={record} /> : null}
                {customer.mayChange ? (
                  <button
                    type="button"
                    className="btn small"
                    aria-label={t('records.deleteOf', { name: name.slice(0, 80) })}
                    onClick={() => onDelete(record)}
                  >
                    {t('records.delete')}
                  </button>
                ) : null}
              </span>
            </li>
          );
        })}
      </ul>
      <More pages={pages} />
    </details>
  );
}

/** What an attachment says when its content is kept here (docs/customers.md). */
const HERE = 'database';

/** The file itself, or where the company keeps it. */
function Content({
  attachment: { id, fileName, storageKey },
}: {
  attachment: CustomerRecord & { path: 'attachments' };
}) {
  const { t } = useText();
  const fetchIt = useMutation({
    mutationFn: () =>
      api.download('/attachments/{id}/content', { path: { id }, accept: 'application/octet-stream' }, fileName),
  });
  if (storageKey !== HERE) return <bdi className="quiet small">{t('records.elsewhere', { place: storageKey })}</bdi>;
  return (
    <>
      <button
        type="button"
        className="btn small"
        disabled={fetchIt.isPending}
        aria-label={t('records.downloadOf', { name: fileName })}
        onClick={() => fetchIt.mutate()}
      >
        {t('records.download')}
      </button>
      <ProblemNote problem={fetchIt.error} />
    </>
  );
}
