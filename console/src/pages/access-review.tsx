import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { type AccessItem, api } from '../api.ts';
import { hasRole, useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { More } from '../ui/more.tsx';
import { Badge, Empty, Failed, Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { Counts, ReviewState } from './access-reviews.tsx';

const TONES = { pending: 'warn', confirmed: 'good', revoked: 'bad', lapsed: 'neutral' } as const;

/** One round: the accesses that the reader is asked about, to be confirmed or taken away; several at once. */
export function AccessReviewPage() {
  const { reviewId = '' } = useParams();
  const { t, date } = useText();
  const [search] = useSearchParams();
  const [mine, setMine] = useState(search.get('all') !== 'true');
  const review = useQuery({
    queryKey: ['access-reviews', reviewId],
    queryFn: () => api.accessReview(reviewId),
    // The round gathers for a while what it asks about.
    refetchInterval: ({ state }) => (state.data?.state === 'opening' ? 2_000 : false),
  });
  const pages = useInfiniteQuery({
    queryKey: ['access-reviews', reviewId, 'items', mine, review.data?.state],
    queryFn: ({ pageParam }) => api.accessItems(reviewId, { mine: mine || '', limit: 100, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  if (review.error && !review.data) return <Failed error={review.error} retry={() => void review.refetch()} />;
  if (!review.data) return <Waiting lines={8} />;
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <header className="page">
        <p className="crumbs">
          <Link to="/access-reviews">
            <Icon name="back" /> {t('nav.accessReviews')}
          </Link>
        </p>
        <h1>{t('access.of', { day: date(review.data.startedAt) })}</h1>
        <p className="marks">
          <ReviewState review={review.data} />
          {review.data.state === 'open' ? <Due at={review.data.dueAt} overdue={false} /> : null}
          <span className="quiet marks">
            <Counts review={review.data} />
          </span>
        </p>
        {review.data.state === 'open' ? <p className="quiet">{t('access.dueText')}</p> : null}
      </header>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <label className="choice">
          <input type="checkbox" checked={mine} onChange={(event) => setMine(event.target.checked)} />
          {t('access.mine')}
        </label>
      </form>
      {pages.error ? (
        <Failed error={pages.error} retry={() => void pages.refetch()} />
      ) : !pages.data ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty title={t('access.nothing')} />
      ) : (
        <Items reviewId={reviewId} items={items} open={review.data.state === 'open'} />
      )}
      <More pages={pages} />
    </>
  );
}

function Items({ reviewId, items, open }: { reviewId: string; items: AccessItem[]; open: boolean }) {
  const me = useMe();
  const { t, date, label, labelOf } = useText();
  const [chosen, setChosen] = useState<string[]>([]);
  const [comment, setComment] = useState('');
  // Who is asked answers, or HR; nobody about their own access.
  const pending = items.filter(
    ({ state, reviewer, holder }) =>
      open &&
      state === 'pending' &&
      holder?.id !== me.person.id &&
      (reviewer?.id === me.person.id || hasRole(me, 'hr')),
  );
  const ids = chosen.filter((id) => pending.some((one) => one.id === id));
  const answer = useAct(
    (decision: 'confirm' | 'revoke', key) =>
      api.answerAccess(
        reviewId,
        ids.map((id) => ({ id, decision, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) })),
        key,
      ),
    [['access-reviews']],
    () => {
      setChosen([]);
      setComment('');
    },
  );
  const failed = (answer.data?.items ?? []).flatMap(({ id, result }) =>
    result === 'confirmed' || result === 'revoked' ? [] : [{ id, result }],
  );
  return (
    <div className="stack">
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('access.items')}>
        <table>
          <thead>
            <tr>
              {pending.length === 0 ? null : (
                <th scope="col">
                  <input
                    type="checkbox"
                    aria-label={t('access.all')}
                    checked={ids.length === pending.length}
                    onChange={(event) => setChosen(event.target.checked ? pending.map(({ id }) => id) : [])}
                  />
                </th>
              )}
              <th scope="col">{t('access.what')}</th>
              <th scope="col">{t('access.holder')}</th>
              <th scope="col">{t('access.to')}</th>
              <th scope="col">{t('access.until')}</th>
              <th scope="col">{t('access.reviewer')}</th>
              <th scope="col">{t('items.state')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => {
              const to = one.customer?.name ?? one.handover?.label ?? t('items.hidden');
              const holder = one.holder?.name ?? t('access.everybody');
              return (
                <tr key={one.id}>
                  {pending.length === 0 ? null : (
                    <td>
                      {pending.includes(one) ? (
                        <input
                          type="checkbox"
                          aria-label={t('access.choose', { holder, to })}
                          checked={ids.includes(one.id)}
                          onChange={(event) =>
                            setChosen(event.target.checked ? [...ids, one.id] : ids.filter((id) => id !== one.id))
                          }
                        />
                      ) : null}
                    </td>
                  )}
                  <th scope="row">
                    {t(`access.kind.${one.what}`)} <span className="quiet small">{labelOf('level', one.level)}</span>
                  </th>
                  <td>{holder}</td>
                  <td>
                    <bdi>{to}</bdi>
                  </td>
                  <td>{one.endsAt === null ? t('access.open') : date(one.endsAt)}</td>
                  <td>{one.reviewer?.name ?? label('role.hr')}</td>
                  <td>
                    <Badge tone={TONES[one.state]}>{t(`access.item.${one.state}`)}</Badge>
                    {one.comment === null ? null : <span className="small said"> {one.comment}</span>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {failed.length === 0 ? null : (
        <Note tone="warn">
          <ul>
            {failed.map(({ id, result }) => (
              <li key={id}>{t(`access.result.${result}`)}</li>
            ))}
          </ul>
        </Note>
      )}
      {pending.length === 0 ? null : (
        <form className="card" onSubmit={(event) => event.preventDefault()}>
          <p role="status">{t('access.chosen', { count: ids.length })}</p>
          <Field label={t('comment')} optional={t('optional')}>
            {(wired) => (
              <input
                {...wired}
                maxLength={4_000}
                value={comment}
                onChange={(event) => setComment(event.target.value)}
              />
            )}
          </Field>
          <ProblemNote problem={answer.error} />
          <div className="buttons">
            <button
              type="button"
              className="btn primary"
              disabled={ids.length === 0 || answer.isPending}
              onClick={() => answer.mutate('confirm')}
            >
              {t('access.confirm')}
            </button>
            <button
              type="button"
              className="btn danger"
              disabled={ids.length === 0 || answer.isPending}
              onClick={() => answer.mutate('revoke')}
            >
              {t('access.revoke')}
            </button>
          </div>
        </form>
      )}
    </div>
  );
}
