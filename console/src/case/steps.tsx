import type { AuditEntry, Handover } from '../api.ts';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';

const STEPS = [
  'notify',
  'plan',
  'materials',
  'meeting',
  'verification',
  'signOff',
  'transfer',
  'followUp',
  'close',
] as const;

/** The entry by which each step ends; what a policy leaves out has none. */
const ENDS: Record<(typeof STEPS)[number], readonly string[]> = {
  notify: ['parties.notified'],
  plan: ['plan.approved'],
  materials: ['materials.confirmed'],
  meeting: ['minutes.recorded', 'meeting.held'],
  verification: ['signOff.opened'],
  signOff: ['transfer.started'],
  transfer: ['transfer.finished'],
  followUp: ['case.closed'],
  close: ['case.closed'],
};

/** The way of a handover: what is done and when, where it is, what comes. */
export function Steps({ handover, timeline }: { handover: Handover; timeline: AuditEntry[] }) {
  const { t, label, date, shortDate } = useText();
  const at = STEPS.indexOf(handover.step);
  const over = handover.state === 'closed';
  return (
    <ol className="steps" aria-label={t('case.steps')}>
      {STEPS.map((step, index) => {
        const done = over || index < at;
        const here = !over && index === at;
        const end = done ? timeline.findLast(({ action }) => ENDS[step].includes(action)) : undefined;
        return (
          <li key={step} className={done ? 'done' : here ? 'here' : undefined} aria-current={here ? 'step' : undefined}>
            <span className="dot">{done ? <Icon name="check" /> : index + 1}</span>
            <span className="name">{label(`step.${step}`)}</span>
            <span className="quiet small" title={end === undefined ? undefined : date(end.at)}>
              {end === undefined
                ? here
                  ? t('case.percent', { percent: handover.progressPct })
                  : ''
                : shortDate(end.at)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
