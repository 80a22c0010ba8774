import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, NavLink, Navigate, Route, Routes, useLocation, useParams } from 'react-router';
import { type Handover, api } from '../api.ts';
import { delegationsOf } from '../delegations/acting.ts';
import { hasRole, useMe } from '../me.tsx';
import { type Key, useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { Icon } from '../ui/icon.tsx';
import { Badge, Failed, NotForYou, Note, type Tone } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { type Action, type ActionName, actionsOf, permissionTo } from './actions.ts';
import { CaseContext } from './context.ts';
import { Evidence } from './evidence.tsx';
import { Introductions } from './introductions.tsx';
import { Materials } from './materials.tsx';
import { MaterialsOfCustomer } from './materials-of-customer.tsx';
import { MeetingTab } from './meeting.tsx';
import { MovingBack } from './moving-back.tsx';
import { PlanTab } from './plan.tsx';
import { Progress } from './progress.tsx';
import { Reviews } from './reviews.tsx';
import { Risks } from './risks.tsx';
import { Signatures } from './signatures.tsx';
import { Steps } from './steps.tsx';
import { Timeline } from './timeline.tsx';
import { TrainingTab } from './training.tsx';
import { useTimeline } from './use-timeline.ts';
import { VerificationTab } from './verification.tsx';
import { WayBack } from './way-back.tsx';

const TABS: { to: string; name: Key }[] = [
  { to: '', name: 'tab.progress' },
  { to: 'plan', name: 'tab.plan' },
  { to: 'materials', name: 'tab.materials' },
  { to: 'meeting', name: 'tab.meeting' },
  { to: 'verification', name: 'tab.verification' },
  { to: 'signatures', name: 'tab.signatures' },
  { to: 'risks', name: 'tab.risks' },
  { to: 'introductions', name: 'tab.introductions' },
  { to: 'training', name: 'tab.training' },
  { to: 'reviews', name: 'tab.reviews' },
  { to: 'way-back', name: 'tab.wayBack' },
  { to: 'timeline', name: 'tab.timeline' },
  { to: 'evidence', name: 'tab.evidence' },
];

/** What notifications lead to (src/contract/notices.ts) where a tab has another name. */
const TOLD = {
  items: 'plan',
  meetings: 'meeting',
  'meeting-actions': 'meeting',
  discrepancies: 'verification',
  'sign-offs': 'signatures',
  'support-requests': 'training',
  actions: 'reviews',
  'work-reports': 'reviews',
  report: 'evidence',
};

/** How often one looks how far a restore is. */
const MOVING_BACK_MS = 2_000;

/** One handover: where it stands, whom it awaits, what the reader can do, and all that belongs to it. */
export function Case() {
  const { handoverId = '' } = useParams();
  const { pathname } = useLocation();
  const me = useMe();
  const { t, locale } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['case', handoverId],
    queryFn: () => api.handover(handoverId),
    // The timeline tells of batches; that the last one is done, nothing but the case itself.
    refetchInterval: ({ state }) => (state.data?.movingBack ? MOVING_BACK_MS : false),
  });
  const permissions = useQuery({
    queryKey: ['case', handoverId, 'permissions'],
    queryFn: () => api.permissions(handoverId),
  });
  const { data: delegations } = useQuery(delegationsOf(me.person.id));
  const { entries, live } = useTimeline(handoverId, locale);
  const [doing, setDoing] = useState<ActionName | null>(null);
  const shown = data !== undefined && permissions.data !== undefined;
  // Where there is little room the tabs scroll: the open one is to be seen.
  useEffect(() => {
    document.querySelector('.tabs .active')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname, shown]);
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (permissions.error && !permissions.data)
    return <Failed error={permissions.error} retry={() => void permissions.refetch()} />;
  if (!data || !permissions.data) return <Waiting lines={10} />;
  const allowed = permissions.data.items;
  const actions = actionsOf(data, allowed, me, delegations?.items ?? []);
  const may = (operationId: string) => permissionTo(allowed, operationId).may;
  const whyNot = (operationId: string) => permissionTo(allowed, operationId).sentence;
  return (
    <CaseContext value={{ handover: data, actions, may, whyNot, act: setDoing, timeline: entries, live }}>
      <Head handover={data} live={live} />
      <Steps handover={data} timeline={entries} />
      <Now handover={data} actions={actions} act={setDoing} />
      <MovingBack />
      <nav className="tabs" aria-label={t('tab.label')}>
        {TABS.map(({ to, name }) => (
          <NavLink key={to} to={`/handovers/${handoverId}${to === '' ? '' : `/${to}`}`} end={to === ''}>
            {t(name)}
          </NavLink>
        ))}
      </nav>
      <Routes>
        <Route index element={<Progress />} />
        <Route path="plan" element={<PlanTab />} />
        <Route path="materials" element={<Materials />} />
        <Route path="materials/:customerId" element={<MaterialsOfCustomer />} />
        <Route path="meeting" element={<MeetingTab />} />
        <Route path="verification" element={<VerificationTab />} />
        <Route path="signatures" element={<Signatures />} />
        <Route path="risks" element={<Risks />} />
        <Route path="introductions" element={<Introductions />} />
        <Route path="training" element={<TrainingTab />} />
        <Route path="reviews" element={<Reviews />} />
        <Route path="way-back" element={<WayBack />} />
        <Route path="timeline" element={<Timeline />} />
        <Route path="evidence" element={<Evidence />} />
        {Object.entries(TOLD).map(([path, tab]) => (
          <Route key={path} path={path} element={<Navigate to={`/handovers/${handoverId}/${tab}`} replace />} />
        ))}
        <Route path="*" element={<NotForYou />} />
      </Routes>
      {doing === null ? null : (
        <ActionDialog
          key={doing}
          action={actions.find(({ name }) => name === doing)}
          handover={data}
          onClose={() => setDoing(null)}
        />
      )}
    </CaseContext>
  );
}

const STATE_TONES: Record<Handover['state'], Tone> = {
  starting: 'info',
  running: 'info',
  paused: 'warn',
  closed: 'good',
  cancelled: 'neutral',
};

function Head({ handover, live }: { handover: Handover; live: boolean }) {
  const me = useMe();
  const { t, label, labelOf, dateTime } = useText();
  return (
    <header className="page case-head">
      <p className="crumbs">
        <Link to="/handovers">{t('nav.handovers')}</Link> <Icon name="chevron" /> <span>{handover.label}</span>
      </p>
      <h1>
        <PersonName person={handover.giver} />
        <span className="arrow" aria-label={t('case.to')}>
          →
        </span>
        {handover.receivers.slice(0, 3).map((person, at) => (
          <span key={person.id}>
            {at > 0 ? t('separator') : ''}
            <PersonName person={person} />
          </span>
        ))}
        {handover.receivers.length > 3 ? ` ${t('case.more', { count: handover.receivers.length - 3 })}` : ''}
      </h1>
      <p className="marks">
        <Badge tone={STATE_TONES[handover.state]}>{label(`state.${handover.state}`)}</Badge>
        <Badge>{labelOf('kind', handover.kind)}</Badge>
        {handover.round > 1 ? <Badge>{t('case.round', { round: handover.round })}</Badge> : null}
        <span className="quiet">{t('case.supervisor', { name: handover.supervisor.name })}</span>
        <span className="quiet">{t('case.items', { count: handover.itemCount })}</span>
        {handover.effectiveAt === null ? null : (
          <span className="quiet">{t('case.effective', { at: dateTime(handover.effectiveAt) })}</span>
        )}
        {handover.until === null ? null : (
          <span className="quiet">{t('case.until', { at: dateTime(handover.until) })}</span>
        )}
        {live && handover.state !== 'closed' ? (
          <span className="live" title={t('case.liveHint')}>
            {t('case.live')}
          </span>
        ) : null}
        {hasRole(me, 'ops') && handover.links.temporal !== undefined ? (
          <a className="btn small" href={handover.links.temporal} target="_blank" rel="noreferrer">
            <Icon name="link" />
            {t('case.temporal')}
          </a>
        ) : null}
      </p>
    </header>
  );
}

/** What the case waits for, for whom and until when; what the reader can do about it, and why not. */
function Now({ handover, actions, act }: { handover: Handover; actions: Action[]; act: (name: ActionName) => void }) {
  const me = useMe();
  const { t, label, labelOf } = useText();
  const due = actions.filter((action) => action.due);
  const mine = due.filter(({ whyNot }) => whyNot === null);
  const others = actions.filter((action) => !mine.includes(action));
  const wait = handover.waitingFor;
  const inName = mine.find((action) => action.actingFor !== null)?.actingFor ?? null;
  const awaitsMe = mine.length > 0 || handover.awaited.some(({ person }) => person.id === me.person.id);
  return (
    <section className={awaitsMe ? 'now mine' : 'now'} aria-labelledby="now">
      <div>
        <h2 id="now">
          {handover.state === 'paused'
            ? t('now.paused')
            : wait === null
              ? handover.state === 'running'
                ? t('now.working', { step: label(`step.${handover.step}`) })
                : t(`now.${handover.state}`)
              : awaitsMe
                ? t(`todo.${wait}`)
                : t('now.waits', { what: label(`wait.${wait}`) })}
        </h2>
        {handover.awaited.length > 0 ? (
          <p>
            {t('now.awaited')}{' '}
            {handover.awaited.map(({ person, roles }, at) => (
              <span key={person.id}>
                {at > 0 ? t('separator') : ''}
                <PersonName person={person} />
                <span className="quiet"> ({roles.map((role) => labelOf('role', role)).join(t('separator'))})</span>
              </span>
            ))}
          </p>
        ) : null}
        {inName === null ? null : <Note tone="warn">{t('now.for', { name: inName.name })}</Note>}
        <Due at={handover.dueAt} overdue={handover.overdue} />
      </div>
      <div className="buttons">
        {mine.map(({ name }, at) => (
          <button key={name} type="button" className={at === 0 ? 'btn primary' : 'btn'} onClick={() => act(name)}>
            {t(`act.${name}`)}
          </button>
        ))}
        {others.length === 0 ? null : (
          <details className="menu">
            <summary className="btn">{t('now.more')}</summary>
            <ul className="sheet">
              {others.map(({ name, whyNot }) => (
                <li key={name}>
                  <button type="button" disabled={whyNot !== null} onClick={() => act(name)}>
                    {t(`act.${name}`)}
                    {whyNot === null ? null : <span className="small">{whyNot}</span>}
                  </button>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}
