import { Refusal } from '../contract/failures.ts';
import { cutsOff } from '../contract/kinds.ts';
import type { StartRequest } from '../contract/schemas.ts';
import { v7 as uuidv7 } from 'uuid';
import { allCut } from '../db/all-cut.ts';
import { freeze } from '../db/intake/freezes.ts';
import { writeHandover } from '../db/intake/handover.ts';
import { type Start, readStart } from '../db/reads/handover-input.ts';
import type { Tx } from '../db/connect.ts';
import { resolveRequest } from './handover-request.ts';
import type { Call } from './route.ts';

/**
 * Writes a handover down as the caller asks for it. The giver of an emergency departure is frozen in the same transaction.
 * @param id of the handover; one that is there already is not held against the rules once more: it has happened
 */
export async function writeRequest(
  tx: Tx,
  person: Call<unknown>['person'],
  id: string,
  body: StartRequest,
): Promise<Start> {
  const before = await tx.selectFrom('handovers').select('id').where('id', '=', id).executeTakeFirst();
  if (before) return started(tx, id);
  const found = await resolveRequest(tx, person, body);
  await writeHandover(tx, {
    id,
    kind: body.kind,
    reason: body.reason,
    giverId: found.giver.id,
    receiverIds: found.receivers.map((r) => r.id),
    supervisorId: found.supervisor.id,
    deputyIds: found.deputyIds,
    lateReceiverId: found.lateReceiverId,
    startedBy: person.id,
    assignment: body.assignment,
    customerIds: found.customerIds,
    policy: found.policy,
    effectiveAt: body.effectiveAt ?? null,
    options: body.options,
    planning: found.planning,
    ...found.ofKind,
    waiver: body.waiver,
  });
  if (cutsOff(body.kind))
    await freeze(tx, { id: uuidv7(), personId: found.giver.id, by: person.id, reason: body.reason });
  return started(tx, id);
}

async function started(tx: Tx, id: string): Promise<Start> {
  const start = await readStart(tx, id);
  if (!start) throw new Refusal('internal');
  return start;
}

/**
 * Starts what was written down, after the commit.
 * @throws Refusal unavailable, freezeUnderWay: what was written stays, and the same request again goes on
 */
export async function startWritten({ deps }: Pick<Call<unknown>, 'deps'>, { input, orgUnit }: Start): Promise<void> {
  if (cutsOff(input.kind) && !(await allCut(deps.db, input.giver.id))) throw new Refusal('freezeUnderWay');
  await deps.gateway.startHandover(input, { orgUnit });
}
