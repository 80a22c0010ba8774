import type { CoverRule, DepartureRule, EmergencyRule, ProposalRules } from './kinds.ts';
import type { IntroductionRule } from './introduction.ts';
import type { MaterialsRule } from './materials.ts';
import type { PlanningRule } from './planning.ts';
import type { RiskRule } from './risks.ts';
import type { ReviewsRule } from './reviews.ts';
import type { SignersRule } from './signers.ts';
import type { TrainingRule } from './training.ts';
import type { VerificationRule } from './verification.ts';

/**
 * The rules of a handover as data. HR edits versions of it; a running handover keeps the version that it started with,
 * so this shape only ever grows by optional fields. Days named "working days" count on the policy's calendar.
 */
export interface Policy {
  /** code of the working calendar that deadlines count on */
  calendar: string;
  /** every human wait: when it is due, when people are reminded, when the deputies are asked, when the case goes on without */
  waits: Record<Exclude<WaitName, OptionalWait>, WaitRule> & Partial<Record<OptionalWait, WaitRule>>;
  /** other deadlines for cases of a tier or size: of those that fit a case, the last that names a wait holds */
  deadlines?: DeadlineRule[];
  tiers: { strict: StrictTier; /** absent: whatever is not strict is standard */ light?: LightTier };
  /** when packs are too incomplete to be confirmed; absent: never */
  materials?: MaterialsRule;
  /** what receivers verify, and how what they find is settled */
  verification: VerificationRule;
  /** who is asked when the awaited do not answer, and may answer for them; absent: DEFAULT_DEPUTIES */
  deputies?: NamedRole[];
  /** how a plan shares customers out; absent: DEFAULT_PLANNING */
  planning?: PlanningRule;
  /** absent: one approval is enough, whatever the size */
  approval?: ApprovalRule;
  meeting: { durationMinutes: number };
  reviews: { days: number[]; minSatisfaction: number } & ReviewsRule;
  /** checkInEveryDays 0: nobody is asked to talk */
  transition: { days: number; checkInEveryDays: number };
  restoreDays: number;
  /** whether a signal signOff without a one-time token counts, recorded as an operator's statement */
  operatorStatements: boolean;
  /** who signs beside the parties; absent: nobody */
  signers?: SignersRule;
  /** the register of risks; absent: none is kept by the engine, and none holds up the sign-off */
  risks?: RiskRule;
  /** when a transfer stops and asks; absent in versions from before it: DEFAULT_SAFETY says what holds then */
  safety?: SafetyRule;
  /** introduction of the receivers to the customers; absent: there is none */
  introduction?: IntroductionRule;
  /** training of the receivers, and their questions to the giver afterwards; absent: there is none */
  training?: TrainingRule;
  /** cover during absence; absent: DEFAULT_COVER */
  cover?: CoverRule;
  /** emergency departure; absent: DEFAULT_EMERGENCY */
  emergency?: EmergencyRule;
  /** when a handover is due, in the policy `standard`; absent: DEFAULT_PROPOSALS */
  proposals?: ProposalRules;
  /** the departure of a person as a whole; absent: DEFAULT_DEPARTURE */
  departure?: DepartureRule;
}

export const TIERS = ['strict', 'standard', 'light'] as const;
export type Tier = (typeof TIERS)[number];
export const BUSINESS_TYPES = ['direct', 'channel', 'key_account', 'project', 'service'] as const;
export type BusinessType = (typeof BUSINESS_TYPES)[number];
export const COOPERATION_STAGES = ['prospect', 'new', 'growing', 'stable', 'declining'] as const;
export type CooperationStage = (typeof COOPERATION_STAGES)[number];

/** A customer is strict when one of these fits. Amounts are in the customer's own currency. */
export interface StrictTier {
  minAnnualValue: number;
  /** 1 to 5 */
  minComplexity: number;
  businessTypes: BusinessType[];
  stages?: CooperationStage[];
  /** whole years since the cooperation began */
  minYears?: number;
}

/** A customer that is not strict is light when all of these fit; what is left out fits everybody. */
export interface LightTier {
  maxAnnualValue: number;
  maxComplexity: number;
  businessTypes?: BusinessType[];
  stages?: CooperationStage[];
  /** fewer whole years than this; a customer of whom it is not known since when counts as new */
  belowYears?: number;
}

/** Fits a case by its strictest customer and its number of customers; what is left out fits every case. */
export interface DeadlineRule {
  tier?: Tier;
  fromCustomers?: number;
  dueWorkingDays: Partial<Record<WaitName, number>>;
}

/** People whom a policy names by what they are to the case; whoever is giver or receiver of it is passed over. */
export const NAMED_ROLES = [
  /** the supervisor's next active manager */
  'managerOfSupervisor',
  /** the second active manager above the giver */
  'managerOfManager',
  /** the coordinator of the giver's department */
  'departmentCoordinator',
  /** who started the case, if they are of HR */
  'startingHr',
  /** the active person of HR with the lowest employee number */
  'hr',
] as const;
export type NamedRole = (typeof NAMED_ROLES)[number];

/** What holds where a policy says nothing of it. */
export const DEFAULT_DEPUTIES: NamedRole[] = ['managerOfSupervisor', 'startingHr'];

export interface ApprovalRule {
  /** the plan of more customers than this is approved by a second person too */
  secondAbove: number;
  /** who that is: the first of these who is found and is not the first approver */
  by: NamedRole[];
}

/** Whether a plan of so many customers needs a second person's approval. */
export function isApprovedTwice({ approval }: Policy, customers: number): boolean {
  return approval !== undefined && customers > approval.secondAbove;
}

export interface SafetyRule {
  /** more customers than this are not moved before somebody says go */
  maxCustomers: number;
  /** the same for a share (0 to 1) of all customers of the company, from `shareFrom` customers on */
  maxShareOfCompany: number;
  shareFrom: number;
  /** share (0 to 1) of the items that changed hands meanwhile, from `refusedFrom` items on */
  maxRefusedShare: number;
  refusedFrom: number;
  /** whether a transfer that is too large is released by somebody else than the plan's approver */
  secondPerson: boolean;
}

export const WAITS = [
  'approval',
  'materials',
  'minutes',
  'verification',
  'signOff',
  'safety',
  'review',
  'coverReturn',
  'discrepancies',
  'discrepancyDecision',
  'risks',
] as const;
export type WaitName = (typeof WAITS)[number];
/** Waits that a policy need not name: where it does not, the times of the approval hold. */
export type OptionalWait = 'safety' | 'coverReturn' | 'discrepancies' | 'discrepancyDecision' | 'risks';

export interface WaitRule {
  dueWorkingDays: number;
  /** reminders so many working days before it is due */
  remindBeforeWorkingDays: number[];
  /** the deputies are asked so many working days after it was due */
  escalateAfterWorkingDays: number;
  /** further calls after the deputies' one, in order of days: each asks more people */
  escalations?: Escalation[];
  /** the wait ends unanswered so many working days after it was due; signatures and approvals stay open and overdue */
  giveUpAfterWorkingDays: number;
}

export interface Escalation {
  /** so many working days after it was due */
  afterWorkingDays: number;
  to: NamedRole[];
}

/** What holds where a policy says nothing of it, as in versions from before the safety stop. */
export const DEFAULT_SAFETY: SafetyRule = {
  maxCustomers: 5_000,
  maxShareOfCompany: 0.25,
  shareFrom: 500,
  maxRefusedShare: 0.1,
  refusedFrom: 20,
  secondPerson: true,
};

export function safetyOf(policy: Policy): SafetyRule {
  return policy.safety ?? DEFAULT_SAFETY;
}
