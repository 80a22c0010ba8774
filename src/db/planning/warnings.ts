import type { PlanWarning } from '../../contract/planning.ts';
import type { Tx } from '../connect.ts';
import { type Question, readLoads } from './plan.ts';

/** What a plan gives to the receiver at a place. */
export interface Gets {
  place: number;
  customers: number;
  value: number;
}

/** A receiver with what they hold, get and should hold at most. */
export interface Receives {
  id: string;
  number: string;
  state: string;
  owns: number;
  ownsValue: number;
  gets: number;
  getsValue: number;
  capacity: number;
  capacityValue: number | null;
}

/** The receivers in the order of their places; whoever is left out of `gets` gets nothing. */
export async function readReceives(
  tx: Tx,
  { scope, receiverIds, terms }: Pick<Question, 'scope' | 'receiverIds' | 'terms'>,
  gets: readonly Gets[],
): Promise<Receives[]> {
  const people = await tx
    .selectFrom('employees')
    .select(['id', 'number', 'state', 'capacity', 'capacity_value'])
    .where('id', 'in', receiverIds)
    .execute();
  const loads = await readLoads(tx, scope.giverId, receiverIds);
  return receiverIds.flatMap((id, place) => {
    const person = people.find((p) => p.id === id);
    if (!person) return [];
    const said = terms.capacities?.[place];
    const got = gets.find((g) => g.place === place);
    return {
      id,
      number: person.number,
      state: person.state,
      owns: loads.get(id)?.customers ?? 0,
      ownsValue: loads.get(id)?.value ?? 0,
      gets: got?.customers ?? 0,
      getsValue: got?.value ?? 0,
      capacity: said?.customers ?? person.capacity,
      capacityValue: said?.value ?? (person.capacity_value === null ? null : Number(person.capacity_value)),
    };
  });
}

/** Who would hold more than they should, and who is not there to take anything. */
export function overloads(receivers: readonly Receives[]): PlanWarning[] {
  return receivers.flatMap(({ number: receiver, state, ...r }) => [
    ...(r.gets > 0 && r.owns + r.gets > r.capacity
      ? [{ code: 'receiverOverCapacity', params: { receiver, owns: r.owns, gets: r.gets, capacity: r.capacity } }]
      : []),
    ...(r.capacityValue !== null && r.getsValue > 0 && r.ownsValue + r.getsValue > r.capacityValue
      ? [
          {
            code: 'receiverOverValue',
            params: { receiver, owns: r.ownsValue, gets: r.getsValue, capacity: r.capacityValue },
          },
        ]
      : []),
    ...(state === 'active'
      ? []
      : [{ code: state === 'on_leave' ? 'receiverOnLeave' : 'receiverLeaves', params: { receiver } }]),
  ]);
}

/** What app.planned_risks counts; in the order in which people are told. */
const RISKS = [
  'regionDiffers',
  'languageMissing',
  'skillMissing',
  'openComplaints',
  'contractsEnd',
  'groupSplit',
] as const;
export interface Risk {
  /** company: how many customers it has, which is no risk by itself */
  code: (typeof RISKS)[number] | 'company';
  /** place of the receiver; null: of the whole plan */
  receiver: number | null;
  n: number;
}

/** Risks as warnings, receivers by their numbers. */
export function toldRisks(risks: readonly Risk[], numbers: readonly string[]): PlanWarning[] {
  return RISKS.flatMap((code) =>
    risks
      .filter((risk) => risk.code === code)
      .map(({ receiver, n }) => ({
        code,
        params: receiver === null ? { count: n } : { receiver: numbers[receiver] ?? '', count: n },
      })),
  );
}

/** What only the planner knows. */
export function toldPlanning({
  tooLarge,
  overridesGone,
}: {
  tooLarge: number[];
  overridesGone: number;
}): PlanWarning[] {
  return [
    ...(tooLarge.length > 0
      ? [{ code: 'groupTooLarge', params: { count: tooLarge.length, size: tooLarge[0] ?? 0 } }]
      : []),
    ...(overridesGone > 0 ? [{ code: 'overrideGone', params: { count: overridesGone } }] : []),
  ];
}
