import { sql } from 'kysely';
import type { IntroductionState } from '../../../contract/introduction.ts';
import type { Deadline } from '../../../contract/effects.ts';
import type { Tx } from '../../connect.ts';

/** The steps by which introductions go on by themselves, each one statement over all of a handover. `now` is the engine's clock. */

/** Customers who have somebody else by now, by a restore or by hand: nobody is introduced to them here any more. */
export async function withdrawMoved(tx: Tx, handoverId: string): Promise<void> {
  await sql`
    with gone as (
      update introductions i set state = 'withdrawn', updated_at = now(),
             call_off = i.channel = 'meeting' and i.sent_at is not null and i.meeting_starts_at is not null
        from customers c
       where i.handover_id = ${handoverId} and i.state in ('prepared', 'sent', 'toDo', 'objected') and c.id = i.customer_id and c.owner_id is distinct from i.receiver_id
      returning i.id, i.customer_id
    ), told as (
      insert into audit_entries (actor_kind, action, handover_id, subject_type, subject_id)
      select 'engine', 'introduction.withdrawn', ${handoverId}, 'customer', customer_id from gone
    )
    update one_time_links l set revoked_at = now() from gone where l.purpose = 'introduction' and l.subject_id = gone.id and l.used_at is null`.execute(
    tx,
  );
}

/** Silence is consent: letters whose time is over without an answer. */
export async function consentBySilence(tx: Tx, handoverId: string, now: string): Promise<void> {
  await sql`
    with silent as (
      update introductions i set state = 'consented', updated_at = now()
       where i.handover_id = ${handoverId} and i.state = 'sent' and i.channel = 'letter' and i.answer_by <= ${now}
      returning i.customer_id, i.receiver_id, i.nth, i.answer_by
    )
    insert into audit_entries (actor_kind, action, handover_id, subject_type, subject_id, params)
    select 'engine', 'introduction.consented', ${handoverId}, 'customer', customer_id,
           jsonb_build_object('nth', nth, 'receiver', receiver_id, 'answerBy', app.instant(answer_by)) from silent`.execute(
    tx,
  );
}

/** Gives what is to be done in person since the last look its deadline. @returns who has something new to do, with how much */
export async function openInPerson(
  tx: Tx,
  handoverId: string,
  { agenda, dueAt }: Deadline,
): Promise<{ personId: string; n: number }[]> {
  const at = (what: string) => agenda.find((a) => a.what === what)?.at ?? null;
  const { rows } = await sql<{ personId: string; n: number }>`
    with opened as (
      update introductions i set due_at = ${dueAt}, remind_at = ${at('remind')}::timestamptz, escalate_at = ${at('escalate')}::timestamptz, give_up_at = ${at('giveUp')}::timestamptz,
             stage = 'open', updated_at = now()
       where i.handover_id = ${handoverId} and i.due_at is null and (i.state = 'toDo' or i.state = 'sent' and i.channel = 'meeting')
      returning i.receiver_id
    )
    select receiver_id as "personId", count(*)::int as n from opened group by 1 order by 1`.execute(tx);
  return rows;
}

export type Stage = 'reminded' | 'overdue' | 'escalated';

/** Raises what is late to its next stage. @returns whom it concerns: receivers with how much is late, by stage */
export async function raiseLate(
  tx: Tx,
  handoverId: string,
  now: string,
): Promise<{ stage: Stage; personId: string; n: number }[]> {
  const { rows } = await sql<{ stage: Stage; personId: string; n: number }>`
    with late as (
      update introductions i set stage = s.stage, updated_at = now()
        from (select id, case when escalate_at <= ${now} then 'escalated' when due_at <= ${now} then 'overdue' when remind_at <= ${now} then 'reminded' end as stage
                from introductions where handover_id = ${handoverId} and (state = 'toDo' or state = 'sent' and channel = 'meeting')) s
       where i.id = s.id and s.stage is not null
         and array_position('{open,reminded,overdue,escalated}', s.stage) > array_position('{open,reminded,overdue,escalated}', i.stage)
      returning i.stage, i.receiver_id
    )
    select stage, receiver_id as "personId", count(*)::int as n from late group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

/** What nobody has done in person until the very end. @returns how many */
export async function giveUp(tx: Tx, handoverId: string, now: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with over as (
      update introductions i set state = 'unanswered', updated_at = now(),
             call_off = i.channel = 'meeting' and i.sent_at is not null and i.meeting_starts_at > ${now}
       where i.handover_id = ${handoverId} and i.give_up_at <= ${now} and (i.state = 'toDo' or i.state = 'sent' and i.channel = 'meeting')
      returning i.id, i.customer_id, i.receiver_id
    ), told as (
      insert into audit_entries (actor_kind, action, handover_id, subject_type, subject_id, params)
      select 'engine', 'introduction.unanswered', ${handoverId}, 'customer', customer_id, jsonb_build_object('receiver', receiver_id) from over
    ), revoked as (
      update one_time_links l set revoked_at = now() from over where l.purpose = 'introduction' and l.subject_id = over.id and l.used_at is null
    )
    select count(*)::int as n from over`.execute(tx);
  return rows[0]?.n ?? 0;
}

export async function countStates(tx: Tx, handoverId: string): Promise<Partial<Record<IntroductionState, number>>> {
  const { rows } = await sql<{ counts: Partial<Record<IntroductionState, number>> }>`
    select coalesce(jsonb_object_agg(state, n), '{}') as counts
      from (select state, count(*) as n from introductions where handover_id = ${handoverId} group by 1) s`.execute(tx);
  return rows[0]?.counts ?? {};
}

/** When something is due by itself next; null: nothing is. */
export async function nextDue(tx: Tx, handoverId: string): Promise<string | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(case when state = 'sent' and channel = 'letter' then answer_by
                    else case stage when 'open' then coalesce(remind_at, due_at) when 'reminded' then due_at when 'overdue' then escalate_at else give_up_at end end) as at
      from introductions where handover_id = ${handoverId} and state in ('sent', 'toDo')`.execute(tx);
  return rows[0]?.at?.toISOString() ?? null;
}

/** Moves every deadline that is not over by so many milliseconds: the case was paused for so long. */
export async function shiftAll(tx: Tx, handoverId: string, ms: number): Promise<void> {
  const by = sql`${ms / 1000} * interval '1 second'`;
  await sql`
    with moved as (
      update introductions set answer_by = answer_by + ${by}, remind_at = remind_at + ${by}, due_at = due_at + ${by}, escalate_at = escalate_at + ${by},
             give_up_at = give_up_at + ${by}, updated_at = now()
       where handover_id = ${handoverId} and state in ('sent', 'toDo') returning id
    )
    update one_time_links l set expires_at = l.expires_at + ${by} from moved
     where l.purpose = 'introduction' and l.subject_id = moved.id and l.used_at is null and l.revoked_at is null`.execute(
    tx,
  );
}

/** Nothing is due before an instant; what was to follow after a due date follows as long after the new one. */
export async function postpone(tx: Tx, handoverId: string, until: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with later as (
      select id, case when channel = 'letter' and state = 'sent' then answer_by else due_at end as was from introductions
       where handover_id = ${handoverId} and state in ('sent', 'toDo')
    ), moved as (
      update introductions i set answer_by = answer_by + (${until}::timestamptz - l.was), remind_at = remind_at + (${until}::timestamptz - l.was), due_at = due_at + (${until}::timestamptz - l.was),
             escalate_at = escalate_at + (${until}::timestamptz - l.was), give_up_at = give_up_at + (${until}::timestamptz - l.was),
             stage = 'open', updated_at = now()
        from later l where i.id = l.id and l.was < ${until}::timestamptz returning i.id, i.answer_by, i.give_up_at
    ), links as (
      update one_time_links o set expires_at = coalesce(m.answer_by, m.give_up_at) from moved m
       where o.purpose = 'introduction' and o.subject_id = m.id and o.used_at is null and o.revoked_at is null and m.answer_by is not null
    )
    select count(*)::int as n from moved`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Ends what is still open; letters that have left stay as they are said. */
export async function cancelOpen(tx: Tx, handoverId: string): Promise<void> {
  await sql`
    with ended as (
      update introductions i set state = 'cancelled', updated_at = now(),
             call_off = i.channel = 'meeting' and i.sent_at is not null and i.meeting_starts_at is not null
       where i.handover_id = ${handoverId} and i.state in ('prepared', 'sent', 'toDo', 'objected') returning i.id
    )
    update one_time_links l set revoked_at = now() from ended where l.purpose = 'introduction' and l.subject_id = ended.id and l.used_at is null`.execute(
    tx,
  );
}
