import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PLAN_HASH_VERSION, PlanHash, type PlanHeader, type PlanLeaf } from '../../src/domain/plan-hash.ts';

const header: PlanHeader = {
  version: PLAN_HASH_VERSION,
  handoverId: 'h',
  giverId: 'g',
  receiverIds: ['r1', 'r2'],
  supervisorId: 's',
  lateReceiverId: 'r1',
  assignment: 'in_turn',
  effectiveAt: '2026-12-01T00:00:00.000Z',
  policy: 'standard/1',
  options: 'events=future,tasks=open',
  until: null,
};
const leaf: PlanLeaf = { recordType: 'customer', recordId: 'c1', customerId: 'c1', receiverId: 'r1', materials: 'aa' };

const rootOf = (leaves: PlanLeaf[], of: PlanHeader = header) => {
  const hash = new PlanHash();
  for (const each of leaves) hash.add(each);
  return hash.digest(of).toString('hex');
};

/** The definition that the stream must meet: RFC 6962, 2.1, over the whole list at once. */
const sha256 = (...parts: (string | Buffer)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
function merkle(leaves: PlanLeaf[]): Buffer {
  const [first, ...more] = leaves;
  if (!first) return sha256('');
  if (more.length === 0) {
    const { recordType, recordId, customerId, receiverId, materials } = first;
    return sha256('\x00', [recordType, recordId, customerId ?? '', receiverId, materials ?? ''].join('|'));
  }
  const half = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256('\x01', merkle(leaves.slice(0, half)), merkle(leaves.slice(half)));
}
const signedOver = (leaves: PlanLeaf[], lines: string[] = []) =>
  sha256(
    [
      'handover-plan/2',
      header.handoverId,
      header.giverId,
      header.receiverIds.join(','),
      header.supervisorId,
      header.lateReceiverId,
      header.assignment,
      header.effectiveAt ?? '',
      header.policy,
      header.options,
      ...lines,
    ].join('\n'),
    '\n',
    merkle(leaves),
  ).toString('hex');

const anyLeaf: fc.Arbitrary<PlanLeaf> = fc.record({
  recordType: fc.constantFrom('customer', 'task', 'opportunity'),
  recordId: fc.uuid(),
  customerId: fc.option(fc.uuid()),
  receiverId: fc.uuid(),
  materials: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
});
const anyPlan = fc.uniqueArray(anyLeaf, { selector: (l) => l.recordId, maxLength: 40 });

describe('the hash of a plan', () => {
  test('any plan, hashed item by item: is the Merkle root of the whole, bound to the header', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        expect(rootOf(plan)).toBe(signedOver(plan));
      }),
    );
  });

  test.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 1_000])('%i items: is the Merkle root of the whole', (n) => {
    const plan = Array.from({ length: n }, (_, i) => ({ ...leaf, recordId: `c${i}` }));
    expect(rootOf(plan)).toBe(signedOver(plan));
  });

  test('a cover: its end is the last line of the header', () => {
    const until = '2026-12-31T00:00:00.000Z';
    expect(rootOf([leaf], { ...header, until })).toBe(signedOver([leaf], [until]));
  });

  test('format version 1: keeps its value for ever, so that old signatures stay checkable', () => {
    expect(rootOf([leaf], { ...header, version: 1 })).toBe(
      'af602dc8012f10ebb9015627e318213bc2caeb55d7b4cd752b3b8b93e3b6d9d6',
    );
  });

  test('any plan, asked twice or in the middle: gives the same root and goes on', () => {
    fc.assert(
      fc.property(anyPlan, anyLeaf, (plan, last) => {
        const hash = new PlanHash();
        for (const each of plan) hash.add(each);
        const once = hash.digest(header);
        expect(hash.digest(header)).toEqual(once);
        hash.add(last);
        expect(hash.digest(header).toString('hex')).toBe(rootOf([...plan, last]));
      }),
    );
  });

  test('any plan, with one item changed, left out, added or moved: another root', () => {
    fc.assert(
      fc.property(anyPlan, anyLeaf, fc.nat(), (plan, other, at) => {
        fc.pre(plan.length > 1 && plan.every((l) => l.recordId !== other.recordId));
        const i = at % plan.length;
        const without = plan.toSpliced(i, 1);
        const [item] = plan.slice(i);
        const changed = [
          plan.with(i, other),
          without,
          [...plan, other],
          item && i < plan.length - 1 ? [...without, item] : [other, ...plan],
        ];
        const roots = [plan, ...changed].map((p) => rootOf(p));
        expect(new Set(roots).size).toBe(roots.length);
      }),
    );
  });

  test.each(Object.keys(leaf))('an item, with another %s: another root', (field) => {
    expect(rootOf([{ ...leaf, [field]: 'other' }])).not.toBe(rootOf([leaf]));
  });

  test.each([
    ['handoverId', 'other'],
    ['giverId', 'other'],
    ['receiverIds', ['r2', 'r1']],
    ['supervisorId', 'other'],
    ['lateReceiverId', 'r2'],
    ['assignment', 'fixed'],
    ['effectiveAt', null],
    ['policy', 'standard/2'],
    ['options', 'events=future,tasks=all'],
    ['version', 3],
  ])('a header, with another %s: another root', (field, value) => {
    expect(Object.keys(header)).toContain(field);
    expect(rootOf([leaf], { ...header, [field]: value })).not.toBe(rootOf([leaf]));
  });

  test('materials, made after the approval: another root, so that earlier signatures are void', () => {
    expect(rootOf([{ ...leaf, materials: null }])).not.toBe(rootOf([leaf]));
  });
});
