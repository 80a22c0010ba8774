import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import timelineEn from '../../src/i18n/en/timeline.json' with { type: 'json' };
import { EVENT_PATTERNS, EVENT_TYPES } from '../../src/contract/webhooks.ts';
import { isPublicAddress } from '../../src/domain/public-address.ts';
import { GIVE_UP_AFTER_MS, nextAttempt, retryAfter } from '../../src/domain/webhook-retry.ts';

describe('nextAttempt', () => {
  test('an endpoint that never takes it: is asked for three days to the end, with growing pauses, about twenty times', () => {
    const at = [0];
    for (let attempts = 1; ; attempts += 1) {
      const next = nextAttempt({ attempts, sinceMs: 0, nowMs: at.at(-1) ?? 0, random: 0.5 });
      if (next === null) break;
      at.push(next);
    }
    expect(at.at(-1)).toBe(GIVE_UP_AFTER_MS);
    const pauses = at.slice(1).map((t, i) => t - (at[i] ?? 0));
    expect(pauses.slice(0, -1)).toEqual(pauses.slice(0, -1).sort((a, b) => a - b));
    expect(pauses[0]).toBe(5_000);
    expect(at.length).toBeGreaterThan(15);
    expect(at.length).toBeLessThan(30);
  });

  test('any attempt: is followed by a later one within the three days, or by none after them', () => {
    const times = fc.record({
      attempts: fc.integer({ min: 1, max: 1_000 }),
      sinceMs: fc.integer({ min: 0, max: 2e12 }),
      passed: fc.integer({ min: 0, max: 2 * GIVE_UP_AFTER_MS }),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: undefined }),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(times, ({ passed, ...t }) => {
        const nowMs = t.sinceMs + passed;
        const next = nextAttempt({ ...t, nowMs });
        if (passed >= GIVE_UP_AFTER_MS) expect(next).toBeNull();
        else {
          expect(next).toBeGreaterThan(nowMs);
          expect(next).toBeLessThanOrEqual(t.sinceMs + GIVE_UP_AFTER_MS);
        }
      }),
    );
  });

  test('an endpoint that asks for more time: gets it, six hours at the most', () => {
    const of = (retryAfterMs: number) => nextAttempt({ attempts: 1, sinceMs: 0, nowMs: 0, retryAfterMs, random: 0.5 });
    expect(of(60_000)).toBe(60_000);
    expect(of(1)).toBe(5_000);
    expect(of(1e9)).toBe(6 * 3_600_000);
  });
});

test.each([
  ['120', 120_000],
  ['Thu, 01 Jan 1970 00:01:00 GMT', 60_000],
  ['Wed, 31 Dec 1969 00:00:00 GMT', 0],
  ['soon', undefined],
  [undefined, undefined],
])('retryAfter, %s: %s', (header, ms) => {
  expect(retryAfter(header, 0)).toBe(ms);
});

describe('isPublicAddress', () => {
  test.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001:db8::1',
    '::127.0.0.1',
    '::7f00:1',
    '4000::1',
    'localhost',
    '',
  ])('%s: is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s: is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

test('the types of events: each is an entry of the log that has a sentence, and is named once', () => {
  expect(EVENT_TYPES.filter((type) => !(type in timelineEn))).toEqual([]);
  expect(new Set(EVENT_PATTERNS).size).toBe(EVENT_PATTERNS.length);
});
