import { type Locale, formsOf } from '../i18n/index.ts';

/** Characters that take two columns of a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu;

/** A value as one line without control characters: what people typed must not steer the reader's terminal. */
export function cell(value: string | number | null | undefined): string {
  return String(value ?? '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '');
}

function widthOf(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}
function padded(text: string, width: number): string {
  return text + ' '.repeat(width - widthOf(text));
}

/** Columns under their headings, as wide as their longest cell. */
export function table(headings: string[], rows: string[][]): string {
  const lines = [headings, ...rows].map((row) => row.map(cell));
  const widths = headings.map((_, i) => Math.max(...lines.map((line) => widthOf(line[i] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((text, i) => padded(text, widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Names with their values, one a line; those without a value are left out. */
export function fields(pairs: [string, string | null | undefined][]): string {
  const there = pairs.filter(([, value]) => value);
  const width = Math.max(...there.map(([name]) => widthOf(name)));
  return there.map(([name, value]) => `${padded(name, width)}  ${cell(value)}`).join('\n');
}

/** An instant in the reader's own zone. */
export function when(instant: string | null, locale: Locale): string {
  if (instant === null) return '';
  return new Intl.DateTimeFormat(formsOf(locale), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(instant),
  );
}
