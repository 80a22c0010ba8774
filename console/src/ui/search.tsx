/** A field that narrows what stands below it, or finds it. `/` leads to the first of a page. */
export function Search({
  label,
  value,
  onChange,
  maxLength = 100,
}: {
  label: string;
  value: string;
  onChange: (typed: string) => void;
  maxLength?: number;
}) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={maxLength}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
