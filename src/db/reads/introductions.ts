import { sql } from 'kysely';
import type { Channel, IntroductionState, Language } from '../../contract/introduction.ts';
import type { Database, Tx } from '../connect.ts';
import { type Outgoing, LETTER } from '../letters.ts';
import { keyset } from './page.ts';
import { peopleById } from './people.ts';

/** The introduction of a handover as a whole; undefined: there is none, or it is not to be seen. */
export async function readRun(tx: Tx, handoverId: string) {
  const run = await tx
    .selectFrom('introduction_runs')
    .selectAll()
    .where('handover_id', '=', handoverId)
    .executeTakeFirst();
  if (!run) return undefined;
  const who = await peopleById(tx, [...run.awaited_ids, run.approved_by]);
  const { rows } = await sql<{ counts: Partial<Record<IntroductionState, number>> }>`
    select coalesce(jsonb_object_agg(state, n), '{}') as counts
      from (select state, count(*) as n from introductions where handover_id = ${handoverId} group by 1) s`.execute(tx);
  return {
    handoverId,
    phase: run.phase,
    paused: run.paused,
    awaited: run.awaited_ids.map(who),
    dueAt: run.due_at,
    overdue: run.overdue,
    approvedBy: run.approved_by === null ? null : who(run.approved_by),
    startedAt: run.started_at,
    endedAt: run.ended_at,
    counts: rows[0]?.counts ?? {},
  };
}

/** The introductions that the person may see, in the order of their ids. */
export async function listIntroductions(
  tx: Tx,
  handoverId: string,
  filter: { cursor?: string | undefined; limit: number; state?: string | undefined; receiver?: string | undefined },
) {
  const rows = await tx
    .selectFrom('introductions as i')
    .leftJoin('customers as c', 'c.id', 'i.customer_id')
    .leftJoin('introduction_answers as a', 'a.introduction_id', 'i.id')
    .selectAll('i')
    .select(['c.name', 'a.answer', 'a.words', 'a.via', 'a.person_id', 'a.at'])
    .where('i.handover_id', '=', handoverId)
    .$if(filter.cursor !== undefined, (b) => b.where('i.id', '>', filter.cursor ?? ''))
    .$if(filter.state !== undefined, (b) => b.where('i.state', '=', filter.state ?? ''))
    .$if(filter.receiver !== undefined, (b) => b.where('i.receiver_id', '=', filter.receiver ?? ''))
    .orderBy('i.id')
    .limit(filter.limit + 1)
    .execute();
  const page = keyset(rows, filter.limit, (row) => row.id);
  const who = await peopleById(
    tx,
    page.items.flatMap((row) => [row.receiver_id, row.person_id]),
  );
  return {
    next: page.next,
    items: page.items.map((row) => ({
      id: row.id,
      customer: { id: row.customer_id, name: row.name },
      nth: row.nth,
      receiver: who(row.receiver_id),
      channel: row.channel,
      language: row.language,
      state: row.state,
      why: row.why,
      stage: row.stage,
      sentAt: row.sent_at,
      answerBy: row.answer_by,
      dueAt: row.due_at,
      meeting:
        row.meeting_starts_at === null || row.meeting_ends_at === null
          ? null
          : {
              startsAt: row.meeting_starts_at,
              endsAt: row.meeting_ends_at,
              location: row.meeting_location,
              onlineUrl: row.meeting_url,
            },
      answer:
        row.answer === null || row.via === null || row.at === null
          ? null
          : {
              answer: row.answer,
              words: row.words,
              via: row.via,
              by: row.person_id === null ? null : who(row.person_id),
              at: row.at,
            },
    })),
  };
}

/** The newest introduction of a customer, and whether the person enters what becomes of it; undefined: not to be seen. */
export async function newestOf(tx: Tx, handoverId: string, customerId: string) {
  const { rows } = await sql<{ id: string; state: IntroductionState; channel: Channel; may: boolean }>`
    select id, state, channel, app.may_introduce(id) as may from introductions
     where handover_id = ${handoverId} and customer_id = ${customerId} order by nth desc limit 1`.execute(tx);
  return rows[0];
}

/**
 * What a letter to a customer of the case speaks of, as far as the person may see the customer.
 * @param wanted another channel or language than the customer's own
 */
export async function letterOf(
  tx: Database | Tx,
  handoverId: string,
  customerId: string,
  wanted: { channel?: Channel | undefined; language?: Language | undefined },
): Promise<Outgoing | undefined> {
  const { rows } = await sql<Outgoing>`
    ${LETTER(wanted)} where n.handover_id = ${handoverId} and i.customer_id = ${customerId} order by i.nth desc limit 1`.execute(
    tx,
  );
  return rows[0];
}

/** Templates of letters, newest version first within channel and language. */
export async function listTemplates(
  tx: Tx,
  filter: { cursor?: string | undefined; limit: number; channel?: string | undefined; language?: string | undefined },
) {
  const rows = await tx
    .selectFrom('letter_templates')
    .selectAll()
    .where('purpose', '=', 'introduction')
    .$if(filter.cursor !== undefined, (b) => b.where('id', '<', filter.cursor ?? ''))
    .$if(filter.channel !== undefined, (b) => b.where('channel', '=', filter.channel ?? ''))
    .$if(filter.language !== undefined, (b) => b.where('language', '=', filter.language ?? ''))
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute();
  const page = keyset(rows, filter.limit, (row) => row.id);
  const who = await peopleById(
    tx,
    page.items.map((row) => row.created_by),
  );
  return {
    next: page.next,
    items: page.items.map((row) => ({
      id: row.id,
      channel: row.channel,
      language: row.language,
      version: row.version,
      subject: row.subject,
      body: row.body,
      createdBy: row.created_by === null ? null : who(row.created_by),
      createdAt: row.created_at,
    })),
  };
}
