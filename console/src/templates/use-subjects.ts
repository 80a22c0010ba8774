import { useQuery } from '@tanstack/react-query';
import { leftOpen } from '../../../src/i18n/plural.ts';
import { useText } from '../text.tsx';

/** The subjects that come with the product say what a mail is about better than its key. */
export function useSubjects(): (key: string) => string {
  const { locale } = useText();
  const { data } = useQuery({
    queryKey: ['mail-subjects', locale],
    staleTime: Infinity,
    queryFn: async (): Promise<Record<string, string>> =>
      (
        await (locale === 'zh-CN'
          ? import('../../../src/i18n/zh-CN/mail.json')
          : import('../../../src/i18n/en/mail.json'))
      ).default,
  });
  return (key) => leftOpen((data?.[`${key}.subject`] ?? key).replace('[{{label}}] ', ''), (name) => `‹${name}›`);
}
