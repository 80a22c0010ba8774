import { sql } from 'kysely';
import { type PlanningTerms, type Reason, keepsTogether, planningOf } from '../../contract/planning.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Assignment } from '../../contract/steps.ts';
import type { Planned, Receiver, Rule } from '../../domain/planning/model.ts';
import { planBook } from '../../domain/planning/plan.ts';
import type { Tx } from '../connect.ts';
import { type Scope, indexIn, readBook } from './book.ts';

/** A plan to be made: what a request asks for, with the receivers as they are now. */
export interface Question {
  scope: Scope;
  /** in the order of their places */
  receiverIds: string[];
  assignment: Assignment;
  terms: PlanningTerms;
  policy: Policy;
  /** who was named for single customers, by their ids */
  overrides: { customerId: string; receiverId: string }[];
}

export interface Answer extends Planned {
  /** the customers, in the order of the columns of the plan */
  ids: string[];
  /** customers for whom somebody was named who receives nothing any more */
  overridesGone: number;
}

/**
 * Whether the two rules of old have no more to look at than the order of the customers, which the database deals out by itself without
 * moving a row; everything else is for the planner.
 */
export function isDealt({ assignment, terms, policy, overrides }: Omit<Question, 'scope' | 'receiverIds'>): boolean {
  return (
    (assignment === 'fixed' || assignment === 'in_turn') &&
    overrides.length === 0 &&
    !keepsTogether(assignment, terms, planningOf(policy))
  );
}

/** How many of the receivers, from the first on, get what hangs on no planned customer: in turn. */
export const dealtTo = (assignment: Assignment, receivers: readonly unknown[]): number =>
  assignment === 'fixed' ? 1 : receivers.length;

/** Reads what the rules look at and makes the plan. Memory grows by about 1 KB a customer at the peak, by a tenth of it for the book. */
export async function makePlan(tx: Tx, question: Question): Promise<Answer> {
  const { scope, receiverIds, assignment, terms, policy, overrides } = question;
  const rule = planningOf(policy);
  const book = await readBook(tx, scope, policy);
  const receivers = await readReceivers(tx, scope.giverId, receiverIds, terms);
  const related = keepsTogether(assignment, terms, rule)
    ? await readRelations(tx, scope, rule.sharedContactAtMost)
    : [];
  const indexed = (id: string) => indexIn(book, id);
  const named = overrides
    .map((o): [number, number] => [indexed(o.customerId), receiverIds.indexOf(o.receiverId)])
    .filter(([customer]) => customer >= 0);
  const planned = planBook({
    book,
    receivers,
    rules: rulesOf(assignment, terms, receiverIds.length),
    match: rule.match,
    related: related
      .map(({ customer_id, with_id }): [number, number] => [indexed(customer_id), indexed(with_id)])
      .filter(([a, b]) => a >= 0 && b >= 0),
    overrides: new Map(named.filter(([, place]) => place >= 0)),
  });
  return { ...planned, ids: book.ids, overridesGone: named.filter(([, place]) => place < 0).length };
}

/** Why a customer of the plan has its receiver; undefined: it is not in it. */
export function whyOf(answer: Answer | null, id: string): Reason | undefined {
  if (answer === null) return undefined;
  return answer.reasons[answer.why[indexIn(answer, id)] ?? -1];
}

function rulesOf(assignment: Assignment, { weights, rules }: PlanningTerms, receivers: number): Rule[] {
  const all = Array.from({ length: receivers }, (_, place) => place);
  const even = (to: number[]) => to.map(() => 1);
  if (assignment !== 'mixed') return [{ when: {}, assignment, to: all, weights: weights ?? even(all), number: 0 }];
  return (rules ?? []).map((rule, i) => {
    const to = rule.to ?? all;
    return {
      when: rule.when ?? {},
      assignment: rule.assignment,
      to,
      weights: rule.weights ?? even(to),
      number: i + 1,
    };
  });
}

/** What the receivers are and hold, in the order of their places. */
async function readReceivers(tx: Tx, giverId: string, ids: string[], terms: PlanningTerms): Promise<Receiver[]> {
  const people = await tx
    .selectFrom('employees')
    .select(['id', 'capacity', 'capacity_value', 'region', 'languages', 'skills', 'industries'])
    .where('id', 'in', ids)
    .execute();
  const loads = await readLoads(tx, giverId, ids);
  return ids.map((id, place) => {
    const person = people.find((p) => p.id === id);
    if (!person) throw new Error(`employee ${id} is gone`);
    const said = terms.capacities?.[place];
    return {
      capacity: said?.customers ?? person.capacity,
      capacityValue: said?.value ?? (person.capacity_value === null ? null : Number(person.capacity_value)),
      owns: loads.get(id)?.customers ?? 0,
      ownsValue: loads.get(id)?.value ?? 0,
      region: person.region,
      languages: person.languages,
      skills: person.skills,
      industries: person.industries,
    };
  });
}

/** What these people own already, by person; whoever owns nothing is left out. */
export async function readLoads(tx: Tx, giverId: string, ids: string[]) {
  const { rows } = await sql<{ person_id: string; customers: number; value: number }>`
    select person_id, customers, value from app.planning_loads(${giverId}, ${ids}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.person_id, row]));
}

async function readRelations(tx: Tx, { giverId, chosen, excluded }: Scope, atMost: number) {
  const { rows } = await sql<{ customer_id: string; with_id: string }>`
    select customer_id, with_id from app.planning_relations(${giverId}, ${chosen}::uuid[], ${excluded}::uuid[], ${atMost})`.execute(
    tx,
  );
  return rows;
}
