import { type ReactNode, useState } from 'react';
import type { AuditEntry } from '../api.ts';
import { useText } from '../text.tsx';
import { PersonName } from '../ui/person.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { useCase } from './context.ts';

const AT_ONCE = 100;

/** All that happened, the newest first. */
export function Timeline() {
  const { timeline } = useCase();
  const { t } = useText();
  // Each case has an entry from its first moment on.
  if (timeline.length === 0) return <Waiting lines={8} />;
  return (
    <section aria-label={t('tab.timeline')}>
      <LatestEntries entries={timeline} />
    </section>
  );
}

interface Shown {
  entries: AuditEntry[];
  /** stands behind who it was */
  aside?: (entry: AuditEntry) => ReactNode;
}

/** @param entries oldest first, as they come; shown the newest first, and older ones when they are asked for */
export function LatestEntries({ entries, ...shown }: Shown) {
  const { t } = useText();
  const [most, setMost] = useState(AT_ONCE);
  return (
    <>
      <Entries entries={entries.toReversed().slice(0, most)} {...shown} />
      {entries.length > most ? (
        <button type="button" className="btn" onClick={() => setMost(most + AT_ONCE)}>
          {t('timeline.more', { count: entries.length - most })}
        </button>
      ) : null}
    </>
  );
}

export function Entries({ entries, aside }: Shown) {
  const { t, dateTime } = useText();
  return (
    <ol className="entries">
      {entries.map((entry) => (
        <li key={entry.id}>
          <p>{entry.sentence}</p>
          <p className="quiet small">
            <time dateTime={entry.at}>{dateTime(entry.at)}</time> ·{' '}
            {entry.actor === null ? t(`actor.${entry.actorKind}`) : <PersonName person={entry.actor} />}
            {aside === undefined ? null : <> · {aside(entry)}</>}
          </p>
        </li>
      ))}
    </ol>
  );
}
