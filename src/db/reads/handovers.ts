import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { type Part, type Relation, isPart } from '../../contract/roles.ts';
import { record } from './audit.ts';
import { type Page, keyset } from './page.ts';
import { type PersonRow, peopleById } from './people.ts';

/** What a person is to a case; null when the database does not show it to them. */
export async function relationsTo(tx: Tx, handoverId: string, personId: string): Promise<Relation[] | null> {
  const handover = await tx
    .selectFrom('handovers')
    .select('started_by')
    .where('id', '=', handoverId)
    .executeTakeFirst();
  if (!handover) return null;
  const parts = await tx
    .selectFrom('handover_people')
    .select('role')
    .where('handover_id', '=', handoverId)
    .where('person_id', '=', personId)
    .execute();
  const roles: Relation[] = parts.flatMap(({ role }) => (isPart(role) ? [role] : []));
  return handover.started_by === personId ? [...roles, 'starter'] : roles;
}

function rows(tx: Tx) {
  return tx
    .selectFrom('handovers as h')
    .selectAll('h')
    .select((e) => [
      sql<{ id: string; role: Part }[]>`${e
        .selectFrom('handover_people as p')
        .select(
          sql`coalesce(jsonb_agg(jsonb_build_object('id', p.person_id, 'role', p.role) order by p.position, p.person_id, p.role), '[]')`.as(
            'people',
          ),
        )
        .whereRef('p.handover_id', '=', 'h.id')}`.as('people'),
    ]);
}
export type HandoverRow = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

export interface HandoverFilter {
  state?: string | undefined;
  step?: string | undefined;
  giverId?: string | undefined;
  awaitedId?: string | undefined;
  overdue?: boolean | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Handovers that the person may see, newest first. */
export async function listHandovers(tx: Tx, filter: HandoverFilter) {
  const { state, step, giverId, awaitedId, overdue, cursor, limit } = filter;
  const found = await rows(tx)
    .$if(state !== undefined, (b) => b.where('h.state', '=', state ?? ''))
    .$if(step !== undefined, (b) => b.where('h.step', '=', step ?? ''))
    .$if(giverId !== undefined, (b) => b.where('h.giver_id', '=', giverId ?? ''))
    .$if(awaitedId !== undefined, (b) => b.where(sql<boolean>`h.awaited_ids @> array[${awaitedId ?? null}::uuid]`))
    .$if(overdue !== undefined, (b) => b.where('h.overdue', '=', overdue ?? false))
    .$if(cursor !== undefined, (b) => b.where(sql<boolean>`h.id < ${cursor ?? null}::uuid`))
    .orderBy('h.id', 'desc')
    .limit(limit + 1)
    .execute();
  const who = await peopleById(tx, found.flatMap(peopleIn));
  const page: Page<HandoverRow> = keyset(found, limit, (row) => row.id);
  return { items: page.items.map((row) => summary(row, who)), next: page.next };
}

const peopleIn = (row: HandoverRow) => [
  row.giver_id,
  row.supervisor_id,
  row.started_by,
  row.late_receiver_id,
  ...row.awaited_ids,
  ...row.people.map((p) => p.id),
];

function summary(row: HandoverRow, who: (id: string) => PersonRow) {
  return {
    id: row.id,
    label: row.label,
    kind: row.kind,
    reason: row.reason,
    giver: who(row.giver_id),
    supervisor: who(row.supervisor_id),
    receivers: row.people.filter((p) => p.role === 'receiver').map((p) => who(p.id)),
    state: row.state,
    step: row.step,
    round: row.round,
    waitingFor: row.waiting_for,
    dueAt: row.due_at,
    overdue: row.overdue,
    progressPct: row.progress_pct,
    itemCount: row.item_count,
    planHash: row.plan_hash?.toString('hex') ?? null,
    flags: row.flags,
    awaited: row.awaited_ids.map((id) => ({
      person: who(id),
      roles: row.people.filter((p) => p.id === id).map((p) => p.role),
    })),
    effectiveAt: row.effective_at,
    startedAt: row.started_at,
    transferredAt: row.transferred_at,
    closedAt: row.closed_at,
  };
}

/** One handover with everything that its page shows; undefined when the person may not see it. */
export async function readHandover(tx: Tx, id: string) {
  const row = await rows(tx).where('h.id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const signOffs = await tx
    .selectFrom('sign_offs')
    .selectAll()
    .where('handover_id', '=', id)
    .orderBy('signed_at')
    .execute();
  const meeting = await tx
    .selectFrom('meetings')
    .selectAll()
    .where('handover_id', '=', id)
    .orderBy('round', 'desc')
    .limit(1)
    .executeTakeFirst();
  const who = await peopleById(tx, [...peopleIn(row), ...signOffs.flatMap((s) => [s.person_id, s.signer_id])]);
  return {
    ...summary(row, who),
    startedBy: who(row.started_by),
    assignment: row.assignment,
    wholeBook: row.whole_book,
    lateReceiver: who(row.late_receiver_id),
    deputies: row.people.filter((p) => p.role === 'deputy').map((p) => who(p.id)),
    policy: { key: row.policy_key, version: row.policy_version },
    signatures: signOffs.map((s) => ({
      round: s.round,
      role: s.role,
      person: who(s.person_id),
      signer: s.signer_id === null ? null : who(s.signer_id),
      decision: s.decision,
      comment: s.comment,
      via: s.via,
      signedAt: s.signed_at,
      planHash: s.plan_hash.toString('hex'),
      jws: s.jws,
    })),
    meeting: meeting
      ? {
          round: meeting.round,
          startsAt: meeting.starts_at,
          endsAt: meeting.ends_at,
          location: meeting.location,
          onlineUrl: meeting.online_url,
          agenda: meeting.agenda,
          minutes: meeting.minutes,
          attendees: meeting.attendees,
          state: meeting.state,
        }
      : null,
    counts: await countItems(tx, id),
  };
}

/**
 * The state of an item: an exception says it; otherwise it moved when the transfer is done, or, while it runs, when the customer's
 * new start of ownership is there; otherwise it is planned (architecture, decision 11: what can be derived is not stored).
 */
export const ITEM_STATE = sql<string>`coalesce(x.state, case when h.transferred_at is not null
  or (i.record_type = 'customer' and exists (select 1 from ownership_starts s where s.handover_id = h.id and s.customer_id = i.record_id))
  then 'moved' else 'planned' end)`;

async function countItems(tx: Tx, id: string) {
  const found = await sql<{ type: string; state: string; count: number }>`
    select i.record_type as type, ${ITEM_STATE} as state, count(*) as count
      from handover_items i join handovers h on h.id = i.handover_id
      left join handover_exceptions x using (handover_id, record_type, record_id)
     where i.handover_id = ${id} group by 1, 2 order by 1, 2`.execute(tx);
  return found.rows;
}

/** The cases that await a person. */
export async function countAwaiting(tx: Tx, personId: string): Promise<number> {
  const { n } = await tx
    .selectFrom('handovers')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where(sql<boolean>`awaited_ids @> array[${personId}::uuid]`)
    .executeTakeFirstOrThrow();
  return n;
}

/** How the case stands, as far as a request must know before it is written down; undefined: not to be seen. */
export function readStanding(tx: Tx, id: string) {
  return tx
    .selectFrom('handovers')
    .select(['id', 'state', 'step', 'round', 'waiting_for', 'due_at', 'awaited_ids', 'plan_hash'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The report that a handover closed with; undefined while it is open. */
export async function readReport(tx: Tx, id: string): Promise<Record<string, unknown> | undefined> {
  const row = await tx.selectFrom('handovers').select('report').where('id', '=', id).executeTakeFirst();
  return row?.report === null || row === undefined ? undefined : record(row.report);
}
