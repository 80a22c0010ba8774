import { useState } from 'react';
import { type Webhook, api } from '../api.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Field } from '../ui/field.tsx';
import { useAct } from '../ui/use-act.ts';
import { type ShownOnce, shownOnce } from './secret.tsx';

/** A new secret, for how long beside the one before. */
export function Rotate({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const me = useMe();
  const { t } = useText();
  const [hours, setHours] = useState('24');
  const rotate = useAct(
    async (): Promise<ShownOnce> => {
      const { secret } = await api.rotateSecret(webhook.id, Number(hours));
      return { title: 'webhooks.rotated', secret, webhook };
    },
    [['webhooks']],
    onClose,
    shownOnce(me.person.id),
  );
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
