import type { Effect, Opened, SafetyStop } from '../src/contract/effects.ts';
import { audit, deadlineFor, stand } from '../src/db/writes/standing.ts';
import { type ActivityDeps, once } from './context.ts';
import { post } from './mail.ts';
import { letter } from './notifications.ts';

/** What a transfer asks before it goes on. */
export function safety(deps: ActivityDeps) {
  return {
    /** Opens the wait for the release of a stopped transfer and asks those who may give it. */
    async openRelease(effect: Effect, stop: SafetyStop): Promise<Opened> {
      // A released transfer can stop once more further on: what had moved by then tells the stops apart.
      const which = `${stop.code}:${stop.moved}`;
      const opened = await once(deps.db, effect, `openRelease:${which}:${effect.at}`, async (tx) => {
        const deadline = await deadlineFor(tx, effect, 'safety');
        await stand(tx, effect, deadline);
        await audit(tx, { action: 'transfer.halted', handoverId: effect.handoverId, params: { ...stop } });
        return { deadline };
      });
      const { customers, moved, planned, refused } = stop;
      await post(deps, effect.next.awaitedIds ?? [], {
        ...letter(effect),
        template: 'turn.safety',
        which,
        params: { customers, moved, planned, refused },
      });
      return opened;
    },
  };
}
