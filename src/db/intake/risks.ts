import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import type { Tx } from '../connect.ts';
import { auditPerson } from './audit.ts';

/** The register of risks as people keep it, beside the process; who may what is the database's business (app.guard_risk). */

export interface NewRisk {
  kind: string;
  customerId?: string | undefined;
  title?: string | undefined;
  likelihood: number;
  effect: number;
  mitigation?: string | undefined;
  ownerId: string;
  dueOn?: string | undefined;
}

/** @param id of the risk: the request's, so that the same request twice is one risk */
export async function openRisk(
  tx: Tx,
  of: { id: string; handoverId: string; personId: string },
  risk: NewRisk,
): Promise<void> {
  const { id, handoverId, personId } = of;
  const opened = await tx
    .insertInto('risks')
    .values({
      id,
      handover_id: handoverId,
      kind: risk.kind,
      customer_id: risk.customerId ?? null,
      title: risk.title ?? null,
      likelihood: risk.likelihood,
      effect: risk.effect,
      mitigation: risk.mitigation ?? null,
      owner_id: risk.ownerId,
      due_on: risk.dueOn ?? null,
      opened_by: personId,
    })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (opened) await auditPerson(tx, { personId, action: 'risk.opened', handoverId, params: { risk: id } });
}

export interface RiskChange {
  likelihood?: number | undefined;
  effect?: number | undefined;
  mitigation?: string | null | undefined;
  ownerId?: string | undefined;
  dueOn?: string | null | undefined;
  state?: 'open' | 'closed' | undefined;
}

/**
 * @param expected the version that the person saw; null: whatever is there
 * @throws Refusal versionDiffers; notForYou when the rules of app.guard_risk or the policies forbid it
 */
export async function changeRisk(
  tx: Tx,
  of: { riskId: string; handoverId: string; personId: string },
  change: RiskChange,
  expected: number | null,
): Promise<void> {
  const { riskId, handoverId, personId } = of;
  const changed = await tx
    .updateTable('risks')
    .set((e) => ({
      likelihood: change.likelihood,
      effect: change.effect,
      mitigation: change.mitigation,
      owner_id: change.ownerId,
      due_on: change.dueOn,
      state: change.state,
      version: e('version', '+', 1),
      updated_at: sql`now()`,
    }))
    .where('id', '=', riskId)
    .where('handover_id', '=', handoverId)
    .where((e) => (expected === null ? e.val(true) : e('version', '=', expected)))
    .returning(['likelihood', 'effect'])
    .executeTakeFirst()
    .catch(ifForbidden);
  if (!changed) throw new Refusal(expected === null ? 'notForYou' : 'versionDiffers');
  const action = change.state === undefined ? 'assessed' : change.state === 'closed' ? 'closed' : 'reopened';
  await auditPerson(tx, { personId, action: `risk.${action}`, handoverId, params: { risk: riskId, ...changed } });
}

function ifForbidden(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '42501') throw new Refusal('notForYou');
  throw error;
}
