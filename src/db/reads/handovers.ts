import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { type Part, type Relation, isPart } from '../../contract/roles.ts';
import { record } from './audit.ts';
import { type Page, containing, cursorAt, keyset, placeIn } from './page.ts';
import { type PersonRow, peopleById } from './people.ts';

/** Whether the person of the transaction sees the case. */
export async function seesCase(tx: Tx, handoverId: string): Promise<boolean> {
  const found = await tx.selectFrom('handovers').select('id').where('id', '=', handoverId).executeTakeFirst();
  return found !== undefined;
}

/**
 * What a person is to a case; null when the database does not show it to them. Whoever is above giver or receiver, at any depth, sees
 * the case, and answers for none of its steps by that alone.
 */
export async function relationsTo(tx: Tx, handoverId: string, personId: string): Promise<Relation[] | null> {
  const { rows: found } = await sql<{ parts: string[]; above: string[]; delegate: boolean; starter: boolean }>`
    select array(select p.role from handover_people p where p.handover_id = h.id and p.person_id = ${personId}) as parts,
           array(select distinct p.role from handover_people p join reporting_closure c on c.subordinate_id = p.person_id
                  where p.handover_id = h.id and p.role in ('giver', 'receiver') and c.boss_id = ${personId} and c.depth > 0) as above,
           exists (select 1 from app.acting_in() a where a.handover_id = h.id) as delegate,
           h.started_by = ${personId} as starter
      from handovers h where h.id = ${handoverId}`.execute(tx);
  const [row] = found;
  if (!row) return null;
  return [
    ...row.parts.filter(isPart),
    ...row.above.map((role) => (role === 'giver' ? 'managerOfGiver' : 'managerOfReceiver')),
    ...(row.delegate ? (['delegate'] as const) : []),
    ...(row.starter ? (['starter'] as const) : []),
  ];
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
  kind?: string | undefined;
  receiverId?: string | undefined;
  /** of the giver */
  departmentId?: string | undefined;
  dueAfter?: string | undefined;
  dueBefore?: string | undefined;
  /** part of the label, of the reason or of a name or number of giver or receivers */
  q?: string | undefined;
  /** a minus sign: falling; due: only what is due at all */
  sort: '-created' | 'created' | '-due' | 'due';
  cursor?: string | undefined;
  limit: number;
}

/** Handovers that the person may see. @throws Refusal cursorWrong */
export async function listHandovers(tx: Tx, filter: HandoverFilter) {
  const {
    state,
    step,
    giverId,
    awaitedId,
    overdue,
    kind,
    receiverId,
    departmentId,
    dueAfter,
    dueBefore,
    q,
    sort,
    limit,
  } = filter;
  const falling = sort.startsWith('-');
  const byDue = sort.endsWith('due');
  const place = placeIn(filter.cursor, sort);
  const beyond = (at: { value: string; id: string }) => {
    const than = sql.raw(falling ? '<' : '>');
    return byDue
      ? sql<boolean>`(h.due_at, h.id) ${than} (${at.value}::timestamptz, ${at.id}::uuid)`
      : sql<boolean>`h.id ${than} ${at.id}::uuid`;
  };
  const found = await rows(tx)
    .$if(kind !== undefined, (b) => b.where('h.kind', '=', kind ?? ''))
    .$if(receiverId !== undefined, (b) =>
      b.where(
        sql<boolean>`h.id in (select handover_id from handover_people where person_id = ${receiverId ?? null}::uuid and role = 'receiver')`,
      ),
    )
    .$if(departmentId !== undefined, (b) =>
      b.where(
        sql<boolean>`h.giver_id in (select id from employees where department_id = ${departmentId ?? null}::uuid)`,
      ),
    )
    .$if(dueAfter !== undefined, (b) => b.where('h.due_at', '>=', new Date(dueAfter ?? 0)))
    .$if(dueBefore !== undefined, (b) => b.where('h.due_at', '<', new Date(dueBefore ?? 0)))
    .$if(byDue, (b) => b.where('h.due_at', 'is not', null))
    .$if(q !== undefined, (b) =>
      b.where(sql<boolean>`(h.label ilike ${containing(q ?? '')} or h.reason ilike ${containing(q ?? '')} or exists (
        select 1 from handover_people p join employees e on e.id = p.person_id
         where p.handover_id = h.id and p.role in ('giver', 'receiver') and (e.name ilike ${containing(q ?? '')} or e.number ilike ${containing(q ?? '')})))`),
    )
    .$if(state !== undefined, (b) => b.where('h.state', '=', state ?? ''))
    .$if(step !== undefined, (b) => b.where('h.step', '=', step ?? ''))
    .$if(giverId !== undefined, (b) => b.where('h.giver_id', '=', giverId ?? ''))
    .$if(awaitedId !== undefined, (b) => b.where(awaits(awaitedId ?? '')))
    .$if(overdue !== undefined, (b) => b.where('h.overdue', '=', overdue ?? false))
    .$if(place !== undefined, (b) => b.where(beyond(place ?? { value: '', id: '' })))
    .$if(byDue, (b) => b.orderBy('h.due_at', falling ? 'desc' : 'asc'))
    .orderBy('h.id', falling ? 'desc' : 'asc')
    .limit(limit + 1)
    .execute();
  const who = await peopleById(tx, found.flatMap(peopleIn));
  const page: Page<HandoverRow> = keyset(found, limit, (row) =>
    cursorAt(sort, byDue ? (row.due_at?.toISOString() ?? '') : '', row.id),
  );
  return { items: page.items.map((row) => summary(row, who)), next: page.next };
}

const peopleIn = (row: HandoverRow) => [
  row.giver_id,
  row.supervisor_id,
  row.started_by,
  row.late_receiver_id,
  ...(row.custodian_id === null ? [] : [row.custodian_id]),
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
    .selectFrom('sign_offs as s')
    .leftJoin('departments as d', 'd.id', 's.department_id')
    .selectAll('s')
    .select('d.code as department_code')
    .where('s.handover_id', '=', id)
    .orderBy('s.signed_at')
    .execute();
  const meeting = await tx
    .selectFrom('meetings')
    .selectAll()
    .where('handover_id', '=', id)
    .orderBy('round', 'desc')
    .limit(1)
    .executeTakeFirst();
  const back = await tx
    .selectFrom('restores')
    .select(['made_as', 'person_id', 'started_at', 'restored', 'conflicts'])
    .where('handover_id', '=', id)
    .where('phase', '<>', 'done')
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const who = await peopleById(tx, [
    ...peopleIn(row),
    ...(back ? [back.person_id] : []),
    ...signOffs.flatMap((s) => [s.person_id, s.signer_id]),
  ]);
  return {
    ...summary(row, who),
    startedBy: who(row.started_by),
    assignment: row.assignment,
    wholeBook: row.whole_book,
    lateReceiver: who(row.late_receiver_id),
    until: row.until_at,
    custodian: row.custodian_id === null ? null : who(row.custodian_id),
    deputies: row.people.filter((p) => p.role === 'deputy').map((p) => who(p.id)),
    policy: { key: row.policy_key, version: row.policy_version },
    movingBack: back
      ? {
          as: back.made_as,
          by: who(back.person_id),
          startedAt: back.started_at,
          restored: back.restored,
          conflicts: back.conflicts,
        }
      : null,
    signatures: signOffs.map((s) => ({
      round: s.round,
      role: s.role,
      person: who(s.person_id),
      signer: s.signer_id === null ? null : who(s.signer_id),
      decision: s.decision,
      state: s.voided_at === null ? 'counts' : 'void',
      voidedBecause: s.voided_because,
      department: s.department_id === null ? null : { id: s.department_id, code: s.department_code ?? '' },
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

/** Whether an item `i` of a case `h` has moved, unless an exception says otherwise. */
export const HAS_MOVED = sql<boolean>`(h.transferred_at is not null
  or (i.record_type = 'customer' and exists (select 1 from ownership_starts s where s.handover_id = h.id and s.customer_id = i.record_id)))`;

/**
 * The state of an item: an exception says it; otherwise it moved when the transfer is done, or, while it runs, when the customer's
 * new start of ownership is there; otherwise it is planned (architecture, decision 11: what can be derived is not stored).
 */
export const ITEM_STATE = sql<string>`coalesce(x.state, case when ${HAS_MOVED} then 'moved' else 'planned' end)`;

async function countItems(tx: Tx, id: string) {
  const found = await sql<{ type: string; state: string; count: number }>`
    select i.record_type as type, ${ITEM_STATE} as state, count(*) as count
      from handover_items i join handovers h on h.id = i.handover_id
      left join handover_exceptions x using (handover_id, record_type, record_id)
     where i.handover_id = ${id} group by 1, 2 order by 1, 2`.execute(tx);
  return found.rows;
}

/** Whether a case `h` awaits a person, or somebody for whom they act. */
const awaits = (personId: string) => sql<boolean>`(h.awaited_ids @> array[${personId}::uuid]
  or h.id in (select handover_id from app.acting_in())
     and exists (select 1 from app.acting_in() a where a.handover_id = h.id and a.from_id = any (h.awaited_ids)))`;

/** The cases that await a person, or somebody for whom they act. */
export async function countAwaiting(tx: Tx, personId: string): Promise<number> {
  const { n } = await tx
    .selectFrom('handovers as h')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where(awaits(personId))
    .executeTakeFirstOrThrow();
  return n;
}

/** How the case stands, as far as a request must know before it is written down; undefined: not to be seen. */
export function readStanding(tx: Tx, id: string) {
  return tx
    .selectFrom('handovers')
    .select(['id', 'label', 'state', 'step', 'round', 'waiting_for', 'due_at', 'awaited_ids', 'plan_hash', 'closed_at'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The report that a handover closed with; undefined while it is open. */
export async function readReport(tx: Tx, id: string): Promise<Record<string, unknown> | undefined> {
  const row = await tx.selectFrom('handovers').select('report').where('id', '=', id).executeTakeFirst();
  return row?.report === null || row === undefined ? undefined : record(row.report);
}
