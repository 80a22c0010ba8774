import { useMutation } from '@tanstack/react-query';
import { api } from '../api.ts';
import { hasRole, useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, ProblemNote } from '../ui/notes.tsx';
import { useCase } from './context.ts';

/** The report of a closed case, and the pack that proves it to somebody who believes nobody. */
export function Evidence() {
  const me = useMe();
  const { handover, may } = useCase();
  const { t } = useText();
  const { label } = handover;
  const path = { handoverId: handover.id };
  const save = useMutation({
    mutationFn: (what: 'report' | 'pack' | 'named') =>
      what === 'report'
        ? api.download('/handovers/{handoverId}/report', { path, accept: 'application/pdf' }, `${label}.pdf`)
        : api.download(
            '/handovers/{handoverId}/evidence',
            { path, query: { names: what === 'named' || undefined }, accept: 'application/zip' },
            `${label}-evidence.zip`,
          ),
  });
  if (handover.closedAt === null)
    return (
      <Empty title={t('evidence.later')}>
        <p>{t('evidence.laterText')}</p>
      </Empty>
    );
  const seesNames = hasRole(me, 'hr', 'auditor');
  return (
    <section className="stack" aria-label={t('tab.evidence')}>
      <p>{t('evidence.text')}</p>
      <div className="buttons">
        <button type="button" className="btn primary" disabled={save.isPending} onClick={() => save.mutate('report')}>
          <Icon name="download" />
          {t('evidence.report')}
        </button>
        {may('getEvidence') ? (
          <button type="button" className="btn" disabled={save.isPending} onClick={() => save.mutate('pack')}>
            <Icon name="download" />
            {t('evidence.pack')}
          </button>
        ) : null}
        {may('getEvidence') && seesNames ? (
          <button type="button" className="btn" disabled={save.isPending} onClick={() => save.mutate('named')}>
            <Icon name="download" />
            {t('evidence.named')}
          </button>
        ) : null}
      </div>
      <p role="status" className="quiet">
        {save.isPending ? t('evidence.making') : ''}
      </p>
      <ProblemNote problem={save.error} />
    </section>
  );
}
