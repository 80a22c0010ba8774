import type { SafetyStop } from '../contract/effects.ts';
import { type Policy, safetyOf } from '../contract/policy.ts';

/** What is counted before the first record moves. */
export interface Size {
  /** customers of the plan */
  customers: number;
  /** all customers that have an owner */
  company: number;
  /** items of the plan, of every type */
  planned: number;
  /** of these, those that somebody else holds by now */
  refused: number;
}

/** Why a transfer of this size may not begin without asking, the gravest first; empty: it may. */
export function tooMuch(policy: Policy, size: Size): SafetyStop['code'][] {
  const rule = safetyOf(policy);
  const { customers, company } = size;
  return [
    ...(customers > rule.maxCustomers ? (['size'] as const) : []),
    ...(customers >= rule.shareFrom && customers > company * rule.maxShareOfCompany ? (['share'] as const) : []),
    ...(mustHalt(policy, { skipped: size.refused, planned: size.planned }) ? (['refused'] as const) : []),
  ];
}

/** Whether a transfer has met so many items in other hands that somebody must look: held against all items, so it only ever grows. */
export function mustHalt(policy: Policy, { skipped, planned }: { skipped: number; planned: number }): boolean {
  const { refusedFrom, maxRefusedShare } = safetyOf(policy);
  return skipped >= refusedFrom && skipped > planned * maxRefusedShare;
}
