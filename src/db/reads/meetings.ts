import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import type { PersonRow } from './people.ts';

const people = (ids: string) =>
  sql.raw(`(
  select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'number', e.number, 'name', e.name) order by e.number), '[]')
    from employees e where e.id = any (${ids}))`);

export interface MeetingRow {
  id: string;
  round: number | null;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  location: string | null;
  onlineUrl: string | null;
  agenda: string | null;
  sequence: number;
  state: string;
  minutes: string | null;
  attendees: PersonRow[];
}

/** The meetings of the rounds and the further ones, in the order of their times. */
export async function listMeetings(tx: Tx, handoverId: string): Promise<MeetingRow[]> {
  const { rows } = await sql<MeetingRow>`
    select uid as id, round, null as title, starts_at as "startsAt", ends_at as "endsAt", location, online_url as "onlineUrl", agenda, sequence, state, minutes,
           ${people('m.attendees')} as attendees
      from meetings m where handover_id = ${handoverId}
    union all
    select id::text, null, title, starts_at, ends_at, location, online_url, agenda, sequence, state, minutes, ${people('f.attendees')}
      from further_meetings f where handover_id = ${handoverId}
     order by "startsAt", id`.execute(tx);
  return rows;
}

/** Action items of all meetings of a case: open ones first, by date. @param open absent: all */
export async function listMeetingActions(tx: Tx, handoverId: string, open?: boolean) {
  const rows = await tx
    .selectFrom('meeting_actions as a')
    .innerJoin('employees as e', 'e.id', 'a.owner_id')
    .select([
      'a.id',
      'a.body',
      'a.due_on as dueOn',
      'a.done_at as doneAt',
      'a.round',
      'a.meeting_id as meetingId',
      'a.version',
      sql<PersonRow>`jsonb_build_object('id', e.id, 'number', e.number, 'name', e.name)`.as('owner'),
    ])
    .where('a.handover_id', '=', handoverId)
    .$if(open !== undefined, (q) => q.where('a.done_at', open ? 'is' : 'is not', null))
    .orderBy(sql`a.done_at is not null`)
    .orderBy('a.due_on')
    .orderBy('a.id')
    .execute();
  return rows;
}

/** Who is invited to a further meeting when nobody is named: the parties, without a giver who is cut off. */
export async function defaultInvited(tx: Tx, handoverId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('handover_people as p')
    .innerJoin('handovers as h', 'h.id', 'p.handover_id')
    .select('p.person_id')
    .distinct()
    .where('p.handover_id', '=', handoverId)
    .where('p.role', 'in', ['giver', 'receiver', 'supervisor'])
    .where((e) => e.or([e('p.role', '<>', 'giver'), e('h.kind', '<>', 'emergency_departure')]))
    .execute();
  return rows.map((row) => row.person_id);
}
