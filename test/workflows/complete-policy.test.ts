import { describe, expect, it } from 'vitest';
import { policySchema } from '../../src/contract/policy-schema.ts';
import { completePolicy } from '../../src/domain/standard-policy.ts';
import { makePolicy } from '../support/company.ts';
import { scenario } from '../support/scenario.ts';

const s = scenario();

describe('handover under the least policy that can be published', () => {
  it('every number at its lower bound, everybody silent where they may be: closes', async () => {
    const wait = {
      dueWorkingDays: 1,
      remindBeforeWorkingDays: [],
      escalateAfterWorkingDays: 1,
      giveUpAfterWorkingDays: 2,
    };
    const least = policySchema.parse({
      calendar: 'CN',
      waits: { approval: wait, materials: wait, minutes: wait, verification: wait, signOff: wait, review: wait },
      tiers: { strict: { minAnnualValue: 0, minComplexity: 1, businessTypes: [] } },
      verification: { strictShare: 0, standardShare: 0, minimum: 0 },
      meeting: { durationMinutes: 15 },
      reviews: { days: [], minSatisfaction: 1 },
      transition: { days: 0, checkInEveryDays: 0 },
      restoreDays: 1,
      operatorStatements: false,
    });
    const policy = await makePolicy(s.database.admin, (p) => {
      for (const key of Object.keys(p)) Reflect.deleteProperty(p, key);
      Object.assign(p, least);
    });
    await s.begin({ policy });
    await s.act.approve(await s.at('approval'));
    await s.at('materials');
    // Materials, minutes and verification pass without anybody.
    for (let days = 0; days < 60 && (await s.row()).waiting_for !== 'signOff'; days += 1) {
      await s.engine.skipTo(await s.inDays(1));
      await s.stands(() => true);
    }
    await s.signAll(await s.at('signOff'));
    expect(await s.owners()).not.toContain(s.company.giver.id);
    await s.engine.skipTo(await s.inDays(3));
    expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
  });
});

describe('handover under the complete standard policy', () => {
  it('everybody answers: the book moves, is followed up, and the case closes', async () => {
    const policy = await makePolicy(s.database.admin, (p) => {
      // The server that skips time has no Schedules.
      Object.assign(p, structuredClone(completePolicy), {
        transition: { ...completePolicy.transition, checkInEveryDays: 0 },
      });
    });
    await s.begin({ policy });
    await s.signAll(await s.toSignOff());
    expect(await s.owners()).not.toContain(s.company.giver.id);
    const items = await s.database.admin
      .selectFrom('handover_items')
      .select('tier')
      .where('handover_id', '=', s.input.handoverId)
      .where('record_type', '=', 'customer')
      .execute();
    // Customers of 10,000 to 60,000 a year, all of them direct and of little complexity.
    expect(items.map((i) => i.tier).sort()).toEqual(['light', 'light', 'light', 'light', 'light', 'standard']);
    await s.reviewAll(async (reviewId) => {
      for (const person of [...s.company.receivers, s.company.supervisor])
        await s.act.answerReview(reviewId, person.id);
    });
    expect(await s.result()).toEqual({ outcome: 'closed', notUndone: [] });
  });
});
