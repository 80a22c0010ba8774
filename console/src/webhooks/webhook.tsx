import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { type Delivery, type Webhook, api } from '../api.ts';
import { choiceOf } from '../choice.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';
import { More } from '../ui/more.tsx';
import { Badge, Empty, Failed, Note, ProblemNote, type Tone } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { useAddress } from '../ui/use-address.ts';
import { Waiting } from '../ui/waiting.tsx';
import { WebhookState } from './webhooks.tsx';

/** One subscription: whether it works, what was sent and what became of it; stopped, started again, tried, caught up. */
export function WebhookPage() {
  const { webhookId = '' } = useParams();
  const { t, label, dateTime } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['webhooks', webhookId],
    queryFn: () => api.webhook(webhookId),
    refetchInterval: 10_000,
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={8} />;
  const times = (['succeededAt', 'failingSince', 'createdAt'] as const).flatMap((name) =>
    data[name] === null ? [] : [{ name, at: data[name] }],
  );
  return (
    <div className="stack">
      <header className="page">
        <p className="crumbs">
          <Link to="/webhooks">
            <Icon name="back" /> {t('nav.webhooks')}
          </Link>
        </p>
        <h1 className="said">{data.description ?? data.url}</h1>
        <p className="marks">
          <WebhookState state={data.state} />
          <code className="said">{data.url}</code>
          {data.pending > 0 ? <span>{t('webhooks.pending', { count: data.pending })}</span> : null}
        </p>
        <Steering webhook={data} />
      </header>
      {data.disabledBecause === null || data.disabledAt === null ? null : (
        <Note tone="bad" title={t('webhooks.disabled', { at: dateTime(data.disabledAt) })}>
          <p>{label(`webhookDisabled.${data.disabledBecause}`)}</p>
          <p>{t('webhooks.disabledText')}</p>
        </Note>
      )}
      <dl className="facts">
        <dt>{t('webhooks.events')}</dt>
        <dd>{data.events.join(t('separator'))}</dd>
        {times.map(({ name, at }) => (
          <div key={name}>
            <dt>{t(`webhooks.${name}`)}</dt>
            <dd>{dateTime(at)}</dd>
          </div>
        ))}
      </dl>
      <Deliveries webhook={data} />
    </div>
  );
}

/** Messages are kept for 30 days (docs/webhooks.md). */
const KEPT_MS = 30 * 86_400_000;

function Steering({ webhook }: { webhook: Webhook }) {
  const me = useMe();
  const { t, number } = useText();
  const touches = [['webhooks']];
  const change = useAct((state: 'active' | 'paused') => api.changeWebhook(webhook, state), touches);
  const ping = useAct((_: undefined, key) => api.pingWebhook(webhook.id, key), touches);
  const replay = useAct(
    (_: undefined, key) =>
      api.replayDeliveries(webhook.id, { failedSince: new Date(Date.now() - KEPT_MS).toISOString() }, key),
    touches,
  );
  const may = (operationId: string) => me.permissions.includes(operationId);
  const active = webhook.state === 'active';
  return (
    <>
      <div className="buttons">
        {may('changeWebhook') ? (
          <button
            type="button"
            className={active ? 'btn' : 'btn primary'}
            disabled={change.isPending}
            onClick={() => change.mutate(active ? 'paused' : 'active')}
          >
            {t(active ? 'webhooks.pause' : 'webhooks.activate')}
          </button>
        ) : null}
        {active && may('pingWebhook') ? (
          <button type="button" className="btn" disabled={ping.isPending} onClick={() => ping.mutate(undefined)}>
            {t('webhooks.ping')}
          </button>
        ) : null}
        {active && may('replayWebhookDeliveries') ? (
          <button type="button" className="btn" disabled={replay.isPending} onClick={() => replay.mutate(undefined)}>
            {t('webhooks.replayAll')}
          </button>
        ) : null}
      </div>
      <div role="status">
        {replay.data === undefined ? null : (
          <Note tone="good">{t('webhooks.replayed', { count: number(replay.data.count) })}</Note>
        )}
      </div>
      <ProblemNote problem={change.error ?? ping.error ?? replay.error} />
    </>
  );
}

const STATES = ['pending', 'delivered', 'failed'] as const;
const TONES: Record<Delivery['state'], Tone> = { pending: 'info', delivered: 'good', failed: 'bad' };

function Deliveries({ webhook }: { webhook: Webhook }) {
  const me = useMe();
  const { t, label, dateTime, number, locale } = useText();
  const [search, keep] = useAddress();
  const state = choiceOf(STATES, search.get('state'));
  const pages = useInfiniteQuery({
    queryKey: ['webhooks', webhook.id, 'deliveries', state, locale],
    queryFn: ({ pageParam }) => api.deliveries(webhook.id, { state, limit: 50, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 10_000,
  });
  const replay = useAct(
    (id: string, key) => api.replayDeliveries(webhook.id, { deliveryIds: [id] }, key),
    [['webhooks']],
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const mayReplay = webhook.state === 'active' && me.permissions.includes('replayWebhookDeliveries');
  return (
    <section className="stack" aria-labelledby="deliveries">
      <h2 id="deliveries">{t('webhooks.deliveries')}</h2>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          {t('items.state')}
          <select value={state} onChange={(event) => keep('state', event.target.value)}>
            <option value="">{t('filter.all')}</option>
            {STATES.map((one) => (
              <option key={one} value={one}>
                {label(`webhookDelivery.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </form>
      <ProblemNote problem={pages.error ?? replay.error} />
      {pages.isSuccess && items.length === 0 ? <Empty title={t('webhooks.noDeliveries')} /> : null}
      <ul className="rows">
        {items.map((one) => (
          <li key={one.id}>
            <span>
              <code>{one.type}</code> <Badge tone={TONES[one.state]}>{label(`webhookDelivery.${one.state}`)}</Badge>
              <br />
              <span className="quiet small">
                {dateTime(one.createdAt)} · {t('webhooks.attempts', { count: one.attempts })}
                {one.status === null ? '' : ` · HTTP ${one.status}`}
                {one.tookMs === null ? '' : ` · ${t('webhooks.took', { ms: number(one.tookMs) })}`}
                {one.sentence === null ? '' : ` · ${one.sentence}`}
              </span>
              <details className="small">
                <summary>{t('webhooks.payload')}</summary>
                <code className="said">{one.payload}</code>
              </details>
            </span>
            {mayReplay && one.state !== 'pending' ? (
              <button
                type="button"
                className="btn small"
                disabled={replay.isPending}
                aria-label={t('webhooks.replayOf', { type: one.type, at: dateTime(one.createdAt) })}
                onClick={() => replay.mutate(one.id)}
              >
                {t('webhooks.replay')}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      <More pages={pages} />
    </section>
  );
}
