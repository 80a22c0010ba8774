import { useQuery } from '@tanstack/react-query';
import { useText } from '../text.tsx';

/** What the members and codes of a policy are called: the same words that the API compares policies in. */
export function useRuleNames(): (code: string) => string {
  const { locale } = useText();
  const { data } = useQuery({
    queryKey: ['rule-names', locale],
    staleTime: Infinity,
    queryFn: async (): Promise<Record<string, string>> =>
      (
        await (locale === 'zh-CN'
          ? import('../../../src/i18n/zh-CN/policies.json')
          : import('../../../src/i18n/en/policies.json'))
      ).default,
  });
  return (code) => data?.[`name.${code}`] ?? code;
}
