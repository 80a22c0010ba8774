import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { Refusal } from '../../contract/failures.ts';
import type { HandoverOptions } from '../../contract/options.ts';
import type { PlanningTerms } from '../../contract/planning.ts';
import { PLAN_HASH_VERSION } from '../../domain/plan-hash.ts';
import type { Tx } from '../connect.ts';
import { auditPerson } from './audit.ts';
import { writeText } from './inbox.ts';

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
  /** absent: as the rule of assignment has it by itself */
  planning?: {
    terms: PlanningTerms;
    overrides: { customerId: string; receiverId: string; reason: string }[];
  };
  /** cover during absence: when what is lent goes back */
  untilAt?: string | null;
  /** emergency departure: who looks after the book until it moves */
  custodianId?: string | null;
  /** emergency departure: why HR, who starts the case, does without the signature of the giver */
  waiver?: string | undefined;
}

/**
 * Writes a case down, once: the same id again changes nothing. The workflow is started from these rows after the commit.
 * @throws Refusal giverHasHandover when the giver's whole book is already on its way
 */
export async function writeHandover(tx: Tx, h: NewHandover): Promise<void> {
  const wholeBook = h.customerIds === null;
  const waiverId = h.waiver === undefined ? null : uuidv7();
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
      planning: JSON.stringify(h.planning?.terms ?? {}),
      hash_version: PLAN_HASH_VERSION,
      until_at: h.untilAt ?? null,
      custodian_id: h.custodianId ?? null,
      giver_waiver_id: waiverId,
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
  if (waiverId !== null)
    await writeText(tx, {
      id: waiverId,
      handoverId: h.id,
      authorId: h.startedBy,
      body: { comment: h.waiver },
    });
  await writeOverrides(tx, h);
  await auditPerson(tx, {
    personId: h.startedBy,
    action: 'handover.requested',
    handoverId: h.id,
    params: { kind: h.kind, receivers: h.receiverIds.length },
  });
}

/** Customers that go to a named receiver whatever the rule says, in one statement. */
async function writeOverrides(tx: Tx, { id, startedBy, planning }: NewHandover): Promise<void> {
  const overrides = planning?.overrides ?? [];
  if (overrides.length === 0) return;
  await sql`
    insert into plan_overrides (handover_id, customer_id, receiver_id, reason, made_by)
    select ${id}::uuid, o.*, ${startedBy}::uuid from unnest(${overrides.map((o) => o.customerId)}::uuid[], ${overrides.map((o) => o.receiverId)}::uuid[],
                                            ${overrides.map((o) => o.reason)}::text[]) o`.execute(tx);
}
