import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { type Proposal, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { hasRole, useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Words } from '../ui/field.tsx';
import { Badge, Empty, Failed } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';

/** Handovers that the rules say are due: started as proposed, or dismissed with a reason. */
export function Proposals() {
  const me = useMe();
  const { t, label, day, date } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['proposals', 'open'],
    queryFn: () => api.proposals({ state: 'open', limit: 200 }),
  });
  const [asked, setAsked] = useState<{ proposal: Proposal; what: 'accept' | 'dismiss' } | null>(null);
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const may = hasRole(me, 'hr', 'manager');
  return (
    <>
      <header className="page">
        <h1>{t('nav.proposals')}</h1>
        <p className="quiet">{t('proposals.text')}</p>
      </header>
      {data.items.length === 0 ? (
        <Empty title={t('proposals.none')}>
          <p>{t('proposals.noneText')}</p>
        </Empty>
      ) : (
        <ul className="cards">
          {data.items.map((one) => (
            <li key={one.id} className="card">
              <p className="strong">{one.sentence}</p>
              <p className="marks quiet">
                {one.kind === null ? null : <Badge>{label(`kind.${one.kind}`)}</Badge>}
                {one.handover === null ? null : <Link to={`/handovers/${one.handover.id}`}>{one.handover.label}</Link>}
                <span>
                  {one.customers === null
                    ? t('progress.wholeBook')
                    : t('proposals.customers', { count: one.customers })}
                </span>
                {one.effectiveOn === null ? null : <span>{t('proposals.on', { day: day(one.effectiveOn) })}</span>}
                {one.untilOn === null ? null : <span>{t('proposals.until', { day: day(one.untilOn) })}</span>}
                {one.suggested === null ? null : <span>{t('proposals.suggested', { name: one.suggested.name })}</span>}
                <span>{date(one.foundAt)}</span>
              </p>
              {may ? (
                <div className="buttons">
                  {one.suggested === null ? null : (
                    <button
                      type="button"
                      className="btn primary"
                      onClick={() => setAsked({ proposal: one, what: 'accept' })}
                    >
                      {t('proposals.accept')}
                    </button>
                  )}
                  {one.kind === null ? null : (
                    <Link className="btn" to={`/handovers/new?giver=${one.giver.id}&kind=${one.kind}`}>
                      {t('proposals.own')}
                    </Link>
                  )}
                  <button type="button" className="btn" onClick={() => setAsked({ proposal: one, what: 'dismiss' })}>
                    {t('proposals.dismiss')}
                  </button>
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {asked === null ? null : <Decide {...asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function Decide({ proposal, what, onClose }: { proposal: Proposal; what: 'accept' | 'dismiss'; onClose: () => void }) {
  const me = useMe();
  const { t } = useText();
  const navigate = useNavigate();
  const [reason, setReason, forget] = useDraft(me.person.id, `dismiss:${proposal.id}`, '');
  const act = useAct(
    async (_: undefined, key) =>
      what === 'accept'
        ? (await api.acceptProposal(proposal.id, key)).handover.id
        : api.dismissProposal(proposal.id, reason, key),
    [['proposals'], ['handovers']],
    (made) => {
      forget();
      onClose();
      if (typeof made === 'string') void navigate(`/handovers/${made}`);
    },
  );
  return (
    <DialogForm
      title={t(`proposals.${what}`)}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate(undefined)}
      send={t(`proposals.${what}`)}
    >
      <p>{proposal.sentence}</p>
      {what === 'accept' ? (
        <p>{t('proposals.acceptText', { name: proposal.suggested?.name ?? '' })}</p>
      ) : (
        <Words label={t('reason')} required maxLength={2_000} value={reason} onChange={(words) => setReason(words)} />
      )}
    </DialogForm>
  );
}
