import { type Taken, allAnswered } from '../db/intake/introductions.ts';
import type { Deps } from './route.ts';

/**
 * Tells the workflow that something waits for it: once for all that came since its last look. The answer is on record already, so a
 * Temporal that is away refuses nobody: the workflow looks by itself when the next thing is due.
 */
export async function wakeAfterAnswer(deps: Deps, { handoverId, wake }: Taken): Promise<void> {
  if (handoverId === null || !(wake || (await allAnswered(deps.db, handoverId)))) return;
  await deps.gateway
    .wakeIntroduction(handoverId)
    .catch((error: unknown) =>
      deps.log.warn(
        { handoverId, error: error instanceof Error ? error.message : '' },
        'an introduction was not woken',
      ),
    );
}
