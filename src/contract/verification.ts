import type { Tier } from './policy.ts';

/** One point of a checklist: what the receiver looks at before they say that a customer's materials are right. */
export interface CheckPoint {
  /** stable name, in what people ticked */
  key: string;
  zh: string;
  en: string;
  /** without it the receiver cannot say that all is right */
  required: boolean;
}

export interface VerificationRule {
  /** shares (0 to 1) of customers that a receiver verifies, per tier; at least `minimum` customers a receiver */
  strictShare: number;
  standardShare: number;
  lightShare?: number;
  minimum: number;
  /** points to look at for customers of a tier; absent: none */
  checklists?: Partial<Record<Tier, CheckPoint[]>>;
  /**
   * working days in which receiver and giver settle a discrepancy, before the supervisor decides; absent: discrepancies are counted
   * and hold nothing up
   */
  discrepancyDays?: number;
}

/** Keys of the required points that are not ticked, in the list's order. */
export function missingPoints(rule: VerificationRule, tier: Tier, ticked: readonly string[]): string[] {
  const list = rule.checklists?.[tier] ?? [];
  return list.filter((point) => point.required && !ticked.includes(point.key)).map((point) => point.key);
}

/** Keys that were ticked and are in no list: whoever checks customers of several tiers at once may tick more than a tier asks for. */
export function unknownPoints(rule: VerificationRule, ticked: readonly string[]): string[] {
  const lists = Object.values(rule.checklists ?? {});
  return ticked.filter((key) => !lists.some((list) => list.some((point) => point.key === key)));
}
