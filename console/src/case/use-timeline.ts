import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type AuditEntry, api } from '../api.ts';
import { listen } from '../ui/listen.ts';

/** Entries come in bursts: what changed is read once for each. */
const BURST_MS = 400;

/**
 * The timeline of a case, which goes on by itself while the page is open; what the page shows of the case is read anew with it.
 * @returns entries, oldest first, and whether news come at once
 */
export function useTimeline(handoverId: string, locale: string): { entries: AuditEntry[]; live: boolean } {
  const client = useQueryClient();
  const [entries, setEntries] = useState<AuditEntry[]>([]);
  const [live, setLive] = useState(false);
  useEffect(() => {
    const gone = new AbortController();
    let after: string | null = null;
    let burst: ReturnType<typeof setTimeout> | undefined;
    let heard: AuditEntry[] = [];
    const tell = () => {
      burst = undefined;
      const news = heard;
      heard = [];
      setEntries((old) => [...old, ...news]);
      void client.invalidateQueries({ queryKey: ['case', handoverId] });
      void client.invalidateQueries({ queryKey: ['work'] });
      void client.invalidateQueries({ queryKey: ['me'] });
    };
    setEntries([]);
    const open = (signal: AbortSignal) =>
      api.follow(
        handoverId,
        after,
        (entry, eventId) => {
          after = eventId;
          heard.push(entry);
          burst ??= setTimeout(tell, BURST_MS);
        },
        signal,
      );
    void listen(open, gone.signal, setLive);
    return () => {
      gone.abort();
      clearTimeout(burst);
    };
  }, [client, handoverId, locale]);
  return { entries, live };
}
