/** Roles of a person in the company (employees.roles). */
export const ROLES = ['hr', 'manager', 'account_manager', 'coordinator', 'ops', 'auditor', 'service'] as const;
export type Role = (typeof ROLES)[number];
export const isRole = (role: string): role is Role => ROLES.some((known) => known === role);

/** Parts of a person in one case (handover_people.role). */
export const PARTS = ['giver', 'receiver', 'supervisor', 'approver', 'deputy', 'department'] as const;
export type Part = (typeof PARTS)[number];
export const isPart = (part: string): part is Part => PARTS.some((known) => known === part);

/**
 * What a person is to one case: a part in it, who started it, a delegate (acts for somebody who has a part in it), or above giver or
 * receiver in the line of command.
 */
export const RELATIONS = [...PARTS, 'starter', 'delegate', 'managerOfGiver', 'managerOfReceiver'] as const;
export type Relation = (typeof RELATIONS)[number];
