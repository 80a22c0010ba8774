import type { ReactNode } from 'react';
import { useText } from '../text.tsx';
import { Dialog } from './dialog.tsx';
import { ProblemNote } from './notes.tsx';

/** Questions in front of the page, and what is done with the answers: sent, or left. */
export function DialogForm({
  title,
  act,
  onSend,
  onClose,
  send,
  leave,
  grave,
  unready,
  wide,
  children,
}: {
  title: string;
  act: { isPending: boolean; error: unknown };
  onSend: () => void;
  onClose: () => void;
  /** the word on the button */
  send: string;
  /** in place of the button that cancels */
  leave?: ReactNode;
  /** cannot be undone */
  grave?: boolean;
  /** something is missing that the fields themselves do not demand */
  unready?: boolean;
  wide?: boolean;
  children: ReactNode;
}) {
  const { t } = useText();
  return (
    <Dialog title={title} onClose={onClose} held={act.isPending} {...(wide === undefined ? {} : { wide })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSend();
        }}
      >
        {children}
        <ProblemNote problem={act.error} />
        <footer>
          {leave ?? (
            <button type="button" className="btn" disabled={act.isPending} onClick={onClose}>
              {t('cancel')}
            </button>
          )}
          <button type="submit" className={grave ? 'btn danger' : 'btn primary'} disabled={act.isPending || unready}>
            {send}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
