import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type NotificationCount, api } from '../api.ts';
import { listen } from './listen.ts';

/**
 * How many notifications the reader has not read, live; what the pages show of them, and of what waits for the reader, is read anew when
 * it changes.
 * @returns null: not heard yet
 */
export function useNotificationCount(): NotificationCount | null {
  const client = useQueryClient();
  const [count, setCount] = useState<NotificationCount | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    let first = true;
    const heard = (now: NotificationCount) => {
      setCount(now);
      // The pages have just been read when the first count comes.
      if (!first) for (const of of ['notifications', 'me', 'work']) void client.invalidateQueries({ queryKey: [of] });
      first = false;
    };
    void listen((signal) => api.followCount(heard, signal), gone.signal);
    return () => gone.abort();
  }, [client]);
  return count;
}
