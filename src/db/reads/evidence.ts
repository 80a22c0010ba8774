import { sql } from 'kysely';
import { canonicalOptions } from '../../domain/options.ts';
import type { HandoverOptions } from '../../contract/options.ts';
import type { Tx } from '../connect.ts';

const NIL = '00000000-0000-0000-0000-000000000000';
const PAGE = 5_000;

/** Runs a read in a transaction of its own: a pack is sent as fast as its reader takes it, which no transaction should wait for. */
export type As = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** The case as its plan was hashed, and where it ended; undefined: not to be seen. */
export async function readEvidenceCase(tx: Tx, handoverId: string) {
  const h = await tx.selectFrom('handovers').selectAll().where('id', '=', handoverId).executeTakeFirst();
  if (!h) return undefined;
  const receivers = await tx
    .selectFrom('handover_people')
    .select('person_id')
    .where('handover_id', '=', handoverId)
    .where('role', '=', 'receiver')
    .orderBy('position')
    .execute();
  return {
    handoverId: h.id,
    label: h.label,
    kind: h.kind,
    state: h.state,
    round: h.round,
    giver: h.giver_id,
    receivers: receivers.map((r) => r.person_id),
    supervisor: h.supervisor_id,
    lateReceiver: h.late_receiver_id,
    assignment: h.assignment,
    effectiveAt: h.effective_at?.toISOString() ?? null,
    until: h.until_at?.toISOString() ?? null,
    policy: { key: h.policy_key, version: h.policy_version },
    options: canonicalOptions(h.options as Partial<HandoverOptions>),
    hashVersion: h.hash_version,
    planHash: h.plan_hash?.toString('hex') ?? null,
    startedAt: h.started_at.toISOString(),
    transferredAt: h.transferred_at?.toISOString() ?? null,
    closedAt: h.closed_at?.toISOString() ?? null,
  };
}

export interface EvidenceItem {
  type: string;
  id: string;
  customer: string | null;
  receiver: string;
  /** hex digest of the customer's materials */
  materials: string | null;
}

/**
 * The items of a plan in the order in which they were hashed.
 * @param late those that came after the plan, which are not hashed, instead of those that are
 */
export async function* evidenceItems(as: As, handoverId: string, late: boolean): AsyncGenerator<EvidenceItem> {
  const types = await as((tx) =>
    sql<{ type: string }>`select * from app.evidence_types(${handoverId}) as t (type)`.execute(tx),
  );
  for (const { type } of types.rows)
    for (let after = NIL; ;) {
      const { rows } = await as((tx) =>
        sql<{
          record_id: string;
          customer_id: string | null;
          receiver_id: string;
          materials: string | null;
          late: boolean;
        }>`select * from app.evidence_items(${handoverId}, ${type}, ${after}, ${PAGE})`.execute(tx),
      );
      for (const row of rows)
        if (row.late === late)
          yield {
            type,
            id: row.record_id,
            customer: row.customer_id,
            receiver: row.receiver_id,
            materials: row.materials,
          };
      if (rows.length < PAGE) break;
      after = rows.at(-1)?.record_id ?? after;
    }
}

/** Every start of ownership that the handover made: customer, owner (null: the pool), instant and transaction. */
export async function* evidenceOwnership(as: As, handoverId: string) {
  for (let [id, since] = [NIL, '']; ;) {
    const { rows } = await as((tx) =>
      sql<{
        customer_id: string;
        since: string;
        owner_id: string | null;
        xact: string | null;
      }>`select * from app.evidence_ownership(${handoverId}, ${id}, ${since}, ${PAGE})`.execute(tx),
    );
    for (const row of rows) yield { customer: row.customer_id, owner: row.owner_id, since: row.since, xact: row.xact };
    if (rows.length < PAGE) return;
    const last = rows.at(-1);
    [id, since] = [last?.customer_id ?? id, last?.since ?? since];
  }
}

/** What was ever said about items that did not simply move, oldest first for each; params as the text of which the log holds the digest. */
export async function* evidenceExceptions(as: As, handoverId: string) {
  for (let [type, id] = ['', NIL]; ;) {
    const { rows } = await as((tx) =>
      sql<{
        type: string;
        id: string;
        state: string;
        reason: string;
        params: string;
        at: string;
        xact: string | null;
      }>`
      with named as (
        select record_type, record_id from (
          select handover_id, record_type, record_id from handover_exceptions
          union select handover_id, record_type, record_id from handover_exceptions_past) e
         where handover_id = ${handoverId} and (record_type, record_id) > (${type}, ${id}) order by 1, 2 limit ${PAGE})
      select e.record_type as type, e.record_id as id, e.state, e.reason, e.params::text as params, app.instant(e.at) as at, e.xact::text as xact
        from named n join (
          select handover_id, record_type, record_id, state, reason, params, at, xact from handover_exceptions
          union all select handover_id, record_type, record_id, state, reason, params, at, xact from handover_exceptions_past) e
          on (e.record_type, e.record_id) = (n.record_type, n.record_id)
       where e.handover_id = ${handoverId} order by 1, 2, e.at`.execute(tx),
    );
    const last = rows.at(-1);
    if (!last) return;
    yield* rows;
    [type, id] = [last.type, last.id];
  }
}

/** Every signature, also of rounds that were repeated, in the order in which they were given. */
export const readEvidenceSignOffs = (tx: Tx, handoverId: string) =>
  tx
    .selectFrom('sign_offs')
    .select(['round', 'role', 'person_id as person', 'decision', 'jws'])
    .where('handover_id', '=', handoverId)
    .orderBy('signed_at')
    .orderBy('id')
    .execute();

/** Names of the people and customers of a case, as far as the caller may see them. */
export async function* evidenceNames(as: As, handoverId: string) {
  const people = await as((tx) =>
    sql<{ id: string; number: string; name: string }>`
    select id, number, name from employees where id in (
      select person_id from handover_people where handover_id = ${handoverId}
      union select receiver_id from handover_items where handover_id = ${handoverId}
      union select person_id from sign_offs where handover_id = ${handoverId}
      union select actor_id from audit_entries where handover_id = ${handoverId}) order by number`.execute(tx),
  );
  for (const person of people.rows) yield { kind: 'employee', ...person };
  for (let after = NIL; ;) {
    const { rows } = await as((tx) =>
      sql<{ id: string; name: string }>`
      select c.id, c.name from handover_items i join customers c on c.id = i.record_id
       where i.handover_id = ${handoverId} and i.record_type = 'customer' and i.record_id > ${after} order by c.id limit ${PAGE}`.execute(
        tx,
      ),
    );
    for (const row of rows) yield { kind: 'customer', ...row };
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/** Whose signatures a round needed beside the parties: those who sign for departments. */
export async function readEvidenceSigners(tx: Tx, handoverId: string, round: number) {
  const rows = await tx
    .selectFrom('handover_signers')
    .select(['role', 'person_id', 'department_id'])
    .where('handover_id', '=', handoverId)
    .where('round', '=', round)
    .where('department_id', 'is not', null)
    .orderBy('role')
    .orderBy('person_id')
    .execute();
  return rows.map((row) => ({ role: row.role, person: row.person_id, department: row.department_id }));
}
