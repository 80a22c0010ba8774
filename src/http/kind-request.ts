import { Refusal } from '../contract/failures.ts';
import { type Custodian, cutsOff, emergencyOf, lends } from '../contract/kinds.ts';
import type { Policy } from '../contract/policy.ts';
import type { StartRequest } from '../contract/schemas.ts';
import type { Tx } from '../db/connect.ts';
import { type EmployeeRow, above, coordinatorOf, employeesByRef } from '../db/reads/people.ts';
import { mustBeGoodEnough } from './fresh.ts';
import type { Person } from './identity.ts';
import { mustBeNear } from './near.ts';

/** What a kind of handover adds to a request. */
export interface KindRequest {
  /** cover during absence: when what is lent goes back */
  untilAt: string | null;
  /** emergency departure: who looks after the book until it moves */
  custodianId: string | null;
}

interface Parties {
  giver: EmployeeRow;
  receivers: EmployeeRow[];
  supervisor: { id: string };
  policy: Policy;
}

/**
 * Holds what a request says against its kind, and fills in what the kind needs.
 * @throws Refusal of the first rule that is broken, with the pointer to the field
 */
export async function resolveKind(
  tx: Tx,
  caller: Person,
  request: StartRequest,
  parties: Parties,
): Promise<KindRequest> {
  const { kind } = request;
  if (request.until !== undefined && !lends(kind)) throw new Refusal('onlyForKind', {}, '/until');
  if (request.custodian !== undefined && !cutsOff(kind)) throw new Refusal('onlyForKind', {}, '/custodian');
  if (request.waiver !== undefined && !cutsOff(kind)) throw new Refusal('onlyForKind', {}, '/waiver');
  if (kind === 'department_change') mustChangeDepartment(parties);
  if (lends(kind)) return { untilAt: untilOf(request), custodianId: null };
  if (!cutsOff(kind)) return { untilAt: null, custodianId: null };

  if (request.scope !== 'book') throw new Refusal('wholeBookNeeded', {}, '/scope');
  if (parties.giver.id === caller.id) throw new Refusal('freezeOneself', {}, '/giver');
  if (request.waiver !== undefined) {
    const isParty = parties.receivers.some((receiver) => receiver.id === caller.id);
    if (!caller.roles.includes('hr') || isParty) throw new Refusal('waiverByHr', {}, '/waiver');
    mustBeGoodEnough(caller);
  }
  return { untilAt: null, custodianId: await custodianOf(tx, request, parties) };
}

function untilOf({ until, effectiveAt }: StartRequest): string {
  if (until === undefined) throw new Refusal('untilMissing', {}, '/until');
  if (Date.parse(until) <= Math.max(Date.now(), Date.parse(effectiveAt ?? '') || 0))
    throw new Refusal('untilPast', {}, '/until');
  mustBeNear(until, '/until');
  return new Date(until).toISOString();
}

function mustChangeDepartment({ giver, receivers }: Parties): void {
  receivers.forEach((receiver, i) => {
    if (receiver.department_id === null || receiver.department_id === giver.department_id)
      throw new Refusal('sameDepartment', { receiver: receiver.number }, `/receivers/${i}`);
  });
}

async function custodianOf(tx: Tx, { custodian: ref }: StartRequest, parties: Parties): Promise<string> {
  const { giver, supervisor, policy } = parties;
  if (ref !== undefined) {
    const named = (await employeesByRef(tx, [ref])).get(ref);
    if (!named || named.state !== 'active' || named.id === giver.id)
      throw new Refusal('custodianNotFound', {}, '/custodian');
    return named.id;
  }
  const ways: Record<Custodian, () => Promise<string | undefined>> = {
    departmentCoordinator: () => coordinatorOf(tx, giver.department_id),
    manager: async () => (await above(tx, giver.id)).find((boss) => boss.state === 'active')?.id,
    supervisor: () => Promise.resolve(supervisor.id),
  };
  for (const way of emergencyOf(policy).custodian) {
    const found = await ways[way]();
    if (found !== undefined && found !== giver.id) return found;
  }
  throw new Refusal('custodianNotFound', {}, '/custodian');
}
