import { startTransition, useOptimistic } from 'react';
import { useSearchParams } from 'react-router';

/**
 * What a page shows, kept in its address: there after a reload, and in a link. The router changes the address when there is time for it;
 * what was chosen is there at once.
 * @returns the parameters, how some are set (empty takes one out), and how all are taken out
 */
export function useAddress(): [URLSearchParams, (values: Record<string, string>) => void, () => void] {
  const [search, setSearch] = useSearchParams();
  const [shown, show] = useOptimistic(search);
  const go = (next: URLSearchParams) =>
    startTransition(() => {
      show(next);
      setSearch(next, { replace: true });
    });
  const keep = (values: Record<string, string>) => {
    const next = new URLSearchParams(shown);
    for (const [name, value] of Object.entries(values)) {
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    go(next);
  };
  return [shown, keep, () => go(new URLSearchParams())];
}
