import type { HandoverKind } from './steps.ts';

/** What the kinds of handover have of their own, and the rules of the policy for it. */

/** lends: what moves goes back at an agreed time, by itself. */
export const lends = (kind: HandoverKind) => kind === 'absence_cover';
/** cutsOff: the giver is gone, and nothing is asked of them or told to them. */
export const cutsOff = (kind: HandoverKind) => kind === 'emergency_departure';
/** leaves: the giver gets nothing of their own again. */
export const leaves = (kind: HandoverKind) => kind === 'departure' || kind === 'emergency_departure';

/** Cover during absence. What was lent goes back in any case; this is about what came meanwhile. */
export interface CoverRule {
  /** customers that came for the giver and that nobody had before, with all that came for them */
  wonCustomers: 'cover' | 'giver';
  /** everything else that came for the giver */
  lateArrivals: 'cover' | 'giver';
  /** all are told so many working days before the end, so that it can be extended in time */
  remindBeforeWorkingDays: number[];
}
export const DEFAULT_COVER: CoverRule = { wonCustomers: 'giver', lateArrivals: 'giver', remindBeforeWorkingDays: [3] };
export const coverOf = (policy: { cover?: CoverRule }): CoverRule => policy.cover ?? DEFAULT_COVER;

export const CUSTODIANS = ['departmentCoordinator', 'manager', 'supervisor'] as const;
export type Custodian = (typeof CUSTODIANS)[number];
/** Emergency departure: who looks after the book until it moves. */
export interface EmergencyRule {
  /** the first of these who is at work; manager: the next active one above the giver */
  custodian: Custodian[];
  /** open work that is due within so many days, or marked urgent, reaches the custodian at once */
  urgentWithinDays: number;
}
export const DEFAULT_EMERGENCY: EmergencyRule = { custodian: ['manager', 'supervisor'], urgentWithinDays: 3 };
export const emergencyOf = (policy: { emergency?: EmergencyRule }): EmergencyRule =>
  policy.emergency ?? DEFAULT_EMERGENCY;

/** Why a handover is proposed. */
export const PROPOSAL_REASONS = [
  'ownerLeaves',
  'ownerMoved',
  'ownerAway',
  'customerOutgrows',
  'receiverUnavailable',
] as const;
export type ProposalReason = (typeof PROPOSAL_REASONS)[number];

/** When a handover is due. The newest version of the policy `standard` says it for the company; a rule that is absent proposes nothing. */
export interface ProposalRules {
  /** somebody with a book leaves: as soon as that, or their last day, is known */
  ownerLeaves?: { enabled: boolean };
  /** somebody with a book came to another department or post within so many days */
  ownerMoved?: { withinDays: number };
  /** somebody with a book is away for longer than this, beginning within `aheadDays` */
  ownerAway?: { longerThanDays: number; aheadDays: number };
  /** customers of at least this value whose owner is below the level; who has no level is left alone */
  customerOutgrows?: { minAnnualValue: number; ownerLevelBelow: number };
  /** the receiver of a running handover leaves, has left or is away */
  receiverUnavailable?: { enabled: boolean };
}
export const DEFAULT_PROPOSALS: ProposalRules = {
  ownerLeaves: { enabled: true },
  ownerMoved: { withinDays: 30 },
  ownerAway: { longerThanDays: 10, aheadDays: 14 },
  receiverUnavailable: { enabled: true },
};
export const proposalsOf = (policy: { proposals?: ProposalRules }): ProposalRules =>
  policy.proposals ?? DEFAULT_PROPOSALS;

/** The departure of a person as a whole. Times on the policy's calendar. */
export interface DepartureRule {
  /** HR and the manager are told what is left every so many working days */
  remindEveryWorkingDays: number;
  /** from so many working days before the last day on they are told every working day, and the manager's manager too */
  escalateBeforeWorkingDays: number;
  /** access beyond ownership ends with the last day, whatever else is left */
  endAccessOnLastDay: boolean;
}
export const DEFAULT_DEPARTURE: DepartureRule = {
  remindEveryWorkingDays: 5,
  escalateBeforeWorkingDays: 2,
  endAccessOnLastDay: true,
};
export const departureOf = (policy: { departure?: DepartureRule }): DepartureRule =>
  policy.departure ?? DEFAULT_DEPARTURE;
