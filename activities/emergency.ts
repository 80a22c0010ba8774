import type { Effect } from '../src/contract/effects.ts';
import { emergencyOf } from '../src/contract/kinds.ts';
import type { HandoverOptions } from '../src/contract/options.ts';
import { allCut } from '../src/db/all-cut.ts';
import { endCustody, openCustody } from '../src/db/writes/custody.ts';
import { audit, clock, policyOf, stand } from '../src/db/writes/standing.ts';
import { endSuccessor } from '../src/db/writes/successors.ts';
import { lateTypes } from '../src/domain/options.ts';
import { type ActivityDeps, once } from './context.ts';
import { post } from './mail.ts';
import { letter } from './notifications.ts';

/** What an emergency departure does that others do not. */
export function emergency(deps: ActivityDeps) {
  const { db } = deps;
  const caseOf = (handoverId: string) =>
    db
      .selectFrom('handovers as h')
      .innerJoin('employees as g', 'g.id', 'h.giver_id')
      .select(['h.giver_id', 'h.started_by', 'h.options', 'g.state'])
      .where('h.id', '=', handoverId)
      .executeTakeFirstOrThrow();
  return {
    /**
     * Sees that the giver can do and see nothing any more; the request has frozen them, unless it came by another way. Tries again
     * until nothing is under way for them.
     */
    async cutOffGiver(effect: Effect): Promise<void> {
      const { giver_id, started_by, state } = await caseOf(effect.handoverId);
      await once(db, effect, 'cutOffGiver', async (tx) => {
        if (state !== 'left')
          await tx
            .insertInto('freezes')
            .values({ person_id: giver_id, frozen_by: started_by, reason: 'emergency_departure' })
            .onConflict((c) => c.doNothing())
            .execute();
        await stand(tx, effect);
        await audit(tx, {
          action: 'access.cutOff',
          handoverId: effect.handoverId,
          subjectType: 'employee',
          subjectId: giver_id,
        });
      });
      if (!(await allCut(db, giver_id))) throw new Error('something is still under way for the giver');
    },

    /** Opens the custody, or finds it open; the custodian is told what reached them. */
    async openCustody(effect: Effect, custodianId: string): Promise<void> {
      const { handoverId } = effect;
      const { giver_id: giverId, options } = await caseOf(handoverId);
      const { urgentWithinDays } = emergencyOf(await policyOf(db, handoverId));
      const at = clock(effect);
      const given = await once(db, effect, 'openCustody', async (tx) => {
        const until = new Date(Date.parse(at) + urgentWithinDays * 86_400_000).toISOString();
        const types = lateTypes(options as Partial<HandoverOptions>);
        const records = await openCustody(tx, { handoverId, giverId, custodianId }, types, { at, until });
        await stand(tx, effect);
        if (records !== null)
          await audit(tx, {
            action: 'custody.opened',
            handoverId,
            subjectType: 'employee',
            subjectId: custodianId,
            params: { records },
          });
        return records;
      });
      if (given !== null)
        await post(deps, [custodianId], {
          ...letter(effect),
          template: 'notify.custodian',
          params: { records: given },
        });
    },

    /** The case is cancelled: what the custodian held goes back to whom it came from. The giver stays cut off: that is for HR. */
    async endCustody(effect: Effect): Promise<void> {
      const { handoverId } = effect;
      const { giver_id } = await caseOf(handoverId);
      await once(db, effect, 'endCustody', async (tx) => {
        await endSuccessor(tx, handoverId, giver_id);
        const records = await endCustody(tx, handoverId, clock(effect), true);
        await stand(tx, effect);
        if (records !== null) await audit(tx, { action: 'custody.ended', handoverId, params: { records } });
      });
    },

    /** Asks HR to do without the giver's signature, with a reason. */
    async askForWaiver(effect: Effect, hrId: string): Promise<void> {
      await once(db, effect, 'askForWaiver', (tx) => stand(tx, effect));
      await post(deps, [hrId], { ...letter(effect), template: 'turn.waiver' });
    },
  };
}
