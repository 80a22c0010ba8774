import { useQuery } from '@tanstack/react-query';
import { type SupportRequest, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { Words } from '../ui/field.tsx';
import { Badge, Failed, ProblemNote } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { useAct } from '../ui/use-act.ts';
import { useCase } from './context.ts';

/** What receivers ask the giver during the transition, and what they are answered. */
export function Support() {
  const { handover, may } = useCase();
  const { t } = useText();
  const { data, error } = useQuery({
    queryKey: ['case', handover.id, 'support'],
    queryFn: () => api.supportRequests(handover.id),
  });
  return (
    <section className="stack" aria-labelledby="support">
      <h3 id="support">{t('support.title')}</h3>
      {error ? <Failed error={error} /> : null}
      {data?.items.length === 0 ? <p className="quiet">{t('support.none')}</p> : null}
      {(data?.items ?? []).map((one) => (
        <Request key={one.id} request={one} />
      ))}
      {may('askSupport') ? <Say label={t('support.ask')} button={t('support.askDo')} /> : null}
    </section>
  );
}

function Request({ request }: { request: SupportRequest }) {
  const { may } = useCase();
  const { t, dateTime } = useText();
  return (
    <article className="card">
      <p className="marks">
        <PersonName person={request.receiver} />
        <Badge tone={request.answeredAt === null ? 'warn' : 'good'}>
          {t(request.answeredAt === null ? 'support.open' : 'support.answered')}
        </Badge>
        {request.answeredAt === null ? <Due at={request.dueAt} overdue={request.late} /> : null}
      </p>
      <ol className="entries">
        {request.messages.map((message) => (
          <li key={message.id}>
            <p className="said">{message.body}</p>
            <p className="quiet small">
              <PersonName person={message.author} /> · {dateTime(message.at)}
            </p>
          </li>
        ))}
      </ol>
      {may('answerSupport') ? <Say to={request.id} label={t('support.answer')} button={t('support.answerDo')} /> : null}
    </article>
  );
}

/** @param to the request that is answered; absent: another one is made */
function Say({ to, label, button }: { to?: string; label: string; button: string }) {
  const me = useMe();
  const { handover } = useCase();
  const [body, setBody, forget] = useDraft(me.person.id, `support:${handover.id}:${to ?? 'ask'}`, '');
  const say = useAct(
    async (_: undefined, key) =>
      to === undefined ? api.askSupport(handover.id, body, key) : api.answerSupport(handover.id, to, body, key),
    [['case', handover.id]],
    () => {
      setBody('');
      forget();
    },
  );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        say.mutate(undefined);
      }}
    >
      <Words label={label} rows={2} required maxLength={8_000} value={body} onChange={(words) => setBody(words)} />
      <ProblemNote problem={say.error} />
      <div>
        <button type="submit" className="btn" disabled={say.isPending}>
          {button}
        </button>
      </div>
    </form>
  );
}
