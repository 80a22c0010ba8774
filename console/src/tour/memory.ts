import { useMemo, useSyncExternalStore } from 'react';
import type { Person } from '../api.ts';

/** What is only looked at: no case knows that it was, so that the tour remembers it. */
export type Sight = 'transfer' | 'letters' | 'review' | 'evidence';

/** How far a visitor is: all that the case itself does not say. Kept in this browser, for all its tabs. */
export interface Memory {
  giver: Person;
  hr: Person;
  /** tells one tour from the next */
  begunAt: string;
  /** the giver's newest case before the tour, null: they had none; ids rise with time, so that a greater one is the case of the tour */
  lastBefore: string | null;
  /** null: it is not started yet */
  handoverId: string | null;
  seen: Sight[];
  /** how long the tour was in sight */
  spentMs: number;
  left: boolean;
  collapsed: boolean;
}

const KEY = 'handover.tour';
const listeners = new Set<() => void>();
addEventListener('storage', ({ key }) => {
  if (key === KEY) for (const listener of listeners) listener();
});

export function keep(memory: Memory): void {
  localStorage.setItem(KEY, JSON.stringify(memory));
  for (const listener of listeners) listener();
}

export function recall(): Memory | null {
  return parsed(localStorage.getItem(KEY));
}

/** Changes what is remembered, when anything is. */
export function change(part: (memory: Memory) => Partial<Memory>): void {
  const memory = recall();
  if (memory !== null) keep({ ...memory, ...part(memory) });
}

/** @returns null: the tour was never begun in this browser */
export function useMemory(): Memory | null {
  const kept = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => localStorage.getItem(KEY),
  );
  return useMemo(() => parsed(kept), [kept]);
}

const parsed = (kept: string | null) => (kept === null ? null : (JSON.parse(kept) as Memory));
