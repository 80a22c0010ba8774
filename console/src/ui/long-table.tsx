import { type UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
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
/** The table is never higher (style.css). */
const VIEW_PX = 720;
/** Rows that are there above and below those in sight. */
const MORE_ROWS = 12;

interface Table<T> {
  label: string;
  columns: Column<T>[];
  pages: Pick<
    UseInfiniteQueryResult<{ pages: Rows<T>[] }>,
    'data' | 'error' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage' | 'refetch'
  >;
  /** how many there are, if that is known: it is what a screen reader hears */
  total?: number | undefined;
  rowHeight?: number;
}

/** A table of any length: only the rows in sight are there, and the next page is asked for before the reader comes to its end. */
export function LongTable<T extends { id: string }>({ empty, ...table }: Table<T> & { empty: ReactNode }) {
  const { data, error, refetch } = table.pages;
  const isEmpty = data === undefined || data.pages.every(({ items }) => items.length === 0);
  if (error && isEmpty) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Waiting lines={8} />;
  return isEmpty ? <>{empty}</> : <Filled {...table} loaded={data.pages} />;
}

function Filled<T extends { id: string }>({
  label,
  columns,
  pages: { hasNextPage, isFetchingNextPage, fetchNextPage },
  loaded,
  total,
  rowHeight = ROW_PX,
}: Table<T> & { loaded: Rows<T>[] }) {
  const { t, number } = useText();
  const count = loaded.reduce((sum, { items }) => sum + items.length, 0);
  const end = count + (hasNextPage ? 1 : 0);
  // Not the place itself: most of what a wheel does leaves the first row where it is.
  const [top, setTop] = useState(0);
  const first = Math.max(0, Math.min(top, count) - MORE_ROWS);
  const last = Math.min(end, top + Math.ceil(VIEW_PX / rowHeight) + MORE_ROWS);
  const shown = rowsOf(loaded, first, last);
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= count - 20) void fetchNextPage();
  }, [last, count, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const template = columns.map(({ width }) => `minmax(0, ${width}fr)`).join(' ');
  const narrow = columns
    .filter(({ minor }) => !minor)
    .map(({ width }) => `minmax(0, ${width}fr)`)
    .join(' ');
  return (
    <div className="long-table">
      {/* A region that scrolls must be reachable by the keyboard. */}
      <div
        className="scroller"
        role="table"
        aria-label={label}
        aria-rowcount={(total ?? (hasNextPage ? -2 : count)) + 1}
        tabIndex={0}
        onScroll={(event) => setTop(Math.floor(event.currentTarget.scrollTop / rowHeight))}
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
        <div role="rowgroup" className="body" style={{ height: end * rowHeight }}>
          {Array.from({ length: last - first }, (_, nth) => {
            const row = shown[nth];
            const at = first + nth;
            return (
              <div
                key={row?.id ?? 'next'}
                role="row"
                aria-rowindex={at + 2}
                className="row"
                style={{ height: rowHeight, transform: `translateY(${at * rowHeight}px)` }}
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
            ? t('table.loaded', { count: number(count) })
            : t('table.all', { count: number(count) })
          : t('table.of', { count: number(count), total: number(total) })}
      </p>
    </div>
  );
}

const classOf = (figure?: boolean, minor?: boolean) =>
  [figure ? 'figure' : '', minor ? 'minor' : ''].filter(Boolean).join(' ') || undefined;

/** The rows from `first` on, up to `last`, without those of all pages put into one list: of hundreds that takes longer than a frame. */
function rowsOf<T>(pages: Rows<T>[], first: number, last: number): T[] {
  const found: T[] = [];
  let from = 0;
  for (const { items } of pages) {
    found.push(...items.slice(Math.max(0, first - from), Math.max(0, last - from)));
    from += items.length;
    if (from >= last) break;
  }
  return found;
}
