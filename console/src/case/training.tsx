import { useQuery } from '@tanstack/react-query';
import { type Training, type TrainingPoint, all, api, client, statusOf } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { Words } from '../ui/field.tsx';
import { Badge, Empty, Failed, Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { useCase } from './context.ts';
import { Support } from './support.tsx';

/** What the receivers are trained in, how well they can do it, and what they ask afterwards. */
export function TrainingTab() {
  const { handover } = useCase();
  const { t, number, date } = useText();
  const run = useQuery({ queryKey: ['case', handover.id, 'training'], queryFn: () => api.training(handover.id) });
  const points = useQuery({
    queryKey: ['case', handover.id, 'training-points'],
    queryFn: () =>
      all(
        client.items('/handovers/{handoverId}/training/points', {
          path: { handoverId: handover.id },
          query: { limit: 200 },
        }),
      ),
    enabled: run.isSuccess,
  });
  if (statusOf(run.error) === 404)
    return (
      <Empty title={t('training.none')}>
        <p>{t('training.noneText')}</p>
      </Empty>
    );
  if (run.error && !run.data) return <Failed error={run.error} retry={() => void run.refetch()} />;
  if (!run.data) return <Waiting />;
  return (
    <section className="stack" aria-label={t('tab.training')}>
      <p className="marks">
        <Badge tone={run.data.phase === 'done' ? 'good' : 'info'}>{t(`training.phase.${run.data.phase}`)}</Badge>
        {run.data.phase === 'training' ? <Due at={run.data.dueAt} overdue={run.data.overdue} /> : null}
        <span className="quiet">{t('training.until', { at: date(run.data.endsAt) })}</span>
      </p>
      {run.data.gaveUp ? <Note tone="warn">{t('training.gaveUp')}</Note> : null}
      <ProblemNote problem={points.error} />
      {run.data.receivers.map((one) => (
        <section key={one.receiver.id} className="card" aria-labelledby={`training-${one.receiver.id}`}>
          <h3 id={`training-${one.receiver.id}`}>
            <bdi>{one.receiver.name}</bdi>{' '}
            <span className="quiet small">
              {t('training.confirmedOf', { confirmed: number(one.confirmed), required: number(one.required) })}
            </span>
          </h3>
          <ul className="rows">
            {(points.data ?? [])
              .filter(({ receiver }) => receiver.id === one.receiver.id)
              .map((point) => (
                <Point key={`${point.id}:${point.version}`} point={point} />
              ))}
          </ul>
          <Feedback of={one} />
        </section>
      ))}
      <Support />
    </section>
  );
}

const MARKS = [1, 2, 3, 4, 5];

/** One point: that it took place, and how well the receiver can do it, said by those who do not learn it. */
function Point({ point }: { point: TrainingPoint }) {
  const me = useMe();
  const { handover, may } = useCase();
  const { t, date } = useText();
  const change = useAct(
    (body: { done?: boolean; mark?: number | null }) => api.changeTrainingPoint(handover.id, point, body),
    [['case', handover.id]],
  );
  const changes = may('changeTrainingPoint');
  return (
    <li>
      <span>
        {changes ? (
          <label className="choice">
            <input
              type="checkbox"
              checked={point.doneAt !== null}
              disabled={change.isPending}
              onChange={(event) => change.mutate({ done: event.target.checked })}
            />
            {point.sentence}
          </label>
        ) : (
          point.sentence
        )}{' '}
        <span className="quiet small">
          {t(point.required ? 'training.neededRequired' : 'training.needed', { mark: point.minMark })}
          {point.doneAt === null ? '' : ` · ${t('training.done', { at: date(point.doneAt) })}`}
        </span>
        <ProblemNote problem={change.error} />
      </span>
      <span className="marks">
        {changes && point.receiver.id !== me.person.id ? (
          <select
            aria-label={t('training.markOf', { what: point.sentence, name: point.receiver.name })}
            value={point.mark ?? ''}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ mark: event.target.value === '' ? null : Number(event.target.value) })}
          >
            <option value="">{t('training.noMark')}</option>
            {MARKS.map((mark) => (
              <option key={mark} value={mark}>
                {t('training.mark', { mark })}
              </option>
            ))}
          </select>
        ) : point.mark === null ? null : (
          <span>{t('training.mark', { mark: point.mark })}</span>
        )}
        <Badge tone={point.confirmed ? 'good' : point.required ? 'warn' : 'neutral'}>
          {t(point.confirmed ? 'training.confirmed' : 'training.open')}
        </Badge>
      </span>
    </li>
  );
}

/** What a receiver thinks of the training: theirs to say, for all to read. */
function Feedback({ of }: { of: Training['receivers'][number] }) {
  const me = useMe();
  const { handover, may } = useCase();
  const { t } = useText();
  const { feedback } = of;
  const [draft, setDraft, forget] = useDraft(me.person.id, `training-feedback:${handover.id}`, {
    mark: feedback?.mark ?? 0,
    words: feedback?.words ?? '',
  });
  const give = useAct(
    () =>
      api.giveTrainingFeedback(handover.id, {
        mark: draft.mark,
        ...(draft.words.trim() === '' ? {} : { words: draft.words.trim() }),
      }),
    [['case', handover.id]],
    forget,
  );
  if (of.receiver.id !== me.person.id || !may('giveTrainingFeedback'))
    return feedback === null ? null : (
      <blockquote>
        <p>{t('training.feedbackMark', { mark: feedback.mark })}</p>
        {feedback.words === null ? null : <p className="said">{feedback.words}</p>}
      </blockquote>
    );
  return (
    <form
      aria-label={t('training.feedback')}
      onSubmit={(event) => {
        event.preventDefault();
        give.mutate(undefined);
      }}
    >
      <fieldset className="inline">
        <legend>{t('training.feedback')}</legend>
        {MARKS.map((mark) => (
          <label key={mark} className="choice">
            <input
              type="radio"
              name="feedback"
              required
              checked={draft.mark === mark}
              onChange={() => setDraft({ ...draft, mark })}
            />
            {mark}
          </label>
        ))}
      </fieldset>
      <Words
        label={t('comment')}
        optional={t('optional')}
        rows={2}
        maxLength={4_000}
        value={draft.words}
        onChange={(words) => setDraft({ ...draft, words: words })}
      />
      <ProblemNote problem={give.error} />
      <button type="submit" className="btn" disabled={give.isPending}>
        {t('save')}
      </button>
    </form>
  );
}
