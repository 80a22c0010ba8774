import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { Badge, Empty, Failed, Note } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { useCase } from './context.ts';
import { CorrectiveActions } from './corrective-actions.tsx';

const FIGURES = [
  'customers',
  'lost',
  'openComplaints',
  'contactedLast30Days',
  'revenueLast90Days',
  'openPipeline',
] as const;

/** What was looked at after the transfer, and what is done about it. */
export function Reviews() {
  return (
    <div className="stack">
      <Looks />
      <CorrectiveActions />
    </div>
  );
}

/** The looks back after the transfer: when, what was answered, and what the figures say. */
function Looks() {
  const { handover } = useCase();
  const { t, label, labelOf, date } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['case', handover.id, 'reviews'],
    queryFn: () => api.reviews(handover.id),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  if (data.items.length === 0)
    return (
      <Empty title={t('reviews.none')}>
        <p>{t('reviews.noneText')}</p>
      </Empty>
    );
  return (
    <section className="stack" aria-label={t('tab.reviews')}>
      {data.items.map((review) => {
        const figures = FIGURES.filter((key) => review.facts !== null && key in review.facts);
        return (
          <article key={review.id} className="card">
            <h3>
              {t('reviews.day', { day: review.dayOffset })} <Badge>{label(`review.${review.state}`)}</Badge>
            </h3>
            <p className="marks quiet">
              <span>{date(review.dueAt)}</span>
              {review.state === 'open' ? <Due at={review.answerBy} overdue={false} /> : null}
            </p>
            {review.findings.length === 0 ? null : (
              <Note tone="warn">
                <ul>
                  {review.findings.map((finding) => (
                    <li key={finding}>{labelOf('reviewFinding', finding)}</li>
                  ))}
                </ul>
              </Note>
            )}
            {figures.length === 0 ? null : (
              <table>
                <thead>
                  <tr>
                    <th scope="col">{label('report.figure')}</th>
                    <th scope="col" className="figure">
                      {label('report.baseline')}
                    </th>
                    <th scope="col" className="figure">
                      {label('report.facts')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {figures.map((key) => (
                    <tr key={key}>
                      <th scope="row">{label(`report.${key}`)}</th>
                      <td className="figure">{shown(review.baseline?.[key])}</td>
                      <td className="figure">{shown(review.facts?.[key])}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {review.answers.map((answer) => (
              <blockquote key={answer.person.id}>
                <p>
                  <PersonName person={answer.person} /> · {t('reviews.mark', { mark: answer.satisfaction })}
                </p>
                {answer.comment === null ? null : <p className="said">{answer.comment}</p>}
              </blockquote>
            ))}
          </article>
        );
      })}
    </section>
  );
}

const shown = (value: unknown) => (typeof value === 'number' || typeof value === 'string' ? String(value) : '–');
