import { type EmployeeSummary, type Person, api } from '../api.ts';
import { useText } from '../text.tsx';
import { Combobox } from './combobox.tsx';

/** Finds one of the company's people by name or number. */
export function PersonPicker({
  label,
  hint,
  onPick,
  without = [],
  value,
}: {
  label: string;
  hint?: string;
  /** ids that cannot be picked here */
  without?: string[];
  /** who is picked; the field is empty after each pick where it is left out */
  value?: Person | null;
  onPick: (person: EmployeeSummary) => void;
}) {
  const { t } = useText();
  return (
    <Combobox
      label={label}
      hint={hint}
      placeholder={t('person.placeholder')}
      queryKey={['employees', 'found', without]}
      find={async (q, signal) =>
        (await api.employees({ q, limit: 30 }, signal)).items.filter(
          (one) => !without.includes(one.id) && one.state !== 'left',
        )
      }
      tell={({ name, number, title, region }) => ({
        name,
        more: [number, title, region].filter((part) => part !== null).join(' · '),
      })}
      missing={t('person.none')}
      value={value ? `${value.name} · ${value.number}` : ''}
      onPick={onPick}
    />
  );
}
