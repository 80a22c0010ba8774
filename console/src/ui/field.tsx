import { type ReactNode, useId } from 'react';

/** What ties an answer to its label, hint and fault. */
export interface Wired {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

/** A label, what is asked, a hint and what is wrong with the answer, tied together for a screen reader. */
export function Field({
  label,
  hint,
  error,
  optional,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** the word for it, where an answer is not needed */
  optional?: string | undefined;
  children: (wired: Wired) => ReactNode;
}) {
  const id = useId();
  const describedBy = [hint ? `${id}-hint` : '', error === undefined ? '' : `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional === undefined ? null : <span className="quiet"> {optional}</span>}
      </label>
      {children({
        id,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {hint ? (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      ) : null}
      {error === undefined ? null : (
        <p id={`${id}-error`} className="wrong">
          {error}
        </p>
      )}
    </div>
  );
}

/** A question that is answered in words. */
export function Words({
  value,
  onChange,
  rows = 3,
  maxLength,
  required,
  ...field
}: Omit<Parameters<typeof Field>[0], 'children'> & {
  value: string;
  onChange: (words: string) => void;
  rows?: number;
  maxLength?: number;
  required?: boolean;
}) {
  return (
    <Field {...field}>
      {(wired) => (
        <textarea
          {...wired}
          rows={rows}
          maxLength={maxLength}
          required={required}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
