import type { Policy, Tier } from './policy.ts';
import type { Assignment } from './steps.ts';

/** How customers are shared out: what a request says about it, and what a policy says for all. */

/** A rule of its own; `mixed` is several of these in order. */
export type SingleAssignment = Exclude<Assignment, 'mixed'>;

/** What a receiver is held against, and for how much each counts. */
export const CRITERIA = ['industry', 'region', 'language', 'skill'] as const;
export type Criterion = (typeof CRITERIA)[number];

/** The member `planning` of a policy. */
export interface PlanningRule {
  /** how much each criterion counts in `by_match`, from 0 on; only their proportions matter */
  match: Record<Criterion, number>;
  /** related customers go to one receiver; absent: under the rules that are newer than `in_turn`, not under `fixed` and `in_turn` */
  keepTogether?: boolean;
  /** an address or number that more customers of a book share than this is a switchboard and makes nobody related */
  sharedContactAtMost: number;
}

/** What holds where a policy says nothing of it. */
export const DEFAULT_PLANNING: PlanningRule = {
  match: { industry: 2, region: 3, language: 3, skill: 2 },
  sharedContactAtMost: 10,
};

export function planningOf(policy: Policy): PlanningRule {
  return policy.planning ?? DEFAULT_PLANNING;
}

/** Which customers a rule of `mixed` is for: all that is said must hold; nothing said: all that are left. */
export interface Condition {
  tiers?: Tier[] | undefined;
  regions?: string[] | undefined;
  industries?: string[] | undefined;
  businessTypes?: string[] | undefined;
  stages?: string[] | undefined;
  /** annual value, without regard to the currency */
  minValue?: number | undefined;
}

/** How much a receiver should hold at most, what they hold already counted. */
export interface Capacity {
  customers?: number | undefined;
  /** sum of the annual values, without regard to currencies */
  value?: number | undefined;
}

/** A receiver is named by their place in the list of receivers, which a replacement takes over. */
export interface MixedRule {
  when?: Condition;
  assignment: SingleAssignment;
  /** places of the receivers; absent: all */
  to?: number[];
  /** of the receivers in `to`, in that order */
  weights?: number[];
}

/** The part of a request about planning, as handovers.planning keeps it. */
export interface PlanningTerms {
  /** by place of the receiver */
  weights?: number[];
  /** by place of the receiver; null: what the employee's record says */
  capacities?: (Capacity | null)[];
  rules?: MixedRule[];
  keepTogether?: boolean;
}

/** Whether related customers are kept together: the request says, else the policy, else the rule. */
export function keepsTogether(assignment: Assignment, terms: PlanningTerms, rule: PlanningRule): boolean {
  return terms.keepTogether ?? rule.keepTogether ?? (assignment !== 'fixed' && assignment !== 'in_turn');
}

/** Why a receiver was chosen: a code with parameters; the sentence is made for the reader (labels `why.*`). */
export interface Reason {
  code: 'fixed' | 'inTurn' | 'byWeight' | 'byCapacity' | 'byMatch' | 'override';
  params: Record<string, string | number>;
}

/** Something to look at before a plan is approved: a code with parameters (labels `warning.*`). */
export interface PlanWarning {
  code: string;
  params: Record<string, string | number>;
}
