/** Between instants of the API and the fields of forms, which are in the reader's own zone. */

const two = (value: number) => String(value).padStart(2, '0');

/** @returns what an input of the type datetime-local takes; empty for null */
export function toLocal(instant: string | null): string {
  if (instant === null) return '';
  const at = new Date(instant);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** @returns the instant; what is no date is sent as it is, and refused with a sentence */
export function fromLocal(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : at.toISOString();
}
