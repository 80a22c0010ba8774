import { useEffect, useRef, useState } from 'react';
import { type Webhook, api } from '../api.ts';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Note } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';

/** What signs the messages, this once: no page and no answer has it again. */
export function Secret({ title, secret, onClose }: { title: string; secret: string; onClose: () => void }) {
  const { t } = useText();
  const [copied, setCopied] = useState<boolean | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // Not on the button that closes: a key pressed twice would take the secret away unseen.
  useEffect(() => field.current?.focus(), []);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
        }}
      >
        <Note tone="warn">{t('webhooks.secretText')}</Note>
        <Field label={t('webhooks.secret')}>
          {(wired) => (
            <input {...wired} ref={field} readOnly value={secret} onFocus={(event) => event.target.select()} />
          )}
        </Field>
        <p role="status">{copied === null ? '' : t(copied ? 'webhooks.copied' : 'webhooks.notCopied')}</p>
        <footer>
          <button
            type="button"
            className="btn"
            onClick={() =>
              // Where the page comes by plain HTTP a browser offers no clipboard.
              void (navigator.clipboard?.writeText(secret) ?? Promise.reject(new Error())).then(
                () => setCopied(true),
                () => setCopied(false),
              )
            }
          >
            {t('webhooks.copy')}
          </button>
          <button type="submit" className="btn primary">
            {t('webhooks.secretKept')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** A new secret, for how long beside the one before. */
export function Rotate({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useText();
  const [hours, setHours] = useState('24');
  const rotate = useAct(() => api.rotateSecret(webhook.id, Number(hours)), [['webhooks']]);
  if (rotate.data !== undefined)
    return <Secret title={t('webhooks.rotated')} secret={rotate.data.secret} onClose={onClose} />;
  return (
    <DialogForm
      title={t('webhooks.rotate')}
      act={rotate}
      onSend={() => rotate.mutate(undefined)}
      onClose={onClose}
      send={t('webhooks.rotate')}
    >
      <p>{t('webhooks.rotateText')}</p>
      <Field label={t('webhooks.overlap')} hint={t('webhooks.overlapHint')}>
        {(wired) => (
          <input
            {...wired}
            type="number"
            required
            min={0}
            max={168}
            value={hours}
            onChange={(event) => setHours(event.target.value)}
          />
        )}
      </Field>
    </DialogForm>
  );
}
