import { useMutationState, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { Webhook } from '../api.ts';
import { useMe } from '../me.tsx';
import { type Key, useText } from '../text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Note } from '../ui/notes.tsx';

/** What signs the messages of a subscription: no page and no answer has it again. */
export interface ShownOnce {
  title: Key;
  secret: string;
  webhook: Webhook;
}
/** What is answered with a secret stays under this key, in the memory of the page alone and for this person, until they have kept it. */
export const shownOnce = (personId: string) => ['shownOnce', personId];

/** Shows secrets wherever one went meanwhile, until they are kept; the browser asks before it takes them away. */
export function Secrets() {
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const filters = { mutationKey: shownOnce(me.person.id) };
  const asked = useMutationState({
    filters,
    select: ({ mutationId, state }) => ({ mutationId, status: state.status, answer: state.data as ShownOnce }),
  });
  const shown = asked.find(({ status }) => status === 'success');
  const mayBeLost = shown !== undefined || asked.some(({ status }) => status === 'pending');
  useEffect(() => {
    if (!mayBeLost) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [mayBeLost]);
  if (shown === undefined) return null;
  const { mutationId, answer } = shown;
  return (
    <Secret
      key={mutationId}
      {...answer}
      onKept={() => {
        const kept = client.getMutationCache().find({ ...filters, predicate: (one) => one.mutationId === mutationId });
        if (kept) client.getMutationCache().remove(kept);
        // Whoever stayed where it was made goes on to it.
        if (pathname === '/webhooks/new') void navigate(`/webhooks/${answer.webhook.id}`, { replace: true });
      }}
    />
  );
}

function Secret({ title, secret, webhook, onKept }: ShownOnce & { onKept: () => void }) {
  const { t } = useText();
  const [copied, setCopied] = useState<boolean | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // Not on the button that closes: a key pressed twice would take the secret away unseen.
  useEffect(() => field.current?.focus(), []);
  return (
    <Dialog title={t(title)} onClose={onKept} held>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onKept();
        }}
      >
        <p className="said">{webhook.description ?? webhook.url}</p>
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
