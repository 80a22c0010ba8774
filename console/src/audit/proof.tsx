import { useQuery } from '@tanstack/react-query';
import { type ProofFault, type ProofVerdict, checkProof } from '../../../src/domain/proof-check.ts';
import { type AuditEntry, type AuditProof, api } from '../api.ts';
import { useText } from '../text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Note, ProblemNote } from '../ui/notes.tsx';
import { Waiting } from '../ui/waiting.tsx';

/** How it is checked without this browser. */
export const checkOf = (file: string) => `npx handover audit verify ${file} --public-key keys.json`;

/** otherEntry: the proof is of another entry than the page shows; unable: the browser lacks what it takes */
type Verdict = ProofVerdict | { fault: ProofFault | 'otherEntry' | 'unable' };

/** That an entry is in the sealed log: checked here, by the reader's own browser, and to be kept for a check elsewhere. */
export function Proof({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const { t, dateTime } = useText();
  const { data, error } = useQuery({
    queryKey: ['audit-proof', entry.id],
    queryFn: async () => {
      const [proof, { keys }] = await Promise.all([api.auditProof(Number(entry.id)), api.auditKeys()]);
      return { proof, verdict: await verdictOn(entry, proof, keys) };
    },
  });
  return (
    <Dialog title={t('audit.proofOf', { id: entry.id })} onClose={onClose}>
      <p>{entry.sentence}</p>
      <p className="quiet small">{dateTime(entry.at)}</p>
      <ProblemNote problem={error} />
      {data ? (
        <>
          <Checked {...data} />
          <p className="quiet small">
            {t('audit.howTo')} <code>{checkOf(`proof-${entry.id}.json`)}</code>
          </p>
        </>
      ) : error ? null : (
        <Waiting lines={2} />
      )}
      <footer>
        <button type="button" className="btn" onClick={onClose}>
          {t('close')}
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={!data}
          onClick={() => data && api.saveAnswer(data.proof, `proof-${entry.id}.json`)}
        >
          <Icon name="download" />
          {t('audit.saveProof')}
        </button>
      </footer>
    </Dialog>
  );
}

/** What was found, and by what. */
function Checked({ proof, verdict }: { proof: AuditProof; verdict: Verdict }) {
  const { t, dateTime, number } = useText();
  if ('fault' in verdict)
    return (
      <Note tone={verdict.fault === 'unable' ? 'warn' : 'bad'} title={t('audit.notVerified')}>
        <p>{t(`audit.fault.${verdict.fault}`)}</p>
      </Note>
    );
  const { head, key } = verdict;
  return (
    <>
      <Note tone="good" title={t('audit.verified')}>
        <ul>
          <li>{t('audit.verified.entry')}</li>
          <li>
            {t('audit.verified.path', {
              position: number(proof.position + 1),
              hashes: number(proof.path.length),
              head: number(head.number),
              size: number(head.size),
              at: dateTime(head.sealedAt),
            })}
          </li>
          <li>
            {t('audit.verified.key')} <code className="hash">{key}</code>
          </li>
        </ul>
      </Note>
      <p className="quiet small">{t('audit.verified.limit')}</p>
    </>
  );
}

async function verdictOn(entry: AuditEntry, proof: AuditProof, keys: Record<string, unknown>[]): Promise<Verdict> {
  const proven = proof.entry;
  const same =
    proven.id === Number(entry.id) &&
    proven.action === entry.action &&
    proven.actorId === (entry.actor?.id ?? null) &&
    Date.parse(proven.at) === Date.parse(entry.at);
  if (!same) return { fault: 'otherEntry' };
  // Browsers have it on pages that came by https, or from the own machine.
  if (!isSecureContext) return { fault: 'unable' };
  try {
    return await checkProof(proof, keys);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') return { fault: 'unable' };
    throw error;
  }
}
