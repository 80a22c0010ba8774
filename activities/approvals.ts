import type { Effect, SecondApprovalOpened } from '../src/contract/effects.ts';
import { type Policy, isApprovedTwice } from '../src/contract/policy.ts';
import type { Tx } from '../src/db/connect.ts';
import { peopleNamed, rolesOfCase } from '../src/db/named-roles.ts';
import { audit, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { type ActivityDeps, once } from './context.ts';
import { post } from './mail.ts';
import { andDelegates, letter } from './notifications.ts';

/** The second approval of a large plan. */
export function approvals(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Finds who approves besides, and asks them.
     * @param first who approved already, and for whom
     */
    async openSecondApproval(effect: Effect, first: string[]): Promise<SecondApprovalOpened> {
      const { handoverId } = effect;
      const opened = await once(db, effect, 'openSecondApproval', async (tx) => {
        const { approval } = await policyOf(tx, handoverId);
        const roles = await rolesOfCase(tx, handoverId);
        const [approver = null] = await peopleNamed(tx, approval?.by ?? [], {
          ...roles,
          except: [...roles.except, ...first],
        });
        const deadline = await deadlineFor(tx, effect, 'approval');
        const asked = approver?.id ?? roles.supervisorId;
        const flags = effect.next.flags?.filter((flag) => flag !== 'secondApproverMissing') ?? [];
        await stand(
          tx,
          {
            ...effect,
            next: {
              ...effect.next,
              awaitedIds: [asked],
              flags: approver ? flags : [...flags, 'secondApproverMissing'],
            },
          },
          deadline,
        );
        if (approver)
          await tx
            .insertInto('handover_people')
            .values({ handover_id: handoverId, person_id: approver.id, role: 'approver', position: 1 })
            .onConflict((c) => c.doNothing())
            .execute();
        await audit(tx, {
          action: 'plan.secondAsked',
          handoverId,
          params: { round: effect.round, asked, found: approver ? 1 : 0 },
        });
        return { approver, deadline };
      });
      const template = opened.approver ? 'turn.secondApproval' : 'secondApproverMissing';
      const asked = opened.approver?.id ?? (await rolesOfCase(db, handoverId)).supervisorId;
      await post(deps, await andDelegates(db, effect, [asked]), { ...letter(effect), template });
      return opened;
    },
  };
}

/** Whether the plan that was just written moves more customers than one person approves alone. */
export async function needsSecond(tx: Tx, handoverId: string, policy: Policy): Promise<boolean> {
  if (!policy.approval) return false;
  const { n } = await tx
    .selectFrom('handover_items')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('handover_id', '=', handoverId)
    .where('record_type', '=', 'customer')
    .executeTakeFirstOrThrow();
  return isApprovedTwice(policy, n);
}
