import { describe, expect, test } from 'vitest';
import { BadValue } from '../../src/imports/errors.ts';
import type { Transform } from '../../src/imports/mapping.ts';
import { type Value, transformed } from '../../src/imports/transforms.ts';

const thousands = (mark: ',' | '.'): Transform => ({ decimal: { thousands: mark } });
const date = (...formats: string[]): Transform => ({ date: { formats } });
const timestamp = (...formats: string[]): Transform => ({ timestamp: { formats, timeZone: 'Asia/Shanghai' } });
const map = (otherwise: 'keep' | 'refuse' | 'empty', ignoreCase = false): Transform => ({
  map: { values: { technolgy: 'technology' }, otherwise, ignoreCase },
});

const TAKEN: [Transform, Value, Value][] = [
  ['trim', ' Edinburgh ', 'Edinburgh'],
  ['emptyToNull', '', null],
  ['emptyToNull', ' ', ' '],
  ['lower', 'Ä', 'ä'],
  ['upper', 'usd', 'USD'],
  ['integer', '+0042', '42'],
  ['integer', '-7', '-7'],
  ['decimal', '0.10', '0.1'],
  ['decimal', '-12.340', '-12.34'],
  ['decimal', '12345678901234567890.12', '12345678901234567890.12'],
  [{ decimal: { times: 1_000_000 } }, '1100.04', '1100040000'],
  [{ decimal: { times: 1_000_000 } }, '0.0000001', '0.1'],
  [thousands(','), '1,234,567.5', '1234567.5'],
  [thousands(','), '1234.5', '1234.5'],
  [thousands('.'), '1.234,5', '1234.5'],
  ['boolean', 'Yes', 'true'],
  ['boolean', '否', 'false'],
  ['slug', 'Garret Kinder', 'garret.kinder'],
  ['slug', 'José O’Neil', 'jose.o.neil'],
  ['slug', '王 芳', '王.芳'],
  ['pseudonym', 'Anna Snelling', 'D4C1BCE5'],
  [date('ISO'), '2021-01-01', '2021-01-01'],
  [date('ISO'), '2021-01-01T23:59:59+02:00', '2021-01-01'],
  [date('M/D/YYYY'), '3/1/2017', '2017-03-01'],
  [date('ISO', 'YYYY/M/D', 'YYYY年M月D日'), '2024/2/29', '2024-02-29'],
  [date('ISO', 'YYYY/M/D', 'YYYY年M月D日'), '2024年12月1日', '2024-12-01'],
  [date('D.M.YYYY'), '31.12.2024', '2024-12-31'],
  [date('M/D/YYYY', 'D/M/YYYY'), '31/12/2024', '2024-12-31'],
  [timestamp('ISO'), '2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z'],
  [timestamp('ISO'), '2026-11-24 10:00:00+0800', '2026-11-24T02:00:00Z'],
  [timestamp('ISO'), '2026-11-24 10:00', '2026-11-24T02:00:00Z'],
  [timestamp('YYYY/M/D H:mm'), '2026/11/4 9:05', '2026-11-04T01:05:00Z'],
  [map('keep'), 'technolgy', 'technology'],
  [map('keep'), 'medical', 'medical'],
  [map('empty'), 'medical', null],
  [map('refuse', true), 'TECHNOLGY', 'technology'],
  [{ split: ';' }, ' a;b ; ;c', ['a', 'b', 'c']],
  [{ split: ',' }, '', []],
  ['upper', ['a', 'b'], ['A', 'B']],
  [{ prepend: 'CH-' }, '3', 'CH-3'],
  [{ append: '@example.invalid' }, 'anna', 'anna@example.invalid'],
  [{ replace: ['GTXPro', 'GTX Pro'] }, 'GTXPro · Acme', 'GTX Pro · Acme'],
  [{ presence: { filled: 'company', empty: 'person' } }, 'Embraer', 'company'],
  [{ presence: { filled: 'company', empty: 'person' } }, null, 'person'],
  ['integer', null, null],
];

describe('transform', () => {
  test.each(TAKEN)('%j, given %j: makes %j', (transform, value, expected) => {
    expect(transformed(value, [transform])).toEqual(expected);
  });

  const REFUSED: [Transform, string, string][] = [
    ['integer', '1.5', 'notInteger'],
    ['integer', '１２', 'notInteger'],
    ['decimal', '1,5', 'notDecimal'],
    ['decimal', '.5', 'notDecimal'],
    ['decimal', '1e3', 'notDecimal'],
    [thousands(','), '1,5', 'notDecimal'],
    ['boolean', 'maybe', 'notBoolean'],
    [date('ISO'), '2023-02-29', 'notDate'],
    [date('M/D/YYYY'), '13/1/2017', 'notDate'],
    [date('YYYY.M.D'), '2017-1-1', 'notDate'],
    [timestamp('ISO'), '2026-11-24T25:00:00Z', 'notTimestamp'],
    [map('refuse'), 'medical', 'notInMap'],
  ];
  test.each(REFUSED)('%j, given %j: refuses with %s', (transform, value, code) => {
    expect(() => transformed(value, [transform])).toThrow(expect.objectContaining({ name: 'BadValue', code }));
  });

  test('chain, of several transforms: applies them in order', () => {
    expect(transformed('  ', ['trim', 'emptyToNull', { presence: { filled: 'x', empty: 'y' } }])).toBe('y');
    expect(() => transformed('a', ['integer'])).toThrow(BadValue);
  });
});
