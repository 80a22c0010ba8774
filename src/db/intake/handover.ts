import { Refusal } from '../../contract/failures.ts';
import type { HandoverOptions } from '../../contract/options.ts';
import { PLAN_HASH_VERSION } from '../../domain/plan-hash.ts';
import type { Tx } from '../connect.ts';
import { auditPerson } from './audit.ts';

export interface NewHandover {
  id: string;
  kind: string;
  reason: string;
  giverId: string;
  receiverIds: string[];
  supervisorId: string;
  deputyIds: string[];
  lateReceiverId: string;
  startedBy: string;
  assignment: string;
  /** null: the whole book */
  customerIds: string[] | null;
  policy: { key: string; version: number };
  effectiveAt: string | null;
  options: HandoverOptions;
}

/**
 * Writes a case down, once: the same id again changes nothing. The workflow is started from these rows after the commit.
 * @throws Refusal giverHasHandover when the giver's whole book is already on its way
 */
export async function writeHandover(tx: Tx, h: NewHandover): Promise<void> {
  const wholeBook = h.customerIds === null;
  const written = await tx
    .insertInto('handovers')
    .values({
      id: h.id,
      kind: h.kind,
      reason: h.reason,
      giver_id: h.giverId,
      supervisor_id: h.supervisorId,
      started_by: h.startedBy,
      assignment: h.assignment,
      scope: JSON.stringify(wholeBook ? { book: 'whole' } : { customerIds: h.customerIds }),
      whole_book: wholeBook,
      late_receiver_id: h.lateReceiverId,
      policy_key: h.policy.key,
      policy_version: h.policy.version,
      effective_at: h.effectiveAt,
      options: JSON.stringify(h.options),
      hash_version: PLAN_HASH_VERSION,
    })
    .onConflict((c) => c.doNothing())
    .executeTakeFirstOrThrow();
  if (written.numInsertedOrUpdatedRows === 0n) {
    const mine = await tx.selectFrom('handovers').select('id').where('id', '=', h.id).executeTakeFirst();
    if (mine) return;
    const other = await tx
      .selectFrom('handovers')
      .select('label')
      .where('giver_id', '=', h.giverId)
      .where('whole_book', '=', true)
      .where('state', 'in', ['starting', 'running', 'paused'])
      .where('transferred_at', 'is', null)
      .executeTakeFirst();
    throw new Refusal('giverHasHandover', { label: other?.label ?? '' }, '/giver');
  }
  const part = (role: string, ids: string[]) =>
    ids.map((personId, position) => ({ handover_id: h.id, person_id: personId, role, position }));
  await tx
    .insertInto('handover_people')
    .values([
      ...part('giver', [h.giverId]),
      ...part('receiver', h.receiverIds),
      ...part('supervisor', [h.supervisorId]),
      ...part('approver', [h.supervisorId]),
      ...part('deputy', h.deputyIds),
    ])
    .execute();
  await auditPerson(tx, {
    personId: h.startedBy,
    action: 'handover.requested',
    handoverId: h.id,
    params: { kind: h.kind, receivers: h.receiverIds.length },
  });
}
