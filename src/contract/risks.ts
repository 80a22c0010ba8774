/** The register of risks of a case (风险): what can go wrong, how likely, how bad, and what is done about it. */

/** What the engine looks for itself, in the data of the book. */
export const FOUND_RISKS = [
  'informationLoss',
  'customerLoss',
  'misunderstanding',
  'complaintOpen',
  'contractEnds',
  'noContact',
  'keyContactMissing',
  'satisfactionLow',
  'receiverOverloaded',
] as const;
export type FoundRisk = (typeof FOUND_RISKS)[number];
/** `other`: what people say in their own words. */
export const RISK_KINDS = [...FOUND_RISKS, 'other'] as const;
export type RiskKind = (typeof RISK_KINDS)[number];

/** gone: found by the engine once, and no longer to be seen in the data. */
export const RISK_STATES = ['open', 'accepted', 'closed', 'gone'] as const;
export type RiskState = (typeof RISK_STATES)[number];

export interface RiskRule {
  /** likelihood × effect (1 to 25) from which a risk holds up the sign-off until the supervisor accepts it or it is lowered */
  blockFrom: number;
  /** an active contract that ends within so many days */
  contractEndsWithinDays: number;
  /** nobody spoke with the customer for so many days */
  noContactDays: number;
  /** mean satisfaction (1 to 5) of the last year below this */
  minSatisfaction: number;
  /** a receiver with more customers than this, with those that the plan brings */
  receiverCustomers: number;
}

/** Likelihood and effect (1 to 5 each) of what the engine finds; the effect on a customer of the strict tier is one higher. */
export const FOUND_SCORES: Record<FoundRisk, { likelihood: number; effect: number }> = {
  informationLoss: { likelihood: 2, effect: 3 },
  customerLoss: { likelihood: 2, effect: 4 },
  misunderstanding: { likelihood: 2, effect: 2 },
  complaintOpen: { likelihood: 4, effect: 4 },
  contractEnds: { likelihood: 3, effect: 4 },
  noContact: { likelihood: 3, effect: 3 },
  keyContactMissing: { likelihood: 3, effect: 3 },
  satisfactionLow: { likelihood: 4, effect: 4 },
  receiverOverloaded: { likelihood: 3, effect: 4 },
};
