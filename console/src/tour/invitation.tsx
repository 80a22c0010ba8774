import { Icon } from '../ui/icon.tsx';
import { resume } from './focus.ts';
import { useMemory } from './memory.ts';
import { Trouble } from './trouble.tsx';
import { useBegin } from './use-begin.ts';
import { useWords } from './words.ts';

/** Offers the tour: begun, or gone on with where it was left. */
export function Invitation() {
  const t = useWords();
  const memory = useMemory();
  const begin = useBegin();
  return (
    <section className="card invitation" aria-labelledby="invitation">
      <h2 id="invitation">{t('title')}</h2>
      <p>{t('invite.text')}</p>
      <Trouble problem={begin.error} />
      <div className="buttons">
        {memory?.left === true ? (
          <button type="button" className="btn primary" onClick={resume}>
            {t('invite.goOn')}
          </button>
        ) : null}
        {memory === null || memory.left ? (
          <button
            type="button"
            className={memory === null ? 'btn primary' : 'btn'}
            disabled={begin.isPending}
            onClick={() => begin.mutate()}
          >
            {t(begin.isPending ? 'invite.preparing' : memory === null ? 'invite.begin' : 'anew')}
          </button>
        ) : (
          <p className="quiet">
            <Icon name="info" /> {t('invite.on')}
          </p>
        )}
      </div>
    </section>
  );
}

/** The same where there is room for a line: in the navigation. */
export function Entry() {
  const t = useWords();
  const memory = useMemory();
  const begin = useBegin();
  if (memory !== null && !memory.left) return null;
  return (
    <>
      <button
        type="button"
        className="linkish"
        disabled={begin.isPending}
        onClick={() => (memory === null ? begin.mutate() : resume())}
      >
        {t(begin.isPending ? 'invite.preparing' : memory === null ? 'title' : 'invite.goOn')}
      </button>
      <Trouble problem={begin.error} />
    </>
  );
}
