import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DISCREPANCY_ACTS,
  DISCREPANCY_MOVES,
  DISCREPANCY_STATES,
  isUnsettled,
} from '../../src/contract/discrepancies.ts';
import { isWaivable } from '../../src/contract/signers.ts';
import { SIGNER_ROLES } from '../../src/contract/steps.ts';
import { type VerificationRule, missingPoints, unknownPoints } from '../../src/contract/verification.ts';

const rule: VerificationRule = {
  strictShare: 1,
  standardShare: 1,
  minimum: 1,
  checklists: {
    strict: [
      { key: 'a', zh: '甲', en: 'A', required: true },
      { key: 'b', zh: '乙', en: 'B', required: false },
      { key: 'c', zh: '丙', en: 'C', required: true },
    ],
  },
};

describe('a checklist', () => {
  test.each([
    ['strict', [], ['a', 'c'], []],
    ['strict', ['c', 'b'], ['a'], []],
    ['strict', ['a', 'c', 'x'], [], ['x']],
    ['standard', [], [], []],
    ['light', ['a', 'x'], [], ['x']],
  ] as const)('of the tier %s with %j ticked: %j are missing, %j unknown', (tier, ticked, missing, unknown) => {
    expect(missingPoints(rule, tier, ticked)).toEqual(missing);
    expect(unknownPoints(rule, ticked)).toEqual(unknown);
  });
});

describe('the moves of a discrepancy', () => {
  test('from every state that is not settled: each speaker has a way out', () => {
    for (const state of DISCREPANCY_STATES.filter(isUnsettled))
      for (const by of ['receiver', 'decider'] as const)
        expect(
          DISCREPANCY_ACTS.some((act) => {
            const move = DISCREPANCY_MOVES[act];
            return move.by === by && move.from.includes(state) && !isUnsettled(move.to);
          }),
        ).toBe(true);
  });

  test('any sequence of acts: what the supervisor decided stays decided', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...DISCREPANCY_ACTS), { maxLength: 40 }), (acts) => {
        let state: (typeof DISCREPANCY_STATES)[number] = 'open';
        let decided: string | null = null;
        for (const act of acts) {
          const move = DISCREPANCY_MOVES[act];
          if (move.from.includes(state)) state = move.to;
          if (decided !== null) expect(state).toBe(decided);
          if (state === 'accepted' || state === 'mend') decided = state;
        }
      }),
    );
  });
});

test('a signature that HR can waive: is the giver’s or a department’s', () => {
  expect(SIGNER_ROLES.filter(isWaivable)).toEqual(
    SIGNER_ROLES.filter((role) => !['receiver', 'supervisor'].includes(role)),
  );
  expect(isWaivable('giver') && !isWaivable('receiver') && !isWaivable('supervisor')).toBe(true);
});
