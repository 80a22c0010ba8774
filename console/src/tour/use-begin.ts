import { useMutation } from '@tanstack/react-query';
import { useText } from '../text.tsx';
import { begin } from './begin.ts';
import { focusPanel } from './focus.ts';
import { useGo } from './go.ts';
import { startOf } from './stages.ts';
import { useWords } from './words.ts';

/** Begins the tour, or begins it anew, and goes to its first place. */
export function useBegin() {
  const t = useWords();
  const { choose, locale } = useText();
  const go = useGo();
  return useMutation({
    mutationFn: async () => {
      const { hr, giver } = await begin(t('sample.reason'));
      // The people of the company read other languages than the visitor.
      choose(locale);
      await go(hr, null, startOf(giver));
    },
    onSuccess: focusPanel,
  });
}
