import { Suspense, lazy } from 'react';
import { signIn } from './session.ts';

const Loaded = lazy(async () => ({ default: (await import('./tour/tour.tsx')).Tour }));

/** The tour through the demonstration, at one of its places; elsewhere than in the demonstration nothing of it is loaded. */
export function Tour({ place }: { place: 'panel' | 'signIn' | 'link' }) {
  return signIn === 'demo' ? (
    <Suspense fallback={null}>
      <Loaded place={place} />
    </Suspense>
  ) : null;
}
