import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { type AccessReview, api } from '../api.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { Badge, Empty, Failed, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';

/** Rounds in which people say which accesses are still needed. */
export function AccessReviews() {
  const me = useMe();
  const { t, date } = useText();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({ queryKey: ['access-reviews'], queryFn: api.accessReviews });
  const start = useAct(
    (_: undefined, key) => api.startAccessReview(key),
    [['access-reviews']],
    ({ id }) => void navigate(`/access-reviews/${id}`),
  );
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return (
    <>
      <header className="page">
        <h1>{t('nav.accessReviews')}</h1>
        <p className="quiet">{t('access.text')}</p>
        {me.permissions.includes('startAccessReview') ? (
          <div className="buttons">
            <button
              type="button"
              className="btn primary"
              disabled={start.isPending}
              onClick={() => start.mutate(undefined)}
            >
              {t('access.start')}
            </button>
          </div>
        ) : null}
        <ProblemNote problem={start.error} />
      </header>
      {data.items.length === 0 ? (
        <Empty title={t('access.none')}>
          <p>{t('access.noneText')}</p>
        </Empty>
      ) : (
        <ul className="cards">
          {data.items.map((one) => (
            <li key={one.id} className="card">
              <h2>
                <Link to={`/access-reviews/${one.id}`}>{t('access.of', { day: date(one.startedAt) })}</Link>{' '}
                <ReviewState review={one} />
              </h2>
              <p className="marks quiet">
                {one.startedBy === null ? (
                  <span>{t('access.bySchedule')}</span>
                ) : (
                  <span>{t('access.by', { name: one.startedBy.name })}</span>
                )}
                {one.state === 'open' ? <Due at={one.dueAt} overdue={false} /> : null}
                <Counts review={one} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function ReviewState({ review }: { review: AccessReview }) {
  const { t } = useText();
  return (
    <Badge tone={review.state === 'open' ? 'warn' : review.state === 'closed' ? 'good' : 'neutral'}>
      {t(`access.state.${review.state}`)}
    </Badge>
  );
}

const COUNTED = ['pending', 'confirmed', 'revoked', 'lapsed'] as const;

export function Counts({ review }: { review: AccessReview }) {
  const { t, number } = useText();
  return COUNTED.filter((state) => review.counts[state] > 0).map((state) => (
    <span key={state}>
      {t(`access.item.${state}`)}: {number(review.counts[state])}
    </span>
  ));
}
