import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { newKey, statusOf } from '../api.ts';

/**
 * Something that a person does once. Sent again after no answer it carries the same Idempotency-Key, so that it never happens twice; what the
 * server refused was not done, and the next try is a new one.
 * @param touches the first parts of the queries that change by it
 */
export function useAct<T, R>(
  work: (input: T, key: string) => Promise<R>,
  touches: unknown[][],
  done?: (result: R) => void,
) {
  const client = useQueryClient();
  const key = useRef<string | null>(null);
  return useMutation({
    mutationFn: (input: T) => {
      key.current ??= newKey();
      return work(input, key.current);
    },
    onSuccess: async (result) => {
      key.current = null;
      done?.(result);
      await Promise.all(touches.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: (error) => {
      const unanswered = statusOf(error) === 0 || statusOf(error) >= 500;
      if (!unanswered) key.current = null;
    },
  });
}
