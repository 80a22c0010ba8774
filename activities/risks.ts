import type { Effect, Opened } from '../src/contract/effects.ts';
import { Refusal } from '../src/contract/failures.ts';
import type { RiskRule } from '../src/contract/risks.ts';
import type { Tx } from '../src/db/connect.ts';
import { acceptRisks, countBlocking, findRisks } from '../src/db/writes/risks.ts';
import { audit, clock, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { type ActivityDeps, once } from './context.ts';
import { post } from './mail.ts';
import { letter } from './notifications.ts';

/** The register of risks: what the engine finds itself, and what the supervisor takes upon the company. */
export function risks(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /** Brings the register up to date and, when something in it holds up the sign-off, asks the supervisor. */
    async openRisks(effect: Effect): Promise<Opened & { blocking: number }> {
      const { handoverId } = effect;
      const opened = await once(db, effect, `openRisks:${effect.at}`, async (tx) => {
        const rule = await ruleOf(tx, handoverId);
        const found = await findRisks(tx, handoverId, rule, clock(effect));
        const blocking = await countBlocking(tx, handoverId, rule);
        const deadline = await deadlineFor(tx, effect, 'risks');
        if (blocking > 0) await stand(tx, effect, deadline);
        await audit(tx, { action: 'risks.found', handoverId, params: { ...found, blocking } });
        return { deadline, blocking };
      });
      if (opened.blocking > 0)
        await post(deps, effect.next.awaitedIds ?? [], {
          ...letter(effect),
          template: 'turn.risks',
          // They are looked for anew before every attempt at the signatures.
          which: effect.at,
          params: { count: opened.blocking },
        });
      return opened;
    },

    /** The supervisor accepts risks: those that the inbox entry names, or all that hold up the sign-off. */
    async acceptRisks(effect: Effect, by: { personId: string; entryId: string }): Promise<{ blocking: number }> {
      const { handoverId } = effect;
      return once(db, effect, `acceptRisks:${by.entryId}`, async (tx) => {
        const rule = await ruleOf(tx, handoverId);
        const entry = await tx
          .selectFrom('handover_inbox')
          .select('body')
          .where('id', '=', by.entryId)
          .where('handover_id', '=', handoverId)
          .executeTakeFirst();
        if (!entry) throw new Refusal('inboxEntryMissing');
        const { riskIds } = entry.body as { riskIds?: string[] };
        const at = clock(effect);
        const accepted = await acceptRisks(tx, { handoverId, personId: by.personId, at }, rule, riskIds);
        const blocking = await countBlocking(tx, handoverId, rule);
        await audit(tx, {
          action: 'risks.accepted',
          personId: by.personId,
          handoverId,
          params: { accepted, blocking, entryId: by.entryId },
        });
        return { blocking };
      });
    },

    /** How many risks still hold up the sign-off: asked when somebody lowered or closed one. */
    async countBlockingRisks(effect: Effect): Promise<number> {
      return db.transaction().execute(async (tx) => {
        return countBlocking(tx, effect.handoverId, await ruleOf(tx, effect.handoverId));
      });
    },
  };
}

async function ruleOf(tx: Tx, handoverId: string): Promise<RiskRule> {
  const { risks: rule } = await policyOf(tx, handoverId);
  if (!rule) throw new Error('a case whose policy has no rule of risks does not ask for them');
  return rule;
}
