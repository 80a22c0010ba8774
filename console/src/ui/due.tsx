import { useText } from '../text.tsx';

/** Until when, and how far that is; it says so in words as well when it is over. */
export function Due({ at, overdue }: { at: string | null; overdue: boolean }) {
  const { t, dateTime, away } = useText();
  if (at === null) return null;
  return (
    <time dateTime={at} className={overdue ? 'due over' : 'due'} title={dateTime(at)}>
      {overdue ? t('due.over', { away: away(at) }) : t('due.until', { away: away(at) })}
    </time>
  );
}
