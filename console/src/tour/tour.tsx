import { Entry, Invitation } from './invitation.tsx';
import { useMemory } from './memory.ts';
import { Panel } from './panel.tsx';
import './tour.css';

/** A whole handover in five minutes: the ways to it, and the panel that leads through it. */
export function Tour({ place }: { place: 'panel' | 'signIn' | 'link' }) {
  const memory = useMemory();
  if (place === 'signIn') return <Invitation />;
  if (place === 'link') return <Entry />;
  return memory === null || memory.left ? null : <Panel key={memory.begunAt} memory={memory} />;
}
