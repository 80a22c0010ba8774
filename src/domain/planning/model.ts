import type { Condition, Criterion, Reason, SingleAssignment } from '../../contract/planning.ts';
import type { Tier } from '../../contract/policy.ts';

/** What the planner knows of a receiver; the place in the list is the receiver's name here. */
export interface Receiver {
  /** customers to be held at most */
  capacity: number;
  /** annual value to be held at most; null: no bound */
  capacityValue: number | null;
  /** customers and annual value that are held already */
  owns: number;
  ownsValue: number;
  region: string | null;
  languages: string[];
  skills: string[];
  industries: string[];
}

/** What decides on a customer besides its size. Many customers share one profile. */
export interface Profile {
  tier: Tier;
  businessType: string;
  stage: string;
  industry: string | null;
  region: string | null;
  language: string | null;
  skills: string[];
}

/** The customers of a book as columns, in the order of their ids: 100 bytes a customer, whatever the length of its row. */
export interface Book {
  ids: string[];
  values: Float64Array;
  /** index into `profiles` */
  profile: Int32Array;
  profiles: Profile[];
}

/** A rule with the places that it gives to and what it needs. */
export interface Rule {
  when: Condition;
  assignment: SingleAssignment;
  to: number[];
  /** as long as `to` */
  weights: number[];
  /** 1 and up in a mixed plan; 0: the only rule */
  number: number;
}

export interface PlanningInput {
  book: Book;
  receivers: Receiver[];
  /** in order: a customer goes by the first whose condition it meets; the last has none */
  rules: Rule[];
  match: Record<Criterion, number>;
  /** pairs of customers (indexes) that are related; empty: nobody is kept together */
  related: [number, number][];
  /** customers (indexes) with the place that somebody named for them */
  overrides: Map<number, number>;
}

/** Customers that are placed together: one, or all that are related. */
export interface Unit {
  /** indexes into the book, rising */
  members: number[];
  value: number;
}

export interface Planned {
  /** place of the receiver, by customer */
  places: Int32Array;
  /** index into `reasons`, by customer */
  why: Int32Array;
  reasons: Reason[];
  /** sizes of the groups that fit no receiver's capacity even when it is empty */
  tooLarge: number[];
}
