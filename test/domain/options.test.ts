import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HandoverOptions, OPTIONS } from '../../src/contract/options.ts';
import { startRequest } from '../../src/contract/schemas.ts';
import { RECORD_TYPES } from '../../src/contract/steps.ts';
import { DEFAULT_OPTIONS, OPTION_OF, canonicalOptions, lateTypes } from '../../src/domain/options.ts';

const anyOptions = fc.record(
  Object.fromEntries(Object.entries(OPTIONS).map(([name, values]) => [name, fc.constantFrom(...values)])),
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<HandoverOptions>>;

describe('the options of a handover', () => {
  test('every type of record but customers: is decided on by one option', () => {
    expect(['customer', ...Object.keys(OPTION_OF)].sort()).toEqual([...RECORD_TYPES].sort());
    const decided = new Set<string>(Object.values(OPTION_OF));
    expect(Object.keys(OPTIONS).filter((name) => !decided.has(name))).toEqual(['othersOpportunities']);
  });

  test('a request that says nothing: means the defaults; an unknown option or value is refused', () => {
    const request = {
      kind: 'departure',
      reason: 'r',
      giver: 'g',
      receivers: ['r'],
      assignment: 'fixed',
      scope: 'book',
    };
    expect(startRequest.parse(request).options).toEqual(DEFAULT_OPTIONS);
    expect(startRequest.parse({ ...request, options: { tasks: 'open' } }).options).toEqual({
      ...DEFAULT_OPTIONS,
      tasks: 'open',
    });
    for (const options of [{ task: 'open' }, { tasks: 'some' }, { teams: 'all' }])
      expect(startRequest.safeParse({ ...request, options }).success).toBe(false);
  });

  test('any options, written in any order: sign as the same line, and no others do', () => {
    fc.assert(
      fc.property(anyOptions, anyOptions, (one, other) => {
        const turned = Object.fromEntries(Object.entries(one).reverse());
        expect(canonicalOptions(turned)).toBe(canonicalOptions(one));
        const same = JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
        expect(canonicalOptions(one) === canonicalOptions(other)).toBe(same);
      }),
    );
    expect(canonicalOptions({})).toBe('');
  });

  test.each<[string, Partial<HandoverOptions>, string[]]>([
    ['none, as before there were any', {}, []],
    ['the defaults', DEFAULT_OPTIONS, []],
    ['nothing of three', { tasks: 'none', teams: 'leave', approvals: 'none' }, ['approval', 'task', 'team_membership']],
    ['other people’s opportunities left', { othersOpportunities: 'leave' }, []],
  ])('%s: late arrivals of all types reach the successor, but what stays', (_, options, staying) => {
    const late = lateTypes(options);
    expect(RECORD_TYPES.filter((type) => !late.includes(type)).sort()).toEqual(staying);
  });
});
