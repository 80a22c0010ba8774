import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { type EventPattern, type Webhook, api, isUnanswered, statusOf } from '../api.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Newer } from '../ui/newer.tsx';
import { Failed, Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { ChooseEvents, patternName } from './events.tsx';
import { type ShownOnce, shownOnce } from './secret.tsx';

interface Draft {
  url: string;
  description: string;
  events: EventPattern[];
}

/** A new subscription; its secret is shown at the end. */
export function MakeWebhook() {
  const me = useMe();
  const { t } = useText();
  const [draft, setDraft] = useState<Draft>({ url: '', description: '', events: [] });
  const make = useAct(
    async (): Promise<ShownOnce> => {
      const { url, events } = draft;
      const description = draft.description.trim();
      const made = await api.makeWebhook({
        url: url.trim(),
        events,
        ...(description === '' ? {} : { description }),
      });
      return { title: 'webhooks.made', ...made };
    },
    [['webhooks']],
    undefined,
    shownOnce(me.person.id),
  );
  return (
    <Fields
      title={t('webhooks.make')}
      text={t('webhooks.makeText')}
      back="/webhooks"
      draft={draft}
      onChange={setDraft}
      problem={
        <>
          <ProblemNote problem={make.error} />
          {make.isError && isUnanswered(make.error) ? <Note tone="warn">{t('webhooks.maybeMade')}</Note> : null}
        </>
      }
      send={t('webhooks.make')}
      sending={make.isPending}
      onSend={() => make.mutate(undefined)}
    />
  );
}

/** Address, purpose and events of one that there is. */
export function ChangeWebhook() {
  const { webhookId = '' } = useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['webhooks', webhookId],
    queryFn: () => api.webhook(webhookId),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  return data ? <Change webhook={data} look={refetch} /> : <Waiting lines={8} />;
}

const draftOf = ({ url, description, events }: Webhook): Draft => ({
  url,
  description: description ?? '',
  events: events as EventPattern[],
});

/** @param look reads it anew */
function Change({ webhook, look }: { webhook: Webhook; look: () => Promise<unknown> }) {
  const { t } = useText();
  const navigate = useNavigate();
  // What was seen when the form was opened is what the change is made to.
  const [seen, setSeen] = useState(webhook);
  const [draft, setDraft] = useState(() => draftOf(webhook));
  const change = useAct(
    (to: Webhook) =>
      api.changeWebhook(to, { ...draft, url: draft.url.trim(), description: draft.description.trim() || null }),
    [['webhooks']],
    ({ id }) => void navigate(`/webhooks/${id}`, { replace: true }),
  );
  const overtaken = statusOf(change.error) === 412 && webhook.version !== seen.version;
  return (
    <Fields
      title={t('webhooks.change')}
      text={webhook.description ?? webhook.url}
      back={`/webhooks/${webhook.id}`}
      draft={draft}
      onChange={setDraft}
      problem={
        overtaken ? (
          <Newer
            facts={[
              [t('webhooks.url'), webhook.url],
              [t('webhooks.description'), webhook.description ?? ''],
              [t('webhooks.events'), webhook.events.map((one) => patternName(t, one)).join(t('separator'))],
            ]}
            onTake={() => {
              setSeen(webhook);
              setDraft(draftOf(webhook));
              change.reset();
            }}
          />
        ) : (
          <ProblemNote problem={change.error} />
        )
      }
      send={t('save')}
      sending={change.isPending}
      onSend={() => {
        // Whoever was shown the newer one and sends again means it.
        const to = overtaken ? webhook : seen;
        setSeen(to);
        change.mutate(to, { onError: (error) => void (statusOf(error) === 412 && look()) });
      }}
    />
  );
}

/** What a subscription is. */
function Fields({
  title,
  text,
  back,
  draft,
  onChange,
  problem,
  send,
  sending,
  onSend,
}: {
  title: string;
  text: string;
  back: string;
  draft: Draft;
  onChange: (draft: Draft) => void;
  problem: ReactNode;
  send: string;
  sending: boolean;
  onSend: () => void;
}) {
  const { t } = useText();
  const change = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <header className="page">
        <p className="crumbs">
          <Link to={back}>
            <Icon name="back" /> {t('nav.webhooks')}
          </Link>
        </p>
        <h1>{title}</h1>
        <p className="quiet said">{text}</p>
      </header>
      <Field label={t('webhooks.url')} hint={t('webhooks.urlHint')}>
        {(wired) => (
          <input
            {...wired}
            type="url"
            required
            maxLength={2_000}
            value={draft.url}
            onChange={(event) => change({ url: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('webhooks.description')} optional={t('optional')}>
        {(wired) => (
          <input
            {...wired}
            maxLength={500}
            value={draft.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        )}
      </Field>
      <ChooseEvents chosen={draft.events} onChoose={(events) => change({ events })} />
      {problem}
      <footer className="buttons">
        {/* What is being sent is not called off by leaving. */}
        {sending ? (
          <button type="button" className="btn" disabled>
            {t('cancel')}
          </button>
        ) : (
          <Link className="btn" to={back}>
            {t('cancel')}
          </Link>
        )}
        <button type="submit" className="btn primary" disabled={sending || draft.events.length === 0}>
          {sending ? t('sending') : send}
        </button>
      </footer>
    </form>
  );
}
