import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { useSettled } from './use-settled.ts';

/** Finds one of many by what is typed (WAI-ARIA combobox with a list). */
export function Combobox<T extends { id: string }>({
  label,
  hint,
  placeholder,
  queryKey,
  find,
  tell,
  missing,
  value,
  nothing,
  onPick,
}: {
  label: string;
  hint?: string | undefined;
  placeholder: string;
  /** of all that is found here */
  queryKey: readonly unknown[];
  /** @param q what is typed; empty: what is offered before anything is */
  find: (q: string, signal: AbortSignal) => Promise<T[]>;
  /** what one is called, and what tells it from others of that name */
  tell: (one: T) => { name: string; more?: string };
  /** said where nothing is found */
  missing: string;
  /** what is picked, in words; the field is empty where nothing is */
  value: string;
  /** at the head of what is offered before anything is typed: picks nothing */
  nothing?: { name: string; onPick: () => void } | undefined;
  onPick: (one: T) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const q = useSettled((typed ?? '').trim(), 200);
  const open = typed !== null;
  const { data, isFetching } = useQuery({
    queryKey: [...queryKey, q],
    queryFn: ({ signal }) => find(q, signal),
    enabled: open,
  });
  // A list that answers what was typed before must not be picked from.
  const fresh = q === (typed ?? '').trim();
  const found = (fresh ? (data ?? []) : []).map((one) => ({ id: one.id, ...tell(one), pick: () => onPick(one) }));
  const options =
    nothing && fresh && q === '' ? [{ id: 'nothing', name: nothing.name, pick: nothing.onPick }, ...found] : found;
  const pick = (option: (typeof options)[number] | undefined) => {
    if (option === undefined) return;
    option.pick();
    setTyped(null);
    setAt(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setTyped('');
      else setAt((now) => Math.max(0, Math.min(options.length - 1, now + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      pick(options[at]);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setTyped(null);
    }
  };
  return (
    <div className="field picker">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        role="combobox"
        autoComplete="off"
        aria-expanded={open && options.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={open && options[at] ? `${id}-${options[at].id}` : undefined}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        placeholder={placeholder}
        value={typed ?? value}
        onFocus={(event) => event.target.select()}
        onClick={() => setTyped((now) => now ?? '')}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onBlur={() => setTyped(null)}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={label} hidden={!open || options.length === 0}>
        {options.map((option, index) => (
          <li
            key={option.id}
            id={`${id}-${option.id}`}
            role="option"
            aria-selected={index === at}
            // The field keeps the focus, so that the list is still there when the button comes up.
            onMouseDown={(event) => {
              event.preventDefault();
              pick(option);
            }}
          >
            <bdi>{option.name}</bdi>
            {option.more === undefined ? null : <span className="quiet small">{option.more}</span>}
          </li>
        ))}
      </ul>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      <p className="hint" role="status">
        {open && fresh && !isFetching && q !== '' && found.length === 0 ? missing : ''}
      </p>
    </div>
  );
}
