import { useText } from '../text.tsx';
import { Empty } from '../ui/notes.tsx';
import { Conflicts } from './conflicts.tsx';
import { useCase } from './context.ts';
import { Restore } from './restore.tsx';
import { Return } from './return.tsx';

/** What has moved goes back: restored by who leads the case, returned by who received it; and what stood in the way. */
export function WayBack() {
  const { handover, may, whyNot } = useCase();
  const { t } = useText();
  if (handover.transferredAt === null)
    return (
      <Empty title={t('wayBack.notYet')}>
        <p>{t('wayBack.notYetText')}</p>
      </Empty>
    );
  return (
    <section className="stack" aria-label={t('tab.wayBack')}>
      {may('returnItems') ? <Return /> : null}
      {may('restore') ? <Restore /> : <p className="quiet">{t('wayBack.whyNot', { why: whyNot('restore') ?? '' })}</p>}
      <Conflicts />
    </section>
  );
}
