import { api } from '../api.ts';
import { useText } from '../text.tsx';
import { Combobox } from '../ui/combobox.tsx';
import { useCase } from './context.ts';

/** A customer of a case, with the name that the reader sees. */
export interface Named {
  id: string;
  name: string;
}

/** Finds one of the case's customers by name, or none of them: all of the case. */
export function CustomerPicker({ value, onPick }: { value: Named | null; onPick: (customer: Named | null) => void }) {
  const { handover } = useCase();
  const { t } = useText();
  return (
    <Combobox<Named>
      label={t('type.customer')}
      placeholder={t('customers.search')}
      queryKey={['case', handover.id, 'customers', 'found']}
      find={async (q, signal) => {
        const { items } = await api.items(handover.id, { type: 'customer', q, limit: 30 }, signal);
        return items.flatMap(({ customer }) => {
          const { id, name } = customer ?? {};
          return id == null || name == null ? [] : [{ id, name }];
        });
      }}
      tell={({ name }) => ({ name })}
      missing={t('customers.noneFound')}
      value={value?.name ?? t('risks.wholeCase')}
      nothing={{ name: t('risks.wholeCase'), onPick: () => onPick(null) }}
      onPick={onPick}
    />
  );
}
