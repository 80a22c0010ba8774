import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { Link } from 'react-router';
import { type HandoverSummary, type Person, all, api, client } from '../api.ts';
import { pathOfWait } from '../case/places.ts';
import { useDelegators } from '../delegations/acting.ts';
import { hasRole, useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { Icon } from '../ui/icon.tsx';
import { Badge, Empty, Failed } from '../ui/notes.tsx';
import { names } from '../ui/person.tsx';
import { useShortcuts } from '../ui/use-shortcuts.ts';
import { Waiting } from '../ui/waiting.tsx';

/** What waits for the reader, the most urgent first; each line leads to where it is done. */
export function Work() {
  const me = useMe();
  const { t } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['work'],
    queryFn: () => all(client.items('/handovers', { query: { awaited: 'me', limit: 200 } })),
    refetchInterval: 60_000,
  });
  const leads = hasRole(me, 'hr', 'manager');
  const { data: proposals } = useQuery({
    queryKey: ['proposals', 'open'],
    queryFn: () => api.proposals({ state: 'open', limit: 200 }),
    enabled: leads,
  });
  const delegators = useDelegators();
  const list = useRef<HTMLUListElement>(null);
  const move = (by: number) => {
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>('a') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
  };
  useShortcuts({ j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={6} />;
  const waiting = data.toSorted((a, b) => urgency(a) - urgency(b));
  const late = waiting.filter((one) => one.overdue).length;
  const open = proposals?.items.length ?? 0;
  return (
    <>
      <header className="page">
        <h1>{t('work.title')}</h1>
        <p className="quiet">
          {waiting.length === 0 ? t('work.nothing') : t('work.count', { count: waiting.length })}
          {late > 0 ? ` · ${t('work.late', { count: late })}` : ''}
        </p>
      </header>
      {delegators.length === 0 ? null : (
        <Link to="/delegations" className="callout">
          <Icon name="delegations" />
          <span>{t('work.acting', { names: names(delegators, t('separator')) })}</span>
          <Icon name="chevron" />
        </Link>
      )}
      {open > 0 ? (
        <Link to="/proposals" className="callout">
          <Icon name="proposals" />
          <span>{t('work.proposals', { count: open })}</span>
          <Icon name="chevron" />
        </Link>
      ) : null}
      {waiting.length === 0 ? (
        <Empty title={t('work.empty')}>
          <p>{leads ? t('work.emptyLeads') : t('work.emptyText')}</p>
          {leads ? (
            <Link className="btn" to="/handovers/new">
              {t('nav.start')}
            </Link>
          ) : (
            <Link className="btn" to="/handovers">
              {t('work.seeAll')}
            </Link>
          )}
        </Empty>
      ) : (
        <ul className="work" ref={list}>
          {waiting.map((one) => (
            <WorkLine key={one.id} one={one} meId={me.person.id} delegators={delegators} />
          ))}
        </ul>
      )}
    </>
  );
}

function WorkLine({ one, meId, delegators }: { one: HandoverSummary; meId: string; delegators: Person[] }) {
  const { t, label, labelOf } = useText();
  const mine = one.awaited.find(({ person }) => person.id === meId);
  // Not awaited in person: somebody let the reader act for them.
  const others = mine ? [] : one.awaited.filter(({ person }) => delegators.some(({ id }) => id === person.id));
  const wait = one.waitingFor;
  return (
    <li className={one.overdue ? 'late' : undefined}>
      <Link to={`/handovers/${one.id}${wait === null ? '' : pathOfWait(wait)}`}>
        <span className="what">
          <span className="strong">{wait === null ? label(`step.${one.step}`) : t(`todo.${wait}`)}</span>
          <span className="quiet">
            {t('work.line', {
              label: one.label,
              giver: one.giver.name,
              kind: label(`kind.${one.kind}` as 'kind.departure'),
            })}
          </span>
        </span>
        <span className="marks">
          {mine?.roles.map((role) => (
            <Badge key={role} tone="info">
              {labelOf('role', role)}
            </Badge>
          ))}
          {others.length > 0 ? (
            <Badge tone="warn">
              {t('work.for', {
                names: names(
                  others.map(({ person }) => person),
                  t('separator'),
                ),
              })}
            </Badge>
          ) : null}
          <Due at={one.dueAt} overdue={one.overdue} />
        </span>
      </Link>
    </li>
  );
}

/** Overdue first, then by the date; what has none comes last. */
const urgency = ({ overdue, dueAt }: HandoverSummary) =>
  (overdue ? 0 : 1e15) + (dueAt === null ? 1e14 : Date.parse(dueAt));
