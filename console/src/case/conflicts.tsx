import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type RestoreConflict, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Words } from '../ui/field.tsx';
import { More } from '../ui/more.tsx';
import { Badge, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { useCase } from './context.ts';

const DECISIONS = ['keep', 'takeBack'] as const;
type Decision = (typeof DECISIONS)[number];

/** What restores found in other hands or changed, each left as it is or taken back. */
export function Conflicts() {
  const { handover, may } = useCase();
  const { t, dateTime } = useText();
  const [onlyOpen, setOnlyOpen] = useState(false);
  const [asked, setAsked] = useState<{ conflict: RestoreConflict; decision: Decision } | null>(null);
  const pages = useInfiniteQuery({
    queryKey: ['case', handover.id, 'conflicts', onlyOpen],
    queryFn: ({ pageParam }) => api.conflicts(handover.id, { open: onlyOpen || null, limit: 50, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0 && !onlyOpen) return <ProblemNote problem={pages.error} />;
  return (
    <section className="stack" aria-labelledby="conflicts">
      <h2 id="conflicts">{t('wayBack.conflicts')}</h2>
      <p className="quiet">{t('wayBack.conflictsText')}</p>
      <label className="choice">
        <input type="checkbox" checked={onlyOpen} onChange={(event) => setOnlyOpen(event.target.checked)} />
        {t('wayBack.onlyOpen')}
      </label>
      <ProblemNote problem={pages.error} />
      <ul className="rows">
        {items.map((one) => (
          <li key={one.id}>
            <span>
              {t(`type.${one.type}`)} <bdi className="strong">{one.customer?.name ?? ''}</bdi>
              <br />
              <span className="quiet small">
                {t(`wayBack.kind.${one.kind}`)} · {dateTime(one.detectedAt)}
              </span>
            </span>
            {one.decision === null ? (
              <span className="buttons">
                {may('decideConflict') ? (
                  DECISIONS.map((decision) => (
                    <button
                      key={decision}
                      type="button"
                      className="btn small"
                      onClick={() => setAsked({ conflict: one, decision })}
                    >
                      {t(`wayBack.decide.${decision}`)}
                    </button>
                  ))
                ) : (
                  <Badge tone="warn">{t('wayBack.open')}</Badge>
                )}
              </span>
            ) : (
              <Badge tone="good">{t(`wayBack.decided.${one.decision}`)}</Badge>
            )}
          </li>
        ))}
      </ul>
      <More pages={pages} />
      {asked === null ? null : <Decide {...asked} onClose={() => setAsked(null)} />}
    </section>
  );
}

function Decide({
  conflict,
  decision,
  onClose,
}: {
  conflict: RestoreConflict;
  decision: Decision;
  onClose: () => void;
}) {
  const me = useMe();
  const { handover } = useCase();
  const { t } = useText();
  const [comment, setComment, forget] = useDraft(me.person.id, `conflict:${conflict.id}`, '');
  const act = useAct(
    (_: undefined, key) =>
      api.decideConflict(handover.id, conflict.id, { decision, comment: comment.trim() || undefined }, key),
    [['case', handover.id]],
    () => {
      forget();
      onClose();
    },
  );
  return (
    <DialogForm
      title={t(`wayBack.decide.${decision}`)}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate(undefined)}
      send={act.isPending ? t('sending') : t(`wayBack.decide.${decision}`)}
      grave={decision === 'takeBack'}
    >
      <p>
        {t(`type.${conflict.type}`)} <bdi>{conflict.customer?.name ?? ''}</bdi>: {t(`wayBack.kind.${conflict.kind}`)}
      </p>
      <Words label={t('comment')} optional={t('optional')} maxLength={4_000} value={comment} onChange={setComment} />
    </DialogForm>
  );
}
