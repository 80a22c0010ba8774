import { useText } from '../text.tsx';
import { Note } from '../ui/notes.tsx';
import { useCase } from './context.ts';

/** A restore or a return that is under way, on every page of its case and for all who see it. */
export function MovingBack() {
  const { movingBack } = useCase().handover;
  const { t, dateTime, number } = useText();
  return (
    <div role="status" className="moving-back">
      {movingBack === null ? null : (
        <Note>
          <p>
            {t(`movingBack.${movingBack.as}`, {
              name: movingBack.by.name,
              at: dateTime(movingBack.startedAt),
              count: movingBack.restored,
              conflicts: number(movingBack.conflicts),
            })}
          </p>
          <progress aria-label={t('movingBack.progress')} />
        </Note>
      )}
    </div>
  );
}
