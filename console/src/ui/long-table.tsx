import { type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useText } from '../text.tsx';
import { Failed } from './notes.tsx';
import { Waiting } from './waiting.tsx';

export interface Column<T> {
  key: string;
  head: string;
  cell: (row: T) => ReactNode;
  /** of the table's width, in parts */
  width: number;
  /** figures stand at the right */
  figure?: boolean;
  /** left out where there is little room */
  minor?: boolean;
}
interface Rows<T> {
  items: T[];
  next: string | null;
}

const ROW_PX = 48;

/**
 * A table of any length: only the rows in sight are there, and the next page is asked for before the reader comes to its end.
 * @param total how many there are, if that is known: it is what a screen reader hears
 */
export function LongTable<T extends { id: string }>({
  label,
  columns,
  pages,
  total,
  empty,
  rowHeight = ROW_PX,
}: {
  label: string;
  columns: Column<T>[];
  pages: Pick<
    UseInfiniteQueryResult<{ pages: Rows<T>[] }>,
    'data' | 'error' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage' | 'refetch'
  >;
  total?: number | undefined;
  empty: ReactNode;
  rowHeight?: number;
}) {
  const { t, number } = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const virtual = useVirtualizer({
    count: rows.length + (hasNextPage ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 20) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (pages.error && rows.length === 0) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  if (pages.data === undefined) return <Waiting lines={8} />;
  if (rows.length === 0) return <>{empty}</>;
  const template = columns.map(({ width }) => `minmax(0, ${width}fr)`).join(' ');
  const narrow = columns
    .filter(({ minor }) => !minor)
    .map(({ width }) => `minmax(0, ${width}fr)`)
    .join(' ');
  return (
    <div className="long-table">
      {/* A region that scrolls must be reachable by the keyboard. */}
      <div
        ref={scroller}
        className="scroller"
        role="table"
        aria-label={label}
        aria-rowcount={(total ?? (hasNextPage ? -2 : rows.length)) + 1}
        tabIndex={0}
        style={{ '--columns': template, '--narrow-columns': narrow } as React.CSSProperties}
      >
        <div role="rowgroup" className="head">
          <div role="row" aria-rowindex={1} className="row">
            {columns.map(({ key, head, figure, minor }) => (
              <span key={key} role="columnheader" className={classOf(figure, minor)}>
                {head}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="body" style={{ height: virtual.getTotalSize() }}>
          {shown.map((at) => {
            const row = rows[at.index];
            return (
              <div
                key={row?.id ?? 'next'}
                role="row"
                aria-rowindex={at.index + 2}
                className="row"
                style={{ height: at.size, transform: `translateY(${at.start}px)` }}
              >
                {row === undefined ? (
                  <span role="cell" className="quiet">
                    {t('loading')}
                  </span>
                ) : (
                  columns.map(({ key, cell, figure, minor }) => (
                    <span key={key} role="cell" className={classOf(figure, minor)}>
                      {cell(row)}
                    </span>
                  ))
                )}
              </div>
            );
          })}
        </div>
      </div>
      <p className="quiet small foot" role="status">
        {total === undefined
          ? hasNextPage
            ? t('table.loaded', { count: number(rows.length) })
            : t('table.all', { count: number(rows.length) })
          : t('table.of', { count: number(rows.length), total: number(total) })}
      </p>
    </div>
  );
}

const classOf = (figure?: boolean, minor?: boolean) =>
  [figure ? 'figure' : '', minor ? 'minor' : ''].filter(Boolean).join(' ') || undefined;
