import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type AuditEntry, api } from '../api.ts';
import { Proof } from '../audit/proof.tsx';
import { hasRole, useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, ProblemNote } from '../ui/notes.tsx';
import { useCase } from './context.ts';
import { LatestEntries } from './timeline.tsx';

/** What proves the case to somebody who believes nobody: its report and pack once it is closed, each entry of its log at any time. */
export function Evidence() {
  const { handover } = useCase();
  const { t } = useText();
  return (
    <section className="stack" aria-label={t('tab.evidence')}>
      {handover.closedAt === null ? (
        <Empty title={t('evidence.later')}>
          <p>{t('evidence.laterText')}</p>
        </Empty>
      ) : (
        <Files />
      )}
      <Proofs />
    </section>
  );
}

/** Each entry of the case's log, with the proof that it is sealed. */
function Proofs() {
  const { timeline } = useCase();
  const { t } = useText();
  const [proving, setProving] = useState<AuditEntry | null>(null);
  if (timeline.length === 0) return null;
  return (
    <section aria-labelledby="proofs">
      <h3 id="proofs">{t('evidence.proofs')}</h3>
      <p className="quiet">{t('evidence.proofsText')}</p>
      <LatestEntries
        entries={timeline}
        aside={(entry) => (
          <button
            type="button"
            className="linkish small"
            aria-label={t('audit.proofOf', { id: entry.id })}
            onClick={() => setProving(entry)}
          >
            {t('audit.proof')}
          </button>
        )}
      />
      {proving === null ? null : <Proof entry={proving} onClose={() => setProving(null)} />}
    </section>
  );
}

function Files() {
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
  const seesNames = hasRole(me, 'hr', 'auditor');
  return (
    <>
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
    </>
  );
}
