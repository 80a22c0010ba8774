import { Refusal } from '../contract/failures.ts';
import type { Policy } from '../contract/policy.ts';
import type { StartRequest } from '../contract/schemas.ts';
import type { Tx } from '../db/connect.ts';
import { countNotInBook, isBookEmpty } from '../db/reads/book.ts';
import { type EmployeeRow, above, employeesByRef } from '../db/reads/people.ts';
import { readPolicy } from '../db/reads/policies.ts';
import type { Person } from './identity.ts';
import { mustBeNear } from './near.ts';

/** A request for a handover whose names are found and whose rules hold. */
export interface ResolvedRequest {
  giver: EmployeeRow;
  receivers: EmployeeRow[];
  supervisor: { id: string; number: string; name: string };
  deputyIds: string[];
  lateReceiverId: string;
  customerIds: string[] | null;
  policy: { key: string; version: number; body: Policy };
}

/**
 * Finds everybody and everything that the request names, fills in what it leaves out, and holds it against the rules.
 * @throws Refusal of the first rule that is broken, with the pointer to the field
 */
export async function resolveRequest(tx: Tx, caller: Person, request: StartRequest): Promise<ResolvedRequest> {
  const { giver: giverRef, receivers: receiverRefs, supervisor: supervisorRef, lateReceiver: lateRef } = request;
  const named = await employeesByRef(
    tx,
    [giverRef, ...receiverRefs, supervisorRef, lateRef].filter((r) => r !== undefined),
  );

  const giver = named.get(giverRef);
  if (!giver) throw new Refusal('giverNotFound', { giver: giverRef }, '/giver');
  const chain = await above(tx, giver.id);
  if (!caller.roles.includes('hr') && !chain.some((boss) => boss.id === caller.id)) throw new Refusal('notForYou');

  const receivers = receiverRefs.map((ref, i) => {
    const receiver = named.get(ref);
    if (!receiver) throw new Refusal('receiverNotFound', { receiver: ref }, `/receivers/${i}`);
    if (receiver.id === giver.id) throw new Refusal('receiverIsGiver', {}, `/receivers/${i}`);
    if (receiver.state !== 'active')
      throw new Refusal('receiverNotActive', { receiver: receiver.number }, `/receivers/${i}`);
    return receiver;
  });
  const distinct = receivers.filter((r, i) => receivers.findIndex((other) => other.id === r.id) === i);
  const isParty = (id: string) => id === giver.id || distinct.some((r) => r.id === id);

  const supervisor =
    supervisorRef === undefined
      ? chain.find((boss) => boss.state === 'active' && !isParty(boss.id))
      : named.get(supervisorRef);
  if (!supervisor || supervisor.state === 'left') throw new Refusal('supervisorNotFound', {}, '/supervisor');
  if (isParty(supervisor.id)) throw new Refusal('supervisorIsParty', {}, '/supervisor');

  const late = lateRef === undefined ? distinct[0] : distinct.find((r) => r.id === named.get(lateRef)?.id);
  if (!late) throw new Refusal('receiverNotFound', { receiver: lateRef ?? '' }, '/lateReceiver');

  const wanted = request.policy ?? { key: 'standard' };
  const policy = await readPolicy(tx, wanted.key, wanted.version);
  if (!policy)
    throw new Refusal('policyNotFound', { policy: [wanted.key, wanted.version].filter(Boolean).join('/') }, '/policy');

  if (request.effectiveAt !== undefined && Date.parse(request.effectiveAt) < Date.now())
    throw new Refusal('effectiveAtPast', {}, '/effectiveAt');
  mustBeNear(request.effectiveAt, '/effectiveAt');

  const customerIds = request.scope === 'book' ? null : request.scope.customerIds;
  if (customerIds === null && (await isBookEmpty(tx, giver.id))) throw new Refusal('bookEmpty', {}, '/giver');
  if (customerIds !== null) {
    const count = await countNotInBook(tx, giver.id, customerIds);
    if (count > 0) throw new Refusal('customersNotInBook', { count }, '/scope/customerIds');
  }
  return {
    giver,
    receivers: distinct,
    supervisor: { id: supervisor.id, number: supervisor.number, name: supervisor.name },
    deputyIds: await deputies(tx, caller, supervisor.id, isParty),
    lateReceiverId: late.id,
    customerIds,
    policy: { key: policy.key, version: policy.version, body: policy.policy },
  };
}

/** Who is asked when nobody answers: the supervisor's next active manager, and the person of HR who started the case. */
async function deputies(
  tx: Tx,
  caller: Person,
  supervisorId: string,
  isParty: (id: string) => boolean,
): Promise<string[]> {
  const may = (id: string) => id !== supervisorId && !isParty(id);
  const boss = (await above(tx, supervisorId)).find((b) => b.state === 'active' && may(b.id));
  const starter = caller.roles.includes('hr') && may(caller.id) ? [caller.id] : [];
  return [...new Set([...(boss ? [boss.id] : []), ...starter])];
}
