/** Roles of a person in the company (employees.roles). */
export const ROLES = ['hr', 'manager', 'account_manager', 'coordinator', 'ops', 'auditor', 'service'] as const;
export type Role = (typeof ROLES)[number];
export const isRole = (role: string): role is Role => ROLES.some((known) => known === role);

/** Parts of a person in one case (handover_people.role). */
export const PARTS = ['giver', 'receiver', 'supervisor', 'approver', 'deputy'] as const;
export type Part = (typeof PARTS)[number];
export const isPart = (part: string): part is Part => PARTS.some((known) => known === part);

/** What a person is to one case: a part in it, or who started it. */
export type Relation = Part | 'starter';
