/** Departments that can be asked to sign, by what they answer for; each signs in its own role. */
export const DEPARTMENT_ROLES = ['finance', 'legal', 'it', 'sales', 'service', 'technical'] as const;
export type DepartmentRole = (typeof DEPARTMENT_ROLES)[number];

/**
 * When a department is asked, from the data of the plan at the moment of signing. openOrders: a customer of the plan has an open order;
 * contracts: one has a contract that has not ended; access: the giver leaves the company or holds access beyond ownership; always.
 */
export const SIGNER_CONDITIONS = ['openOrders', 'contracts', 'access', 'always'] as const;
export type SignerCondition = (typeof SIGNER_CONDITIONS)[number];

export interface DepartmentSigner {
  /** code of the department: its coordinator signs */
  department: string;
  role: DepartmentRole;
  when: SignerCondition;
}

/** Who signs beside giver, receivers and supervisor. */
export interface SignersRule {
  /** each role once */
  departments: DepartmentSigner[];
}

/** waived: by HR, in place of a signature. */
export const SIGNATURE_DECISIONS = ['signed', 'rejected', 'waived'] as const;
export type SignatureDecision = (typeof SIGNATURE_DECISIONS)[number];

/** Why a signature counts no more: what was signed is made anew. */
export const VOIDED_BECAUSE = ['rejected', 'receiverReplaced', 'planChanged', 'reopened'] as const;
export type VoidedBecause = (typeof VOIDED_BECAUSE)[number];

/** Whose signature HR can waive: never the supervisor's, who would then sign for nobody, nor a receiver's, who takes over. */
export const isWaivable = (role: string): boolean =>
  role === 'giver' || DEPARTMENT_ROLES.some((known) => known === role);
