import { sql } from 'kysely';
import type { TrainingKind, TrainingPhase } from '../../contract/training.ts';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import { type PersonRow, peopleById } from './people.ts';

type Cursor = { cursor?: string | undefined; limit: number };

/** The training of a handover as a whole, with the figures of the receivers whom the person may see; undefined: there is none. */
export async function readTraining(tx: Tx, handoverId: string) {
  const run = await tx.selectFrom('training_runs').selectAll().where('handover_id', '=', handoverId).executeTakeFirst();
  if (!run) return undefined;
  const { rows } = await sql<{
    receiver: PersonRow;
    required: number;
    confirmed: number;
    asked: number;
    unanswered: number;
    feedback: { mark: number; words: string | null; givenAt: string } | null;
  }>`
    select jsonb_build_object('id', e.id, 'number', e.number, 'name', e.name) as receiver, p.required, p.confirmed,
           coalesce(s.asked, 0) as asked, coalesce(s.unanswered, 0) as unanswered,
           (select jsonb_build_object('mark', f.mark, 'words', f.words,
                     'givenAt', to_char(f.given_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
              from training_feedback f where f.handover_id = ${handoverId} and f.receiver_id = e.id) as feedback
      from (select receiver_id, count(*) filter (where required) as required,
                   count(*) filter (where required and mark >= min_mark) as confirmed
              from training_points where handover_id = ${handoverId} group by 1) p
      join employees e on e.id = p.receiver_id
      left join (select receiver_id, count(*) as asked, count(*) filter (where answered_at is null) as unanswered
                   from support_requests where handover_id = ${handoverId} group by 1) s on s.receiver_id = p.receiver_id
     order by e.number`.execute(tx);
  return {
    handoverId,
    phase: run.phase as TrainingPhase,
    paused: run.paused,
    dueAt: run.due_at,
    overdue: run.overdue,
    gaveUp: run.gave_up,
    endsAt: run.ends_at,
    startedAt: run.started_at,
    endedAt: run.ended_at,
    receivers: rows,
  };
}

/** Points that the person may see, by id: receiver after receiver in the order of the policy. */
export async function listPoints(tx: Tx, handoverId: string, query: Cursor & { receiver?: string | undefined }) {
  const rows = await tx
    .selectFrom('training_points')
    .selectAll()
    .where('handover_id', '=', handoverId)
    .$if(query.cursor !== undefined, (b) => b.where('id', '>', query.cursor ?? ''))
    .$if(query.receiver !== undefined, (b) => b.where('receiver_id', '=', query.receiver ?? ''))
    .orderBy('id')
    .limit(query.limit + 1)
    .execute();
  const page = keyset(rows, query.limit, (row) => row.id);
  const who = await peopleById(
    tx,
    page.items.flatMap((row) => [row.receiver_id, row.confirmed_by]),
  );
  return { next: page.next, items: page.items.map((row) => pointOf(row, who)) };
}

export async function readPoint(tx: Tx, handoverId: string, pointId: string) {
  const row = await tx
    .selectFrom('training_points')
    .selectAll()
    .where('handover_id', '=', handoverId)
    .where('id', '=', pointId)
    .executeTakeFirst();
  return row && pointOf(row, await peopleById(tx, [row.receiver_id, row.confirmed_by]));
}

function pointOf(
  row: {
    id: string;
    receiver_id: string;
    key: string;
    kind: string;
    required: boolean;
    min_mark: number;
    done_at: Date | null;
    mark: number | null;
    confirmed_by: string | null;
    confirmed_at: Date | null;
    note: string | null;
    version: number;
  },
  who: (id: string) => PersonRow,
) {
  return {
    id: row.id,
    receiver: who(row.receiver_id),
    key: row.key,
    kind: row.kind as TrainingKind,
    required: row.required,
    minMark: row.min_mark,
    doneAt: row.done_at,
    mark: row.mark,
    confirmedBy: row.confirmed_by === null ? null : who(row.confirmed_by),
    confirmedAt: row.confirmed_at,
    confirmed: row.mark !== null && row.mark >= row.min_mark,
    note: row.note,
    version: row.version,
  };
}

/** Requests that the person may see, with what was said about each. */
export async function listSupport(
  tx: Tx,
  handoverId: string,
  query: Cursor & { receiver?: string | undefined; answered?: boolean | undefined; id?: string },
) {
  const rows = await tx
    .selectFrom('support_requests')
    .selectAll()
    .where('handover_id', '=', handoverId)
    .$if(query.id !== undefined, (b) => b.where('id', '=', query.id ?? ''))
    .$if(query.cursor !== undefined, (b) => b.where('id', '>', query.cursor ?? ''))
    .$if(query.receiver !== undefined, (b) => b.where('receiver_id', '=', query.receiver ?? ''))
    .$if(query.answered !== undefined, (b) => b.where('answered_at', query.answered ? 'is not' : 'is', null))
    .orderBy('id')
    .limit(query.limit + 1)
    .execute();
  const page = keyset(rows, query.limit, (row) => row.id);
  const ids = page.items.map((row) => row.id);
  const messages =
    ids.length === 0
      ? []
      : await tx.selectFrom('support_messages').selectAll().where('request_id', 'in', ids).orderBy('id').execute();
  const who = await peopleById(tx, [
    ...page.items.flatMap((row) => [row.receiver_id, row.answered_by]),
    ...messages.map((one) => one.author_id),
  ]);
  return {
    next: page.next,
    items: page.items.map((row) => ({
      id: row.id,
      receiver: who(row.receiver_id),
      askedAt: row.asked_at,
      dueAt: row.due_at,
      answeredAt: row.answered_at,
      answeredBy: row.answered_by === null ? null : who(row.answered_by),
      late: row.escalated_at !== null || (row.answered_at !== null && row.answered_at > row.due_at),
      messages: messages
        .filter((one) => one.request_id === row.id)
        .map((one) => ({ id: one.id, author: who(one.author_id), body: one.body, at: one.at })),
    })),
  };
}

/** Talks of giver and receivers that the person may see. */
export async function listContacts(tx: Tx, handoverId: string, query: Cursor & { id?: string }) {
  const rows = await tx
    .selectFrom('transition_contacts')
    .selectAll()
    .where('handover_id', '=', handoverId)
    .$if(query.id !== undefined, (b) => b.where('id', '=', query.id ?? ''))
    .$if(query.cursor !== undefined, (b) => b.where('id', '>', query.cursor ?? ''))
    .orderBy('id')
    .limit(query.limit + 1)
    .execute();
  const page = keyset(rows, query.limit, (row) => row.id);
  const who = await peopleById(
    tx,
    page.items.map((row) => row.receiver_id),
  );
  return {
    next: page.next,
    items: page.items.map((row) => ({
      id: row.id,
      receiver: who(row.receiver_id),
      spokeOn: row.spoke_on,
      byGiver: row.by_giver,
      byReceiver: row.by_receiver,
    })),
  };
}
