import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useText } from '../text.tsx';
import { Badge, Empty, Failed, ProblemNote } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { useCase } from './context.ts';

/** When and where the parties meet, what about, what was said, and what is to be done. */
export function MeetingTab() {
  const { handover } = useCase();
  const { t, period, day } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['case', handover.id, 'meetings'],
    queryFn: () => api.meetings(handover.id),
  });
  const actions = useQuery({
    queryKey: ['case', handover.id, 'meeting-actions'],
    queryFn: () => api.meetingActions(handover.id),
  });
  const done = useAct(
    ({ id, is }: { id: string; is: boolean }) => api.changeMeetingAction(handover.id, id, is),
    [['case', handover.id, 'meeting-actions']],
  );
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  if (data.items.length === 0)
    return (
      <Empty title={t('meeting.none')}>
        <p>{t('meeting.noneText')}</p>
      </Empty>
    );
  return (
    <section className="stack" aria-label={t('tab.meeting')}>
      {data.items.map((one) => (
        <article key={one.id} className="card">
          <h3>
            {one.title ?? t('meeting.title')}{' '}
            <Badge tone={one.state === 'held' ? 'good' : one.state === 'cancelled' ? 'neutral' : 'info'}>
              {t(`meeting.state.${one.state}`)}
            </Badge>
          </h3>
          <p>{period(one.startsAt, one.endsAt)}</p>
          {one.location === null ? null : <p>{one.location}</p>}
          {one.onlineUrl === null ? null : (
            <p>
              <a href={one.onlineUrl} target="_blank" rel="noreferrer">
                {t('meeting.online')}
              </a>
            </p>
          )}
          {one.agenda === null ? null : (
            <>
              <h4>{t('meeting.agenda')}</h4>
              <p className="said">{one.agenda}</p>
            </>
          )}
          {one.minutes === null ? null : (
            <>
              <h4>{t('meeting.minutes')}</h4>
              <p className="said">{one.minutes}</p>
              <p className="quiet small">
                {t('meeting.attended', { names: one.attendees.map(({ name }) => name).join(t('separator')) })}
              </p>
            </>
          )}
        </article>
      ))}
      {actions.data && actions.data.items.length > 0 ? (
        <section aria-labelledby="actions">
          <h3 id="actions">{t('meeting.actions')}</h3>
          <ProblemNote problem={done.error} />
          <ul className="rows">
            {actions.data.items.map((one) => (
              <li key={one.id}>
                <label className="choice">
                  <input
                    type="checkbox"
                    checked={one.doneAt !== null}
                    onChange={(event) => done.mutate({ id: one.id, is: event.target.checked })}
                  />
                  <span className={one.doneAt === null ? undefined : 'struck'}>{one.body}</span>
                </label>
                <span className="quiet">
                  <PersonName person={one.owner} />
                  {one.dueOn === null ? '' : ` · ${day(one.dueOn)}`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </section>
  );
}
