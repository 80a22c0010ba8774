import { sql } from 'kysely';
import type { Appointment, Deadline } from '../../contract/effects.ts';
import type { TrainingCounts, TrainingPhase, TrainingRule } from '../../contract/training.ts';
import type { Tx } from '../connect.ts';

/** Writes the training of a case down: one row a receiver and point. @returns how many */
export async function openPoints(
  tx: Tx,
  handoverId: string,
  rule: TrainingRule,
  times: { deadline: Deadline; startedAt: string; endsAt: string },
): Promise<number> {
  const { deadline, startedAt, endsAt } = times;
  await tx
    .insertInto('training_runs')
    .values({
      handover_id: handoverId,
      agenda: JSON.stringify(deadline.agenda),
      due_at: deadline.dueAt,
      ends_at: endsAt,
      started_at: startedAt,
    })
    .execute();
  const { numAffectedRows } = await sql`
    insert into training_points (handover_id, receiver_id, key, position, kind, required, min_mark)
    select p.handover_id, p.person_id, t.key, t.position, t.kind, t.required, t."minMark"
      from handover_people p cross join rows from (
             jsonb_to_recordset(${JSON.stringify(rule.points)}::jsonb) as (key text, kind text, required boolean, "minMark" smallint)
           ) with ordinality as t (key, kind, required, "minMark", position)
     where p.handover_id = ${handoverId} and p.role = 'receiver'`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

export interface Run {
  phase: TrainingPhase;
  agenda: Appointment[];
  overdue: boolean;
  gave_up: boolean;
  ends_at: Date;
  /** the case is closed */
  over: boolean;
}

/** The run, locked. Whoever calls from here on calls for the next look. */
export async function takeRun(tx: Tx, handoverId: string): Promise<Run> {
  const { rows } = await sql<Run>`
    update training_runs t set attention = false from handovers h
     where t.handover_id = ${handoverId} and h.id = t.handover_id
    returning t.phase, t.agenda, t.overdue, t.gave_up, t.ends_at, h.closed_at is not null as over`.execute(tx);
  const [run] = rows;
  if (!run) throw new Error('the training of this case was not opened');
  return run;
}

export async function countTraining(tx: Tx, handoverId: string): Promise<TrainingCounts> {
  const { rows } = await sql<TrainingCounts>`
    select (select count(*) from training_points where handover_id = ${handoverId} and required) as required,
           (select count(*) from training_points where handover_id = ${handoverId} and required and mark >= min_mark) as confirmed,
           (select count(*) from support_requests where handover_id = ${handoverId}) as asked,
           (select count(*) from support_requests where handover_id = ${handoverId} and answered_at is null) as unanswered`.execute(
    tx,
  );
  return rows[0] ?? { required: 0, confirmed: 0, asked: 0, unanswered: 0 };
}

/** Receivers with required points that are not confirmed. */
export async function receiversInTraining(tx: Tx, handoverId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('training_points')
    .select('receiver_id')
    .distinct()
    .where('handover_id', '=', handoverId)
    .where('required', '=', true)
    .where((e) => e.or([e('mark', 'is', null), e('mark', '<', e.ref('min_mark'))]))
    .execute();
  return rows.map((row) => row.receiver_id);
}

export interface SettledRequests {
  /** asked since the last look */
  asked: number;
  /** answered since the last look, by who asked */
  answered: { receiverId: string; n: number }[];
  /** due and without an answer since the last look */
  late: number;
  /** when the next one is due; null: none is open, or all are late */
  nextDueAt: string | null;
}

/** Marks what is to be told of the requests as told. */
export async function settleRequests(tx: Tx, handoverId: string, now: string): Promise<SettledRequests> {
  const mark = async (column: 'told_at' | 'answer_told_at' | 'escalated_at', of: ReturnType<typeof sql>) =>
    (
      await sql<{ receiverId: string }>`
        update support_requests set ${sql.ref(column)} = ${now}
         where handover_id = ${handoverId} and ${sql.ref(column)} is null and ${of} returning receiver_id as "receiverId"`.execute(
        tx,
      )
    ).rows.map(({ receiverId }) => receiverId);
  const asked = await mark('told_at', sql`true`);
  const answered = await mark('answer_told_at', sql`answered_at is not null`);
  const late = await mark('escalated_at', sql`answered_at is null and due_at <= ${now}`);
  const { next } = await tx
    .selectFrom('support_requests')
    .select((e) => e.fn.min('due_at').as('next'))
    .where('handover_id', '=', handoverId)
    .where('answered_at', 'is', null)
    .where('escalated_at', 'is', null)
    .executeTakeFirstOrThrow();
  return {
    asked: asked.length,
    answered: [...new Set(answered)].map((receiverId) => ({
      receiverId,
      n: answered.filter((one) => one === receiverId).length,
    })),
    late: late.length,
    nextDueAt: next === null ? null : next.toISOString(),
  };
}

/** Everything that is due is due so many milliseconds later. */
export async function shiftTransition(tx: Tx, handoverId: string, ms: number): Promise<void> {
  const later = sql`interval '1 millisecond' * ${ms}::bigint`;
  await sql`
    update training_runs set paused = false, due_at = due_at + ${later}, ends_at = ends_at + ${later}, agenda = (
      select coalesce(jsonb_agg(one || jsonb_build_object('at', to_char(((one ->> 'at')::timestamptz + ${later}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by nth), '[]')
        from jsonb_array_elements(agenda) with ordinality as a (one, nth))
     where handover_id = ${handoverId}`.execute(tx);
  await sql`
    update support_requests set due_at = due_at + ${later}
     where handover_id = ${handoverId} and answered_at is null and escalated_at is null`.execute(tx);
}
