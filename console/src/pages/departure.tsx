import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { type Departure, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Words } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Badge, Empty, Failed, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { StateOf } from './departures.tsx';

/** One person who leaves: what still names them, and the handovers that see to it. */
export function DeparturePage() {
  const { departureId = '' } = useParams();
  const me = useMe();
  const { t, label, labelOf, day, dateTime, number } = useText();
  const [cancelling, setCancelling] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['departures', 'one', departureId],
    queryFn: () => api.departure(departureId),
    refetchInterval: 30_000,
  });
  const look = useAct((_: undefined, key) => api.lookAtDeparture(departureId, key), [['departures']]);
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={8} />;
  const open = data.state !== 'closed' && data.state !== 'cancelled';
  return (
    <>
      <header className="page">
        <p className="crumbs">
          <Link to="/departures">
            <Icon name="back" /> {t('nav.departures')}
          </Link>
        </p>
        <h1>{data.employee.name}</h1>
        <p className="marks">
          <StateOf departure={data} />
          <span className="quiet">{t('departures.on', { day: day(data.lastDay) })}</span>
          <span className="quiet">{t('departures.startedBy', { name: data.startedBy.name })}</span>
          {data.lookedAt === null ? null : (
            <span className="quiet">{t('departures.lookedAt', { at: dateTime(data.lookedAt) })}</span>
          )}
        </p>
        <p className="said">{data.reason}</p>
        {data.cancelReason === null ? null : <p className="said">{data.cancelReason}</p>}
        {open ? (
          <div className="buttons">
            {me.permissions.includes('lookAtDeparture') ? (
              <button type="button" className="btn" disabled={look.isPending} onClick={() => look.mutate(undefined)}>
                {t('departures.look')}
              </button>
            ) : null}
            {me.permissions.includes('startHandover') ? (
              <Link className="btn" to={`/handovers/new?giver=${data.employee.id}&kind=departure`}>
                {t('nav.start')}
              </Link>
            ) : null}
            {me.permissions.includes('cancelDeparture') ? (
              <button type="button" className="btn" onClick={() => setCancelling(true)}>
                {t('departures.cancel')}
              </button>
            ) : null}
          </div>
        ) : null}
        <ProblemNote problem={look.error} />
      </header>
      <div className="columns">
        <section aria-labelledby="left">
          <h2 id="left">{t('departures.leftTitle')}</h2>
          {data.left.length === 0 ? (
            <Empty title={t('departures.nothingLeft')} />
          ) : (
            <ul className="rows">
              {data.left.map(({ what, sentence, count }) => (
                <li key={what}>
                  <span className="sentence-case">{sentence}</span>
                  <span className="figure">{number(count)}</span>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section aria-labelledby="cases">
          <h2 id="cases">{t('nav.handovers')}</h2>
          {data.handovers.length === 0 ? (
            <p className="quiet">{t('departures.noHandover')}</p>
          ) : (
            <ul className="rows links">
              {data.handovers.map((one) => (
                <li key={one.id}>
                  <Link to={`/handovers/${one.id}`}>
                    <span>
                      {one.label} <span className="quiet">{label(`kind.${one.kind}`)}</span>
                    </span>
                    <Badge>{labelOf('state', one.state)}</Badge>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
      {cancelling ? <Cancel departure={data} onClose={() => setCancelling(false)} /> : null}
    </>
  );
}

function Cancel({ departure, onClose }: { departure: Departure; onClose: () => void }) {
  const me = useMe();
  const { t } = useText();
  const [reason, setReason, forget] = useDraft(me.person.id, `departure-cancel:${departure.id}`, '');
  const act = useAct(
    (_: undefined, key) => api.cancelDeparture(departure.id, reason, key),
    [['departures'], ['handovers']],
    () => {
      forget();
      onClose();
    },
  );
  return (
    <DialogForm
      title={t('departures.cancel')}
      act={act}
      onClose={onClose}
      onSend={() => act.mutate(undefined)}
      send={t('departures.cancel')}
      grave
      leave={
        <button type="button" className="btn" disabled={act.isPending} onClick={onClose}>
          {t('close')}
        </button>
      }
    >
      <p>{t('departures.cancelText', { name: departure.employee.name })}</p>
      <Words label={t('reason')} required maxLength={2_000} value={reason} onChange={(words) => setReason(words)} />
    </DialogForm>
  );
}
