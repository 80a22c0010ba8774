import { sql } from 'kysely';
import type { IntroductionAnswer } from '../../contract/link-schemas.ts';
import type { Database, Tx } from '../connect.ts';

/** What the way in does with introductions: all of it by functions of the database, which say who may. */

export interface Taken {
  /** taken; over: nothing to answer any more; used, expired, unknown: of a link */
  outcome: string;
  handoverId: string | null;
  /** whether the workflow has yet to be told of it */
  wake: boolean;
}
const TAKEN = sql`outcome, handover_id as "handoverId", wake`;

interface LinkRow {
  state: string;
  customer: string;
  giver: string;
  receiver: string;
  title: string | null;
  email: string;
  phone: string | null;
  channel: 'letter' | 'meeting' | 'phone';
  answer_by: Date | null;
  meeting_starts_at: Date | null;
  meeting_ends_at: Date | null;
  meeting_location: string | null;
  meeting_url: string | null;
}

/** What the holder of a link is shown; undefined: there is no such introduction. */
export async function introductionOfLink(db: Database, digest: Buffer) {
  const { rows } = await sql<LinkRow>`select * from app.introduction_of_link(${digest})`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const { meeting_starts_at: starts, meeting_ends_at: ends } = row;
  return {
    state: row.state,
    view: {
      purpose: 'introduction' as const,
      customer: row.customer,
      giver: row.giver,
      receiver: { name: row.receiver, title: row.title, email: row.email, phone: row.phone },
      channel: row.channel,
      answerBy: row.answer_by?.toISOString() ?? null,
      meeting:
        starts === null || ends === null
          ? null
          : {
              startsAt: starts.toISOString(),
              endsAt: ends.toISOString(),
              location: row.meeting_location,
              url: row.meeting_url,
            },
    },
  };
}

/** The answer of a customer by their link. */
export async function takeByLink(db: Database, digest: Buffer, { answer, words }: IntroductionAnswer): Promise<Taken> {
  const { rows } = await sql<Taken>`
    select ${TAKEN} from app.answer_introduction_by_link(${digest}, ${answer}, ${words ?? null})`.execute(db);
  return rows[0] ?? { outcome: 'unknown', handoverId: null, wake: false };
}

/** The answer of a customer as a person heard it. @throws pg's insufficient_privilege */
export async function takeByPerson(
  tx: Tx,
  introductionId: string,
  { answer, words, via }: IntroductionAnswer & { via: string },
): Promise<Taken> {
  const { rows } = await sql<Taken>`
    select ${TAKEN} from app.answer_introduction(${introductionId}, ${answer}, ${words ?? null}, ${via})`.execute(tx);
  return rows[0] ?? { outcome: 'over', handoverId: null, wake: false };
}

/** Whether nothing of a handover's introductions is open; asked after an answer has committed. */
export async function allAnswered(db: Database, handoverId: string): Promise<boolean> {
  const { rows } = await sql<{ over: boolean }>`select app.introductions_answered(${handoverId}) as over`.execute(db);
  return rows[0]?.over === true;
}

/** @throws pg's insufficient_privilege */
export async function resend(tx: Tx, introductionId: string): Promise<Taken> {
  const { rows } = await sql<Taken>`select ${TAKEN} from app.resend_introduction(${introductionId})`.execute(tx);
  return rows[0] ?? { outcome: 'over', handoverId: null, wake: false };
}

/** @throws pg's insufficient_privilege */
export async function moveMeeting(
  tx: Tx,
  introductionId: string,
  to: { startsAt: string; endsAt: string; location: string | null; onlineUrl: string | null },
): Promise<Taken> {
  const { rows } = await sql<Taken>`
    select ${TAKEN} from app.move_introduction_meeting(${introductionId}, ${to.startsAt}, ${to.endsAt}, ${to.location}, ${to.onlineUrl})`.execute(
    tx,
  );
  return rows[0] ?? { outcome: 'over', handoverId: null, wake: false };
}
