import { useText } from '../text.tsx';
import { Note } from './notes.tsx';

/**
 * Somebody else was faster (412): nothing of the reader's was done; what is there now, and the two ways on.
 * @param facts what there is now, by name; what is empty is left out
 * @param onTake leaves the reader's own for it; absent: there is nothing of theirs to leave
 */
export function Newer({ facts, onTake }: { facts: [string, string][]; onTake?: () => void }) {
  const { t } = useText();
  return (
    <Note tone="bad" title={t('newer.title')}>
      <dl className="facts">
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="said">{value}</dd>
            </div>
          ))}
      </dl>
      {onTake === undefined ? null : (
        <>
          <p>{t('newer.text')}</p>
          <p>
            <button type="button" className="btn small" onClick={onTake}>
              {t('newer.take')}
            </button>
          </p>
        </>
      )}
    </Note>
  );
}
