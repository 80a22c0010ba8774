import { useInfiniteQuery } from '@tanstack/react-query';
import { type Delivery, type Webhook, api } from '../api.ts';
import { choiceOf } from '../choice.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { More } from '../ui/more.tsx';
import { Badge, Empty, ProblemNote, type Tone } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { useAddress } from '../ui/use-address.ts';

const STATES = ['pending', 'delivered', 'failed'] as const;
const TONES: Record<Delivery['state'], Tone> = { pending: 'info', delivered: 'good', failed: 'bad' };

/** What was sent to a subscription and what became of it; each message can be sent again. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
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
          <select value={state} onChange={(event) => keep({ state: event.target.value })}>
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
