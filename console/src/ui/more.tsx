import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useText } from '../text.tsx';

/** The next page of a list that stands on the page as a whole. */
export function More({
  pages,
}: {
  pages: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
}) {
  const { t } = useText();
  return pages.hasNextPage ? (
    <button
      type="button"
      className="btn"
      disabled={pages.isFetchingNextPage}
      onClick={() => void pages.fetchNextPage()}
    >
      {t('list.more')}
    </button>
  ) : null;
}
