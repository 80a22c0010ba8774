import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import { peopleById } from './people.ts';

export interface AuditFilter {
  handoverId?: string | undefined;
  subjectId?: string | undefined;
  /** id of the last entry of the page before */
  cursor?: number | undefined;
  limit: number;
  order: 'asc' | 'desc';
}

/** Entries of the audit log that the person may see. */
export async function listAudit(tx: Tx, { handoverId, subjectId, cursor, limit, order }: AuditFilter) {
  const rows = await tx
    .selectFrom('audit_entries')
    .selectAll()
    .$if(handoverId !== undefined, (b) => b.where('handover_id', '=', handoverId ?? ''))
    .$if(subjectId !== undefined, (b) => b.where('subject_id', '=', subjectId ?? ''))
    .$if(cursor !== undefined, (b) => b.where('id', order === 'asc' ? '>' : '<', cursor ?? 0))
    .orderBy('id', order)
    .limit(limit + 1)
    .execute();
  const page = keyset(rows, limit, (row) => String(row.id));
  const who = await peopleById(
    tx,
    page.items.map((row) => row.actor_id),
  );
  return {
    next: page.next,
    items: page.items.map((row) => ({
      id: String(row.id),
      at: row.at,
      actor: row.actor_id === null ? null : who(row.actor_id),
      actorKind: row.actor_kind,
      action: row.action,
      handoverId: row.handover_id,
      subject: row.subject_id === null ? null : { type: row.subject_type, id: row.subject_id },
      params: record(row.params),
    })),
  };
}

/** A JSON object as a record; anything else is none. */
export function record(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : {};
}
