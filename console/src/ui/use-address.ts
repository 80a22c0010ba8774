import { useSearchParams } from 'react-router';

/** What a page shows, kept in its address: there after a reload, and in a link. @returns the parameters, how one is set (empty takes it out), and how all are taken out */
export function useAddress(): [URLSearchParams, (name: string, value: string) => void, () => void] {
  const [search, setSearch] = useSearchParams();
  const keep = (name: string, value: string) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return [search, keep, () => setSearch({}, { replace: true })];
}
