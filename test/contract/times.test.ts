import { expect, test } from 'vitest';
import { day, inAnyZone, instant } from '../../src/contract/times.ts';

test.each([
  ['2026-03-02', true],
  ['2024-02-29', true],
  ['0001-01-01', true],
  ['2023-02-29', false],
  ['0000-01-01', false],
  ['2026-3-2', false],
])('the day %s: is one: %s', (text, is) => {
  expect(day.safeParse(text).success).toBe(is);
});

test.each([
  ['2026-03-02T01:30:00Z', true, true],
  ['2026-03-02T01:30:00.123Z', true, true],
  ['2026-03-02T09:30:00+08:00', false, true],
  ['2026-03-02T09:30:00+15:59', false, true],
  ['2026-03-02T09:30:00-16:00', false, false],
  ['2026-03-02T09:30:00+23:00', false, false],
  ['2026-03-02T24:00:00Z', false, false],
  ['0000-03-02T01:30:00Z', false, false],
  ['2026-03-02', false, false],
  ['0001-01-01T00:00:00+08:00', false, false],
  ['9999-12-31T23:59:59-08:00', false, false],
  ['9999-12-31T23:59:59Z', true, true],
  ['9999-12-31T00:00:00+08:00', false, true],
])('the instant %s: in UTC: %s, in any zone: %s', (text, inUtc, inZone) => {
  expect([instant.safeParse(text).success, inAnyZone.safeParse(text).success]).toEqual([inUtc, inZone]);
});
