import { type Delegation, api } from '../api.ts';
import { hasRole, useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Badge, ProblemNote } from '../ui/notes.tsx';
import { PersonLink } from '../ui/person.tsx';
import { useAct } from '../ui/use-act.ts';

/** Who acts for whom, until when and why; who gave it, who holds it and HR end it. */
export function DelegationList({ items }: { items: Delegation[] }) {
  const me = useMe();
  const { t, dateTime } = useText();
  const end = useAct((id: string, key) => api.endDelegation(id, key), [['delegations'], ['case'], ['work'], ['me']]);
  return (
    <>
      <ProblemNote problem={end.error} />
      <ul className="rows">
        {items.map((one) => (
          <li key={one.id}>
            <span>
              <PersonLink person={one.to} /> {t('delegations.actsFor')} <PersonLink person={one.from} />
              <br />
              <span className="quiet small">
                {t('delegations.time', { from: dateTime(one.startsAt), until: dateTime(one.endsAt) })}
                {' · '}
                <span className="said">{one.reason}</span>
                {[one.from.id, one.to.id].includes(one.madeBy.id)
                  ? null
                  : ` · ${t('delegations.madeBy', { name: one.madeBy.name })}`}
              </span>
            </span>
            <span className="marks">
              <Standing one={one} />
              {isOver(one) || !(hasRole(me, 'hr') || [one.from.id, one.to.id].includes(me.person.id)) ? null : (
                <button
                  type="button"
                  className="btn small"
                  disabled={end.isPending}
                  aria-label={t('delegations.endOf', { to: one.to.name, from: one.from.name })}
                  onClick={() => end.mutate(one.id)}
                >
                  {t('delegations.end')}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

const isOver = (one: Delegation) => one.revokedAt !== null || Date.parse(one.endsAt) <= Date.now();

function Standing({ one }: { one: Delegation }) {
  const { t } = useText();
  if (isOver(one)) return <Badge>{t('delegations.over')}</Badge>;
  return Date.parse(one.startsAt) > Date.now() ? (
    <Badge>{t('delegations.later')}</Badge>
  ) : (
    <Badge tone="good">{t('delegations.now')}</Badge>
  );
}
