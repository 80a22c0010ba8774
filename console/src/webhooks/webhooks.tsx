import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, Route, Routes } from 'react-router';
import { api } from '../api.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';
import { More } from '../ui/more.tsx';
import { Empty, Failed, NotForYou } from '../ui/notes.tsx';
import { Only } from '../ui/only.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { ChangeWebhook, MakeWebhook } from './edit.tsx';
import { patternName } from './events.tsx';
import { WebhookState } from './state.tsx';
import { WebhookPage } from './webhook.tsx';

/** Which programs hear of which events. */
export function Webhooks() {
  return (
    <Routes>
      <Route index element={<All />} />
      <Route
        path="new"
        element={
          <Only may="createWebhook">
            <MakeWebhook />
          </Only>
        }
      />
      <Route path=":webhookId" element={<WebhookPage />} />
      <Route
        path=":webhookId/change"
        element={
          <Only may="changeWebhook">
            <ChangeWebhook />
          </Only>
        }
      />
      <Route path="*" element={<NotForYou />} />
    </Routes>
  );
}

function All() {
  const me = useMe();
  const { t } = useText();
  const pages = useInfiniteQuery({
    queryKey: ['webhooks', 'all'],
    queryFn: ({ pageParam }) => api.webhooks({ limit: 50, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  if (pages.error && !pages.data) return <Failed error={pages.error} retry={() => void pages.refetch()} />;
  if (!pages.data) return <Waiting />;
  const items = pages.data.pages.flatMap((page) => page.items);
  return (
    <>
      <header className="page">
        <h1>{t('nav.webhooks')}</h1>
        <p className="quiet">{t('webhooks.text')}</p>
        {me.permissions.includes('createWebhook') ? (
          <p>
            <Link className="btn primary" to="new">
              <Icon name="plus" />
              {t('webhooks.make')}
            </Link>
          </p>
        ) : null}
      </header>
      {items.length === 0 ? (
        <Empty title={t('webhooks.none')}>
          <p>{t('webhooks.noneText')}</p>
        </Empty>
      ) : (
        <div className="stack">
          <ul className="cards">
            {items.map((one) => (
              <li key={one.id} className="card">
                <h2 className="marks">
                  <Link to={`/webhooks/${one.id}`} className="said">
                    {one.description ?? one.url}
                  </Link>{' '}
                  <WebhookState state={one.state} />
                </h2>
                <p className="quiet small said">
                  {one.description === null ? '' : `${one.url} · `}
                  {one.events.map((pattern) => patternName(t, pattern)).join(t('separator'))}
                </p>
                {one.pending > 0 ? <p className="small">{t('webhooks.pending', { count: one.pending })}</p> : null}
              </li>
            ))}
          </ul>
          <More pages={pages} />
        </div>
      )}
    </>
  );
}
