import type { Handover } from '../api.ts';
import { useText } from '../text.tsx';

/** Narrows a list to one receiver of the case. @param value their id; empty: all */
export function ReceiverFilter({
  handover,
  value,
  onChange,
}: {
  handover: Handover;
  value: string;
  onChange: (id: string) => void;
}) {
  const { t } = useText();
  return (
    <label>
      {t('items.receiver')}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('filter.all')}</option>
        {handover.receivers.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
