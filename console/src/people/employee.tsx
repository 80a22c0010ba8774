import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { type Employee, api } from '../api.ts';
import { delegationsOf } from '../delegations/acting.ts';
import { DelegationList } from '../delegations/list.tsx';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { type Key, useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Words } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Badge, Failed, Note, ProblemNote } from '../ui/notes.tsx';
import { PersonLink } from '../ui/person.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { PersonState, departmentOf } from './state.tsx';

/** One person: who they are, what they look after, for whom they act; frozen and let in again by those who may. */
export function EmployeePage() {
  const { employeeId = '' } = useParams();
  const me = useMe();
  const { t, locale, list, language, number, dateTime, labelOf } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['employees', 'one', employeeId],
    queryFn: () => api.employee(employeeId),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={8} />;
  const roles = data.roles.map((role) => (role === 'hr' ? labelOf('role', role) : t(`company.${role}` as Key)));
  const facts: [Key, string | null][] = [
    ['people.department', departmentOf(data, locale)],
    ['people.region', data.region],
    ['people.email', data.email],
    ['people.roles', list(roles)],
    ['people.languages', list(data.languages.map(language))],
    ['people.skills', list(data.skills)],
    ['people.industries', list(data.industries)],
  ];
  return (
    <div className="stack">
      <header className="page">
        <p className="crumbs">
          <Link to="/employees">
            <Icon name="back" /> {t('nav.people')}
          </Link>
        </p>
        <h1>{data.name}</h1>
        <p className="marks">
          <PersonState state={data.state} />
          {data.frozen === null ? null : <Badge tone="bad">{t('people.frozen')}</Badge>}
          <span className="quiet">{data.number}</span>
          {data.title === null ? null : <span className="quiet">{data.title}</span>}
        </p>
      </header>
      {data.frozen === null ? null : (
        <Note tone="bad" title={t('people.frozenSince', { at: dateTime(data.frozen.since) })}>
          <p className="said">{data.frozen.reason}</p>
        </Note>
      )}
      <Access employee={data} />
      <div className="columns">
        <section aria-labelledby="about">
          <h2 id="about">{t('people.about')}</h2>
          <dl className="facts">
            {data.manager === null ? null : (
              <>
                <dt>{t('people.manager')}</dt>
                <dd>
                  <PersonLink person={data.manager} />
                </dd>
              </>
            )}
            {facts
              .filter(([, value]) => value !== null && value !== '')
              .map(([name, value]) => (
                <div key={name}>
                  <dt>{t(name)}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            <dt>{t('people.customers')}</dt>
            <dd>{t('people.customersOf', { count: number(data.customers), capacity: number(data.capacity) })}</dd>
          </dl>
        </section>
        <section>
          <Cases person={data.id} part="giver" />
          <Cases person={data.id} part="receiver" />
          <Acting person={data.id} />
        </section>
      </div>
      {me.permissions.includes('listSessions') ? <Sessions person={data.id} /> : null}
    </div>
  );
}

/** The emergency freeze, and its end. */
function Access({ employee }: { employee: Employee }) {
  const me = useMe();
  const { t } = useText();
  const [freezing, setFreezing] = useState(false);
  const lift = useAct((_: undefined, key) => api.unfreeze(employee.id, key), [['employees']]);
  const frozen = employee.frozen !== null;
  const mayLift = me.permissions.includes('unfreezePerson');
  if (!employee.mayFreeze) return null;
  return (
    <>
      <div className="buttons">
        {frozen ? (
          mayLift ? (
            <button type="button" className="btn" disabled={lift.isPending} onClick={() => lift.mutate(undefined)}>
              {t('people.unfreeze')}
            </button>
          ) : (
            <p className="quiet">{t('people.unfreezeByHr')}</p>
          )
        ) : (
          <button type="button" className="btn danger" onClick={() => setFreezing(true)}>
            {t('people.freeze')}
          </button>
        )}
      </div>
      <ProblemNote problem={lift.error} />
      {freezing ? <Freeze employee={employee} onClose={() => setFreezing(false)} /> : null}
    </>
  );
}

function Freeze({ employee, onClose }: { employee: Employee; onClose: () => void }) {
  const me = useMe();
  const { t } = useText();
  const [reason, setReason, forget] = useDraft(me.person.id, `freeze:${employee.id}`, '');
  const act = useAct(
    (_: undefined, key) => api.freeze(employee.id, reason, key),
    [['employees']],
    () => {
      forget();
      onClose();
    },
  );
  return (
    <DialogForm
      title={t('people.freezeOf', { name: employee.name })}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate(undefined)}
      send={t('people.freeze')}
      grave
    >
      <p>{t('people.freezeText')}</p>
      <Words label={t('reason')} required maxLength={2_000} value={reason} onChange={(words) => setReason(words)} />
    </DialogForm>
  );
}

/** The newest handovers in which the person gives or receives, as far as the reader sees them. */
function Cases({ person, part }: { person: string; part: 'giver' | 'receiver' }) {
  const { t, label, labelOf } = useText();
  const { data, error } = useQuery({
    queryKey: ['handovers', 'of', person, part],
    queryFn: () => api.handovers({ [part]: person, limit: 10 }),
  });
  return (
    <>
      <h2>{t(`people.cases.${part}`)}</h2>
      <ProblemNote problem={error} />
      {data?.items.length === 0 ? <p className="quiet">{t('people.noCases')}</p> : null}
      <ul className="rows links">
        {(data?.items ?? []).map((one) => (
          <li key={one.id}>
            <Link to={`/handovers/${one.id}`}>
              <span>
                {one.label} <span className="quiet">{label(`kind.${one.kind}` as 'kind.departure')}</span>
              </span>
              <Badge>{labelOf('state', one.state)}</Badge>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function Acting({ person }: { person: string }) {
  const { t } = useText();
  const { data, error } = useQuery(delegationsOf(person));
  return (
    <>
      <h2>{t('nav.delegations')}</h2>
      <ProblemNote problem={error} />
      {data?.items.length === 0 ? <p className="quiet">{t('delegations.nobody')}</p> : null}
      <DelegationList items={data?.items ?? []} />
    </>
  );
}

/** Where the person is logged in, to be cut. */
function Sessions({ person }: { person: string }) {
  const me = useMe();
  const { t, dateTime } = useText();
  const { data, error } = useQuery({ queryKey: ['sessions', person], queryFn: () => api.sessionsOf(person) });
  const end = useAct(() => api.endSessionsOf(person), [['sessions']]);
  return (
    <section className="stack" aria-labelledby="sessions">
      <h2 id="sessions">{t('people.sessions')}</h2>
      <ProblemNote problem={error ?? end.error} />
      {data?.items.length === 0 ? <p className="quiet">{t('people.noSessions')}</p> : null}
      <ul className="rows">
        {(data?.items ?? []).map((one) => (
          <li key={one.id}>
            <span className="said">{one.userAgent ?? t('people.unknownBrowser')}</span>
            <span className="quiet small">{t('people.seen', { at: dateTime(one.lastSeenAt) })}</span>
          </li>
        ))}
      </ul>
      {data !== undefined && data.items.length > 0 && me.permissions.includes('endSessions') ? (
        <div className="buttons">
          <button type="button" className="btn" disabled={end.isPending} onClick={() => end.mutate(undefined)}>
            {t('people.endSessions')}
          </button>
        </div>
      ) : null}
    </section>
  );
}
