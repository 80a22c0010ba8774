import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { isUnanswered, newKey } from '../api.ts';

/**
 * Something that a person does once. Sent again after no answer it carries the same Idempotency-Key, so that it never happens twice; what the
 * server refused was not done, and the next try is a new one.
 * @param work what is done with the input: another input has a key of its own
 * @param touches the first parts of the queries that change by it
 * @param done what comes of it, also when the page or dialog was left meanwhile
 * @param kept the key under which the answer stays in the memory of the page, whichever page is shown, until it is taken out
 */
export function useAct<T, R>(
  work: (input: T, key: string) => Promise<R>,
  touches: unknown[][],
  done?: (result: R, input: T) => void,
  kept?: readonly string[],
) {
  const client = useQueryClient();
  const keys = useRef(new Map<string | undefined, string>());
  const renew = () => Promise.all(touches.map((queryKey) => client.invalidateQueries({ queryKey })));
  return useMutation({
    ...(kept === undefined ? {} : { mutationKey: kept, gcTime: Infinity }),
    // Without a network it fails at once: what waited for one would be done when nobody looks any more.
    networkMode: 'always',
    mutationFn: (input: T) => {
      const said = JSON.stringify(input);
      const key = keys.current.get(said) ?? newKey();
      keys.current.set(said, key);
      return work(input, key);
    },
    onSuccess: async (result, input) => {
      keys.current.delete(JSON.stringify(input));
      done?.(result, input);
      const renewed = renew();
      // What is shown this once waits for no list.
      if (kept === undefined) await renewed;
    },
    onError: (error, input) => {
      // It may have been done all the same.
      if (isUnanswered(error)) void renew();
      else keys.current.delete(JSON.stringify(input));
    },
  });
}
