import type { Tx } from '../connect.ts';

/** What a person did over HTTP, in the transaction in which it is written down. Params hold ids, codes and counts only. */
export async function auditPerson(
  tx: Tx,
  entry: { personId: string; action: string; handoverId: string; params?: Record<string, string | number> },
): Promise<void> {
  await tx
    .insertInto('audit_entries')
    .values({
      actor_id: entry.personId,
      actor_kind: 'person',
      action: entry.action,
      handover_id: entry.handoverId,
      params: JSON.stringify(entry.params ?? {}),
    })
    .execute();
}
