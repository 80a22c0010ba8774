import { type ReactNode, useState } from 'react';
import type { AuditEntry } from '../api.ts';
import { useText } from '../text.tsx';
import { PersonName } from '../ui/person.tsx';
import { Empty } from '../ui/notes.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { Waiting } from '../ui/waiting.tsx';
import { useCase } from './context.ts';

const AT_ONCE = 100;
/** What happened comes after the line is open. */
const NEWS_MS = 1_500;

/** All that happened, the newest first. */
export function Timeline() {
  const { timeline } = useCase();
  const { t } = useText();
  if (timeline.length === 0) return <NoEntries />;
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

/** In the place of entries, while they are waited for and when there are none: old ones can have been taken out of the log. */
export function NoEntries() {
  const { live } = useCase();
  const { t } = useText();
  const followed = useSettled(live, NEWS_MS);
  return followed ? <Empty title={t('timeline.empty')} /> : <Waiting lines={8} />;
}
