import { useCallback, useState } from 'react';

/** What somebody has typed and not sent: kept in this browser, for this person, until it is sent or they sign out for good. */

const PREFIX = 'handover.draft:';

/**
 * @param personId whose it is, so that nobody else at this browser sees it
 * @param name of the form and what it is about; null: nothing is kept
 * @returns the value, its setter, and what forgets it
 */
export function useDraft<T>(personId: string, name: string, initial: T): [T, (value: T) => void, () => void] {
  const key = `${PREFIX}${personId}:${name}`;
  const [value, setValue] = useState<T>(() => (read(key) as T | undefined) ?? initial);
  const set = useCallback(
    (next: T) => {
      setValue(next);
      keepDraft(personId, name, next);
    },
    [personId, name],
  );
  const forget = useCallback(() => localStorage.removeItem(key), [key]);
  return [value, set, forget];
}

/** Fills in a form that is opened later. */
export function keepDraft(personId: string, name: string, value: unknown): void {
  try {
    localStorage.setItem(`${PREFIX}${personId}:${name}`, JSON.stringify(value));
  } catch {
    // The browser's store is full or closed: the form works, only without a memory.
  }
}

export const hasDraft = (personId: string, name: string): boolean =>
  localStorage.getItem(`${PREFIX}${personId}:${name}`) !== null;

export function forgetDrafts(personId: string): void {
  for (const key of Object.keys(localStorage))
    if (key.startsWith(`${PREFIX}${personId}:`)) localStorage.removeItem(key);
}

function read(key: string): unknown {
  try {
    const kept = localStorage.getItem(key);
    return kept === null ? undefined : JSON.parse(kept);
  } catch {
    return undefined;
  }
}
