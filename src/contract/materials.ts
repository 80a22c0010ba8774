/** Materials of a handover (移交资料): what a pack must have, and what the giver is asked about a customer. */

/** What a complete pack has (domain.md, prepare materials): each gap costs its weight, of 100. */
export const GAPS = {
  keyContact: 25,
  recentCommunication: 25,
  preferences: 15,
  needs: 15,
  cooperationSince: 10,
  industry: 10,
} as const;
export type Gap = keyof typeof GAPS;
export const GAP_NAMES = Object.keys(GAPS) as Gap[];

/** What the giver is asked because the data shows that it matters. */
export const QUESTIONS = [
  /** something was promised to the customer and is not done */
  'openPromises',
  /** urgent work is open, or work is overdue */
  'urgentTasks',
  /** a complaint is open */
  'openComplaints',
  /** of the last year all communication is one person's */
  'knownToOne',
  /** a contract ends within CONTRACT_ENDS_DAYS */
  'contractEnds',
  /** revenue of the last year is below FALLING of the year before */
  'revenueFalls',
  /** satisfaction of the last year is low */
  'satisfactionLow',
  /** somebody entered a risk of this customer */
  'riskEntered',
] as const;
export type Question = (typeof QUESTIONS)[number];

export const CONTRACT_ENDS_DAYS = 90;
/** revenue below this share of the year before is falling; above its inverse it is rising */
export const FALLING = 0.8;
export const SATISFACTION_LOW = 3;

/** When the giver's confirmation is refused, unless they say that it must do, with a reason. Absent: never. */
export interface MaterialsRule {
  /** completeness (0 to 100) that packs of the strict tier need; a gap that the giver explained is none */
  minCompleteness: number;
  /** whether each question about a customer of the strict tier must be answered too */
  answers?: boolean;
}

export const TRENDS = ['none', 'new', 'rising', 'steady', 'falling', 'ended'] as const;
export type Trend = (typeof TRENDS)[number];

/** How purchases went: the last 365 days beside the 365 before. */
export function trendOf(lastYear: number, yearBefore: number): Trend {
  if (lastYear <= 0) return yearBefore > 0 ? 'ended' : 'none';
  if (yearBefore <= 0) return 'new';
  if (lastYear < yearBefore * FALLING) return 'falling';
  return lastYear * FALLING > yearBefore ? 'rising' : 'steady';
}
