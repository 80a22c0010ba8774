import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useText } from '../text.tsx';
import { Icon } from './icon.tsx';

/** A question in front of the page: the browser's own dialog, which keeps the focus inside and closes by Escape. */
export function Dialog({
  title,
  onClose,
  children,
  wide,
  held = false,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
  /** stays until it is answered, or what comes of something under way is told in it */
  held?: boolean;
}) {
  const { t } = useText();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed while it is still in the page, it gives the focus back to where it was.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={wide ? 'wide' : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!held) onClose();
      }}
      // Of two Escapes in a row browsers let only the first be cancelled.
      onClose={({ currentTarget }) => {
        if (held && currentTarget.isConnected && !currentTarget.open) currentTarget.showModal();
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className="btn bare" disabled={held} onClick={onClose} aria-label={t('close')}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
