import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SHAPES } from '../../workflows/shape.ts';

const id = randomUUID();
const decision = { personId: id, entryId: id };
const at = '2026-12-01T08:00:00Z';

/** One message of each kind in its right form. */
const RIGHT: Record<keyof typeof SHAPES, object> = {
  decision,
  approvePlan: { ...decision, forId: id, delegationId: id, decision: 'approved', planHash: '00' },
  approveLetters: { ...decision, decision: 'approved' },
  scheduleMeeting: { ...decision, startsAt: at, endsAt: at },
  recordMinutes: decision,
  signOff: { ...decision, forId: id, decision: 'signed', planHash: '00' },
  waiveSignature: { ...decision, role: 'giver', planHash: '00' },
  answerReview: { ...decision, reviewId: id, satisfaction: 5 },
  replaceReceiver: { ...decision, from: id, to: { id, number: 'E-1' } },
  acceptRisks: decision,
  changePlan: decision,
  extend: { ...decision, dueAt: at },
  releaseTransfer: { ...decision, forId: id, delegationId: id, decision: 'go' },
  extendCover: { ...decision, until: at },
  endCover: { ...decision, decision: 'return' },
  moveBack: { ...decision, scope: 'listed' },
  signOffSignal: { token: 'a-one-time-token', decision: 'signed' },
};
const names = Object.keys(SHAPES) as (keyof typeof SHAPES)[];

const DATED = names.filter((name) => Object.values(RIGHT[name]).includes(at));

/** The message with each of its ids in turn exchanged for `other`. */
function withEachIdAs(message: object, other: unknown): unknown[] {
  return Object.entries(message).flatMap(([name, value]) => {
    if (value === id) return [{ ...message, [name]: other }];
    if (typeof value !== 'object') return [];
    return withEachIdAs(value, other).map((changed) => ({ ...message, [name]: changed }));
  });
}

describe('the form of messages', () => {
  test.each(names)('%s as the product sends it: passes, and with a field more', (name) => {
    expect(SHAPES[name](RIGHT[name])).toBe(true);
    expect(SHAPES[name]({ ...RIGHT[name], later: 'field' })).toBe(true);
  });

  test.each(DATED)('%s with an instant that is none, or not the same everywhere: is refused', (name) => {
    const withEach = (other: string) =>
      Object.entries(RIGHT[name]).flatMap(([field, value]) =>
        value === at ? [{ ...RIGHT[name], [field]: other }] : [],
      );
    const none = [
      '',
      'x',
      '2030',
      '2030-01-01',
      '2030-01-01T08:00:00',
      'Tue, 1 Jan 2030 08:00:00',
      '2030-02-30T08:00:00Z',
      '2030-13-01T08:00:00Z',
      '2030-01-01T25:00:00Z',
      '+275760-09-13T00:00:00Z',
    ];
    for (const other of none)
      for (const message of withEach(other)) expect([message, SHAPES[name](message)]).toEqual([message, false]);
    for (const other of ['2030-01-01T08:00Z', '2030-01-01T08:00:00.000Z', '2030-01-01T08:00:00+08:00'])
      for (const message of withEach(other)) expect([message, SHAPES[name](message)]).toEqual([message, true]);
  });

  test.each(names.filter((name) => name !== 'signOffSignal'))('%s with an id that is none: is refused', (name) => {
    for (const other of ['', 'x', 'E-1001', id.toUpperCase(), `${id} `, `${id}\n`, `{${id}}`, 7, null, {}]) {
      const messages = withEachIdAs(RIGHT[name], other);
      expect(messages.length).toBeGreaterThan(0);
      for (const message of messages) expect([message, SHAPES[name](message)]).toEqual([message, false]);
    }
  });
});
