import { Refusal } from '../contract/failures.ts';
import type { PlanChange, PlanChangesRequest } from '../contract/planning-schemas.ts';
import { countNotInCase } from '../db/intake/inbox.ts';
import { countNotInBook } from '../db/reads/book.ts';
import { readHandover } from '../db/reads/handovers.ts';
import { arrivedSince, countArrived, countWithout, receiversOfCase } from '../db/reads/plan.ts';
import type { Tx } from '../db/connect.ts';

/** What one change takes at the most. */
const MOST = 10_000;

/**
 * Finds everybody whom a change of a plan names, and holds it against the case. Whoever adds customers must be able to see them.
 * @throws Refusal notFound, receiverNotFound, customersNotInHandover, customersNotInBook, nothingArrived, planWouldBeEmpty
 */
export async function resolveChange(tx: Tx, handoverId: string, request: PlanChangesRequest): Promise<PlanChange> {
  const { overrides, takeOut = [], reason } = request;
  const handover = await readHandover(tx, handoverId);
  if (!handover) throw new Refusal('notFound');
  const add = request.add === 'arrived' ? await arrived(tx, handover) : (request.add ?? []);
  if (request.add !== 'arrived') {
    const foreign = await countNotInBook(tx, handover.giver.id, add);
    if (foreign > 0) throw new Refusal('customersNotInBook', { count: foreign }, '/add');
  }
  const both = add.filter((id) => takeOut.includes(id));
  if (both.length > 0) throw new Refusal('customersNotInHandover', { count: both.length }, '/takeOut');
  await mustBePlanned(tx, handoverId, takeOut, '/takeOut');
  if (takeOut.length > 0 && add.length === 0 && (await countWithout(tx, handoverId, takeOut)) === 0)
    throw new Refusal('planWouldBeEmpty', {}, '/takeOut');

  const coming = new Set(add);
  const named = (overrides ?? []).map((o) => o.customerId).filter((id) => !coming.has(id));
  await mustBePlanned(tx, handoverId, named, '/overrides');
  const gone = new Set(takeOut);
  const vain = named.filter((id) => gone.has(id));
  if (vain.length > 0) throw new Refusal('customersNotInHandover', { count: vain.length }, '/overrides');
  const receivers = await receiversOfCase(tx, handoverId);
  return {
    ...(overrides && {
      overrides: overrides.map(({ customerId, receiver: ref }, i) => {
        if (ref === null) return { customerId, receiverId: null };
        const receiver = receivers.find((r) => r.number === ref || r.id === ref.toLowerCase());
        if (!receiver) throw new Refusal('receiverNotFound', { receiver: ref }, `/overrides/${i}/receiver`);
        return { customerId, receiverId: receiver.id };
      }),
    }),
    ...(add.length > 0 && { add }),
    ...(takeOut.length > 0 && { takeOut }),
    reason,
  };
}

/**
 * Customers that came after the plan. Those of a whole book are in the next plan by themselves, also those that nobody here may see.
 * @throws Refusal nothingArrived
 */
async function arrived(tx: Tx, { id, wholeBook }: { id: string; wholeBook: boolean }): Promise<string[]> {
  const found = wholeBook ? [] : await arrivedSince(tx, id, MOST);
  if (found.length === 0 && !(wholeBook && (await countArrived(tx, id)) > 0))
    throw new Refusal('nothingArrived', {}, '/add');
  return found;
}

async function mustBePlanned(tx: Tx, handoverId: string, customerIds: string[], pointer: string): Promise<void> {
  const count = await countNotInCase(tx, handoverId, customerIds, null);
  if (count > 0) throw new Refusal('customersNotInHandover', { count }, pointer);
}
