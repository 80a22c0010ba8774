import { useState } from 'react';
import type { AuditEntry } from '../api.ts';
import { useText } from '../text.tsx';
import { Empty } from '../ui/notes.tsx';
import { useCase } from './context.ts';

const AT_ONCE = 100;

/** All that happened, the newest first. */
export function Timeline() {
  const { timeline } = useCase();
  const { t } = useText();
  const [shown, setShown] = useState(AT_ONCE);
  if (timeline.length === 0) return <Empty title={t('timeline.empty')} />;
  return (
    <section aria-label={t('tab.timeline')}>
      <Entries entries={timeline.toReversed().slice(0, shown)} />
      {timeline.length > shown ? (
        <button type="button" className="btn" onClick={() => setShown(shown + AT_ONCE)}>
          {t('timeline.more', { count: timeline.length - shown })}
        </button>
      ) : null}
    </section>
  );
}

export function Entries({ entries }: { entries: AuditEntry[] }) {
  const { t, dateTime } = useText();
  return (
    <ol className="entries">
      {entries.map((entry) => (
        <li key={entry.id}>
          <p>{entry.sentence}</p>
          <p className="quiet small">
            <time dateTime={entry.at}>{dateTime(entry.at)}</time> ·{' '}
            {entry.actor === null ? t(`actor.${entry.actorKind}`) : entry.actor.name}
          </p>
        </li>
      ))}
    </ol>
  );
}
