import { useText } from '../text.tsx';

/** Something is being loaded; lines where it will stand, so that the page does not jump. */
export function Waiting({ lines = 4 }: { lines?: number }) {
  const { t } = useText();
  return (
    <div className="waiting" role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} className="bone" />
      ))}
    </div>
  );
}
