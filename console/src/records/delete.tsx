import { useQuery } from '@tanstack/react-query';
import { type CustomerRecord, type DeletedRecord, api, statusOf } from '../api.ts';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Newer } from '../ui/newer.tsx';
import { useAct } from '../ui/use-act.ts';
import { TYPE_OF } from './kinds.ts';
import { useTold } from './tell.ts';

/** For so long it can be put back (docs/customers.md). */
const KEPT_MS = 30 * 86_400_000;

/** Asks before a record is deleted, and says why one stays. */
export function DeleteRecord({
  record,
  onDone,
  onClose,
}: {
  record: CustomerRecord;
  onDone: (gone: DeletedRecord) => void;
  onClose: () => void;
}) {
  const { t, date } = useText();
  const tell = useTold();
  const remove = useAct(api.deleteRecord, [['customer', record.customerId]], onDone);
  const isOvertaken = statusOf(remove.error) === 412;
  const newer = useQuery({
    queryKey: ['customer', record.customerId, 'record', record.id],
    queryFn: () => api.record(record),
    enabled: isOvertaken,
    staleTime: 0,
  });
  const meant = newer.data ?? record;
  const { name, facts } = tell(meant);
  return (
    <DialogForm
      title={t('records.deleteTitle')}
      act={{ isPending: remove.isPending || newer.isFetching, error: isOvertaken ? newer.error : remove.error }}
      onClose={onClose}
      onSend={() => remove.mutate(meant)}
      send={t('records.delete')}
      grave
    >
      <p className="said">
        {t('records.deleteText', {
          name: name.slice(0, 200),
          until: date(new Date(Date.now() + KEPT_MS).toISOString()),
        })}
      </p>
      {isOvertaken && newer.isSuccess && !newer.isFetching ? (
        <Newer facts={[[t(`type.${TYPE_OF[meant.path]}`), [name, ...facts.filter(Boolean)].join(' · ')]]} />
      ) : null}
    </DialogForm>
  );
}
