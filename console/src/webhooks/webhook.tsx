import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { type Webhook, api } from '../api.ts';
import { useMe } from '../me.tsx';
import { type Key, useText } from '../text.tsx';
import { fromLocal } from '../times.ts';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Failed, Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { Deliveries } from './deliveries.tsx';
import { patternName } from './events.tsx';
import { Rotate } from './rotate.tsx';
import { WebhookState } from './state.tsx';

/** One subscription: whether it works, changed, stopped, started again, tried, caught up, ended. */
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
        <dd>{data.events.map((pattern) => patternName(t, pattern)).join(t('separator'))}</dd>
        <dt>{t('webhooks.secrets')}</dt>
        <dd>
          {data.secrets.map(({ createdAt, expiresAt }) => (
            <p key={createdAt}>
              {expiresAt === null
                ? t('webhooks.secretSince', { at: dateTime(createdAt) })
                : t('webhooks.secretUntil', { at: dateTime(createdAt), until: dateTime(expiresAt) })}
            </p>
          ))}
        </dd>
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

type Doing = 'rotate' | 'replay' | 'end';

/** What one can do with a subscription. */
function Steering({ webhook }: { webhook: Webhook }) {
  const me = useMe();
  const { t } = useText();
  const [doing, setDoing] = useState<Doing | null>(null);
  const touches = [['webhooks']];
  const change = useAct((state: 'active' | 'paused') => api.changeWebhook(webhook, { state }), touches);
  const ping = useAct((_: undefined, key) => api.pingWebhook(webhook.id, key), touches);
  const may = (operationId: string) => me.permissions.includes(operationId);
  const active = webhook.state === 'active';
  const close = () => setDoing(null);
  const opens = (what: Doing, name: Key) => (
    <button type="button" className="btn" onClick={() => setDoing(what)}>
      {t(name)}
    </button>
  );
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
        {active && may('replayWebhookDeliveries') ? opens('replay', 'webhooks.replayAll') : null}
        {/* One that was disabled is started again first. */}
        {webhook.state !== 'disabled' && may('changeWebhook') ? (
          <Link className="btn" to="change">
            {t('webhooks.change')}
          </Link>
        ) : null}
        {may('rotateWebhookSecret') ? opens('rotate', 'webhooks.rotate') : null}
        {may('deleteWebhook') ? opens('end', 'webhooks.end') : null}
      </div>
      <ProblemNote problem={change.error ?? ping.error} />
      {doing === 'rotate' ? <Rotate webhook={webhook} onClose={close} /> : null}
      {doing === 'replay' ? <Replay webhook={webhook} onClose={close} /> : null}
      {doing === 'end' ? <End webhook={webhook} onClose={close} /> : null}
    </>
  );
}

/** Messages are kept for 30 days (docs/webhooks.md). */
const KEPT_MS = 30 * 86_400_000;

/** Sends once more what was given up since a time. */
function Replay({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t, number } = useText();
  const [since, setSince] = useState('');
  // Once: sent again after no answer it has to be the same request.
  const [oldest] = useState(() => new Date(Date.now() - KEPT_MS).toISOString());
  const replay = useAct(
    (failedSince: string, key) => api.replayDeliveries(webhook.id, { failedSince }, key),
    [['webhooks']],
  );
  if (replay.data !== undefined)
    return (
      <Dialog title={t('webhooks.replayAll')} onClose={onClose}>
        <p role="status">{t('webhooks.replayed', { count: number(replay.data.count) })}</p>
        <footer>
          <button type="button" className="btn primary" onClick={onClose}>
            {t('close')}
          </button>
        </footer>
      </Dialog>
    );
  return (
    <DialogForm
      title={t('webhooks.replayAll')}
      act={replay}
      onSend={() => replay.mutate(since === '' ? oldest : fromLocal(since))}
      onClose={onClose}
      send={t('webhooks.replay')}
    >
      <p>{t('webhooks.replayText')}</p>
      <Field label={t('webhooks.replaySince')} hint={t('webhooks.replaySinceHint')} optional={t('optional')}>
        {(wired) => (
          <input {...wired} type="datetime-local" value={since} onChange={(event) => setSince(event.target.value)} />
        )}
      </Field>
    </DialogForm>
  );
}

/** Takes a subscription away, once the reader has seen what goes with it. */
function End({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const end = useAct(
    () => api.endWebhook(webhook),
    [['webhooks', 'all']],
    () => void navigate('/webhooks'),
  );
  return (
    <DialogForm
      title={t('webhooks.endTitle')}
      act={end}
      onSend={() => end.mutate(undefined)}
      onClose={onClose}
      send={t('webhooks.endDo')}
      grave
    >
      <p>{t('webhooks.endText', { url: webhook.url })}</p>
    </DialogForm>
  );
}
