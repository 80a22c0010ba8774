import { Refusal } from '../contract/failures.ts';
import { DEFAULT_DEPUTIES, type Policy } from '../contract/policy.ts';
import type { StartRequest } from '../contract/schemas.ts';
import type { Tx } from '../db/connect.ts';
import { peopleNamed } from '../db/named-roles.ts';
import { countNotInBook, isBookEmpty } from '../db/reads/book.ts';
import { type EmployeeRow, above, employeesByRef } from '../db/reads/people.ts';
import { readPolicy } from '../db/reads/policies.ts';
import type { Person } from './identity.ts';
import { type KindRequest, resolveKind } from './kind-request.ts';
import { mustBeNear } from './near.ts';
import { type PlanningOfRequest, resolvePlanning } from './planning-request.ts';

/** A request for a handover whose names are found and whose rules hold. */
export interface ResolvedRequest {
  giver: EmployeeRow;
  receivers: EmployeeRow[];
  supervisor: { id: string; number: string; name: string };
  deputyIds: string[];
  lateReceiverId: string;
  customerIds: string[] | null;
  ofKind: KindRequest;
  planning: PlanningOfRequest;
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
  const ofKind = await resolveKind(tx, caller, request, {
    giver,
    receivers: distinct,
    supervisor,
    policy: policy.policy,
  });
  const deputies = await peopleNamed(tx, policy.policy.deputies ?? DEFAULT_DEPUTIES, {
    giverId: giver.id,
    supervisorId: supervisor.id,
    startedBy: caller.id,
    except: [giver.id, supervisor.id, ...distinct.map((r) => r.id)],
  });
  return {
    giver,
    receivers: distinct,
    ofKind,
    planning: await resolvePlanning(tx, request, { giver, receivers: distinct }),
    supervisor: { id: supervisor.id, number: supervisor.number, name: supervisor.name },
    deputyIds: deputies.map((d) => d.id),
    lateReceiverId: late.id,
    customerIds,
    policy: { key: policy.key, version: policy.version, body: policy.policy },
  };
}
