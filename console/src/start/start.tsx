import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api } from '../api.ts';
import { hasDraft, useDraft } from '../drafts.ts';
import { hasRole, useMe } from '../me.tsx';
import { type Key, useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';
import { NotForYou, Note } from '../ui/notes.tsx';
import { NEW, type StartDraft } from './draft.ts';
import { Conditions } from './conditions.tsx';
import { Receivers } from './receivers.tsx';
import { Review } from './review.tsx';
import { WhoAndWhy } from './who-and-why.tsx';

export interface StartPart {
  draft: StartDraft;
  change: (part: Partial<StartDraft>) => void;
}

const PARTS: { name: Key; ready: (draft: StartDraft) => boolean }[] = [
  { name: 'start.who', ready: ({ giver, reason }) => giver !== null && reason.trim() !== '' },
  { name: 'start.receivers', ready: ({ receivers }) => receivers.length > 0 },
  {
    name: 'start.conditions',
    ready: ({ kind, until }) => kind !== 'absence_cover' || until !== '',
  },
  { name: 'start.review', ready: () => true },
];

/** Starts a handover in four parts. What is said is kept, so that one can leave and go on later, also in another tab. */
export function Start() {
  const me = useMe();
  return hasRole(me, 'hr', 'manager') ? <Guide /> : <NotForYou />;
}

function Guide() {
  const me = useMe();
  const { t } = useText();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const asked = search.get('giver');
  // What is proposed for somebody is a draft of its own, beside one that was begun before.
  const name = asked === null ? 'start' : `start:${asked}`;
  const [begun, setBegun] = useState(() => hasDraft(me.person.id, name));
  const [draft, setDraft, forget] = useDraft<StartDraft>(me.person.id, name, NEW);
  const change = (part: Partial<StartDraft>) => setDraft({ ...draft, ...part });
  const proposed = useQuery({
    queryKey: ['employee', asked],
    queryFn: () => api.employee(asked ?? ''),
    enabled: asked !== null && draft.giver === null,
  });
  useEffect(() => {
    if (!proposed.data || draft.giver !== null) return;
    const { id, number, name: who } = proposed.data;
    const kind = search.get('kind') ?? 'departure';
    setDraft({ ...draft, giver: { id, number, name: who }, kind: kind as StartDraft['kind'] });
  }, [proposed.data, draft, setDraft, search]);

  const furthest = PARTS.findIndex(({ ready }) => !ready(draft));
  const most = furthest === -1 ? PARTS.length - 1 : furthest;
  const at = Math.min(Number(search.get('part') ?? 0) || 0, most);
  const go = (part: number) =>
    setSearch((old) => {
      const next = new URLSearchParams(old);
      next.set('part', String(part));
      return next;
    });
  const anew = () => {
    setDraft(NEW);
    forget();
    setBegun(false);
    void navigate('/handovers/new', { replace: true });
  };
  const part = { draft, change };
  const shown: ReactNode[] = [
    <WhoAndWhy key="who" {...part} />,
    <Receivers key="receivers" {...part} />,
    <Conditions key="conditions" {...part} />,
    <Review key="review" {...part} done={forget} />,
  ];
  return (
    <div className="stack">
      <header className="page">
        <h1>{t('nav.start')}</h1>
        <ol className="parts">
          {PARTS.map(({ name: of }, index) => (
            <li key={of}>
              <button
                type="button"
                disabled={index > most}
                aria-current={index === at ? 'step' : undefined}
                onClick={() => go(index)}
              >
                <span className="dot">{index < at ? <Icon name="check" /> : index + 1}</span>
                {t(of)}
              </button>
            </li>
          ))}
        </ol>
      </header>
      {begun && draft.giver !== null && at === 0 ? (
        <Note>
          <p>
            {t('start.goOn')}{' '}
            <button type="button" className="linkish" onClick={anew}>
              {t('start.anew')}
            </button>
          </p>
        </Note>
      ) : null}
      {shown[at]}
      {at === PARTS.length - 1 ? null : (
        <footer className="buttons">
          {at > 0 ? (
            <button type="button" className="btn" onClick={() => go(at - 1)}>
              {t('back')}
            </button>
          ) : null}
          <button type="button" className="btn primary" disabled={!PARTS[at]?.ready(draft)} onClick={() => go(at + 1)}>
            {t('next')}
          </button>
        </footer>
      )}
    </div>
  );
}
