import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type Notification, api } from '../api.ts';
import { choiceOf } from '../choice.ts';
import { useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { Icon } from '../ui/icon.tsx';
import { More } from '../ui/more.tsx';
import { Badge, Empty, Failed, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { useAddress } from '../ui/use-address.ts';
import { Waiting } from '../ui/waiting.tsx';

const SHOWN = ['unread', 'open'] as const;

/** What the reader was told, the newest first; each leads to what there is to do. */
export function Notifications() {
  const { t, locale } = useText();
  const [search, keep] = useAddress();
  const shown = choiceOf(SHOWN, search.get('show'));
  const pages = useInfiniteQuery({
    queryKey: ['notifications', shown, locale],
    queryFn: ({ pageParam }) =>
      api.notifications({
        unread: shown === 'unread' || null,
        open: shown === 'open' || null,
        limit: 50,
        cursor: pageParam,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const readOne = useAct((id: string) => api.readNotification(id), [['notifications']]);
  const readAll = useAct((upTo: string) => api.readNotifications(upTo), [['notifications']]);
  if (pages.error && !pages.data) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  const items = pages.data?.pages.flatMap((page) => page.items);
  const newest = items?.[0];
  return (
    <>
      <header className="page">
        <h1>{t('nav.notifications')}</h1>
        <p className="quiet">
          <Link to="/settings">{t('notifications.how')}</Link>
        </p>
      </header>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          {t('notifications.show')}
          <select value={shown} onChange={(event) => keep({ show: event.target.value })}>
            <option value="">{t('filter.all')}</option>
            {SHOWN.map((one) => (
              <option key={one} value={one}>
                {t(`notifications.${one}`)}
              </option>
            ))}
          </select>
        </label>
        {newest !== undefined && items?.some(isUnread) ? (
          <button type="button" className="btn" disabled={readAll.isPending} onClick={() => readAll.mutate(newest.id)}>
            {t('notifications.readAll')}
          </button>
        ) : null}
      </form>
      <ProblemNote problem={readOne.error ?? readAll.error ?? pages.error} />
      {items === undefined ? (
        <Waiting lines={8} />
      ) : items.length === 0 ? (
        <Empty title={t('notifications.none')}>
          <p>{t(shown === '' ? 'notifications.noneText' : 'notifications.noneFound')}</p>
        </Empty>
      ) : (
        <div className="stack">
          <ul className="work">
            {items.map((one) => (
              <Line key={one.id} one={one} onRead={() => readOne.mutate(one.id)} />
            ))}
          </ul>
          <More pages={pages} />
        </div>
      )}
    </>
  );
}

/** What somebody else was told they read themselves. */
const isUnread = ({ mine, readAt }: Notification) => mine && readAt === null;

function Line({ one, onRead }: { one: Notification; onRead: () => void }) {
  const { t, dateTime } = useText();
  const unread = isUnread(one);
  return (
    <li className={unread ? 'unread' : undefined}>
      <Link
        to={one.link}
        onClick={() => {
          if (unread) onRead();
        }}
      >
        <span className="what">
          <span className={unread ? 'strong' : undefined}>{one.title}</span>
          <time className="quiet small" dateTime={one.createdAt}>
            {dateTime(one.createdAt)}
          </time>
        </span>
        <span className="marks">
          {unread ? <Badge tone="info">{t('notifications.new')}</Badge> : null}
          {one.for === null ? null : <Badge tone="warn">{t('work.for', { names: one.for.name })}</Badge>}
          {!one.asks ? null : one.doneAt === null ? (
            <Badge tone="warn">{t('notifications.toDo')}</Badge>
          ) : (
            <Badge tone="good">{t('notifications.done')}</Badge>
          )}
          <Due
            at={one.doneAt === null ? one.dueAt : null}
            overdue={one.dueAt !== null && Date.parse(one.dueAt) < Date.now()}
          />
        </span>
      </Link>
      {unread ? (
        <button
          type="button"
          className="btn bare"
          aria-label={t('notifications.readOne', { what: one.title })}
          title={t('notifications.read')}
          onClick={onRead}
        >
          <Icon name="check" />
        </button>
      ) : null}
    </li>
  );
}
