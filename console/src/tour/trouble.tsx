import { Note, ProblemNote } from '../ui/notes.tsx';
import { NoBook } from './begin.ts';
import { useWords } from './words.ts';

/** What keeps the tour from beginning or from going on. */
export function Trouble({ problem }: { problem: unknown }) {
  const t = useWords();
  return problem instanceof NoBook ? (
    <Note tone="warn">
      <p>{t('invite.noBook')}</p>
    </Note>
  ) : (
    <ProblemNote problem={problem} />
  );
}
