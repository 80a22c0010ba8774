import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { type EmployeeSummary, type Person, api } from '../api.ts';
import { useText } from '../text.tsx';
import { useSettled } from './use-settled.ts';

/** Finds one of the company's people by name or number (WAI-ARIA combobox with a list). */
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
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const q = useSettled((typed ?? '').trim(), 200);
  const open = typed !== null;
  const { data, isFetching } = useQuery({
    queryKey: ['employees', q],
    queryFn: ({ signal }) => api.employees({ q, limit: 30 }, signal),
    enabled: open,
  });
  // A list that answers what was typed before must not be picked from.
  const fresh = q === (typed ?? '').trim();
  const found = (fresh ? (data?.items ?? []) : []).filter((one) => !without.includes(one.id) && one.state !== 'left');
  const pick = (person: EmployeeSummary | undefined) => {
    if (person === undefined) return;
    onPick(person);
    setTyped(null);
    setAt(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setTyped('');
      else setAt((now) => Math.max(0, Math.min(found.length - 1, now + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      pick(found[at]);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setTyped(null);
    }
  };
  const shown = typed ?? (value ? `${value.name} · ${value.number}` : '');
  return (
    <div className="field picker">
      <label htmlFor={id}>{label}</label>
      <input
        ref={input}
        id={id}
        role="combobox"
        autoComplete="off"
        aria-expanded={open && found.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={open && found[at] ? `${id}-${found[at].id}` : undefined}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        placeholder={t('person.placeholder')}
        value={shown}
        onFocus={(event) => event.target.select()}
        onClick={() => setTyped((now) => now ?? '')}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onBlur={() => setTyped(null)}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={label} hidden={!open || found.length === 0}>
        {found.map((one, index) => (
          <li
            key={one.id}
            id={`${id}-${one.id}`}
            role="option"
            aria-selected={index === at}
            // The field keeps the focus, so that the list is still there when the button comes up.
            onMouseDown={(event) => {
              event.preventDefault();
              pick(one);
            }}
          >
            <bdi>{one.name}</bdi>
            <span className="quiet small">
              {one.number}
              {one.title === null ? '' : ` · ${one.title}`}
              {one.region === null ? '' : ` · ${one.region}`}
            </span>
          </li>
        ))}
      </ul>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      <p className="hint" role="status">
        {open && fresh && !isFetching && q !== '' && found.length === 0 ? t('person.none') : ''}
      </p>
    </div>
  );
}
