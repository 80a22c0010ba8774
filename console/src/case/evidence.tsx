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
  const save = useMutation({
    mutationFn: ([path, accept, name]: [string, string, string]) =>
      api.download(`handovers/${handover.id}/${path}`, accept, name),
  });
  if (handover.closedAt === null)
    return (
      <Empty title={t('evidence.later')}>
        <p>{t('evidence.laterText')}</p>
      </Empty>
    );
  const seesNames = hasRole(me, 'hr', 'auditor');
  const { label } = handover;
  return (
    <section className="stack" aria-label={t('tab.evidence')}>
      <p>{t('evidence.text')}</p>
      <div className="buttons">
        <button
          type="button"
          className="btn primary"
          disabled={save.isPending}
          onClick={() => save.mutate(['report', 'application/pdf', `${label}.pdf`])}
        >
          <Icon name="download" />
          {t('evidence.report')}
        </button>
        {may('getEvidence') ? (
          <button
            type="button"
            className="btn"
            disabled={save.isPending}
            onClick={() => save.mutate(['evidence', 'application/zip', `${label}-evidence.zip`])}
          >
            <Icon name="download" />
            {t('evidence.pack')}
          </button>
        ) : null}
        {may('getEvidence') && seesNames ? (
          <button
            type="button"
            className="btn"
            disabled={save.isPending}
            onClick={() => save.mutate(['evidence?names=true', 'application/zip', `${label}-evidence.zip`])}
          >
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
