import type { Webhook } from '../api.ts';
import { useText } from '../text.tsx';
import { Badge, type Tone } from '../ui/notes.tsx';

const TONES: Record<Webhook['state'], Tone> = { active: 'good', paused: 'neutral', disabled: 'bad' };

export function WebhookState({ state }: { state: Webhook['state'] }) {
  const { label } = useText();
  return <Badge tone={TONES[state]}>{label(`webhookState.${state}`)}</Badge>;
}
