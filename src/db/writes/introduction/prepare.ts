import { sql } from 'kysely';
import type { IntroductionRule } from '../../../contract/introduction.ts';
import type { Slot } from '../../../domain/meeting-slots.ts';
import type { Tx } from '../../connect.ts';

/** The newest template of each channel and language, which an introduction keeps to the end. */
export async function newestTemplates(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct on (channel, language) id from letter_templates where purpose = 'introduction'
     order by channel, language, version desc`.execute(tx);
  return rows.map((row) => row.id);
}

/** Writes the introduction of a handover down, once. */
export async function beginRun(
  tx: Tx,
  run: { handoverId: string; phase: 'approval' | 'running'; startedAt: string },
): Promise<void> {
  await tx
    .insertInto('introduction_runs')
    .values({
      handover_id: run.handoverId,
      phase: run.phase,
      templates: await newestTemplates(tx),
      started_at: run.startedAt,
    })
    .execute();
}

/**
 * One introduction for each customer that the handover moved and that is still with its receiver, in one statement: channel by tier,
 * language by the customer's record or region. Of the meetings of a receiver the first get the proposed times, the others have none.
 * @returns how many
 */
export async function prepareAll(
  tx: Tx,
  handoverId: string,
  rule: IntroductionRule,
  slots: readonly Slot[],
): Promise<number> {
  const light = rule.tiers.light ?? rule.tiers.standard;
  const { numAffectedRows } = await sql`
    with tier as (select * from jsonb_to_recordset(${JSON.stringify(
      Object.entries({ ...rule.tiers, light }).map(([name, t]) => ({
        name,
        channel: t.channel,
        days: t.consentAfterWorkingDays,
      })),
    )}::jsonb) as t (name text, channel text, days smallint)),
    slot as (select * from jsonb_to_recordset(${JSON.stringify(
      slots.map((slot, place) => ({ place: place + 1, starts: slot.startsAt, ends: slot.endsAt })),
    )}::jsonb) as s (place bigint, starts timestamptz, ends timestamptz)),
    told as (
      select i.record_id as customer_id, c.owner_id as receiver_id, t.channel, t.days, ${LANGUAGE_OF(rule)} as language,
             row_number() over (partition by c.owner_id, t.channel order by c.annual_value desc, c.id) as place,
             c.email is not null or exists (select 1 from contacts k where k.customer_id = c.id and k.email is not null) as reached
        from handover_items i join customers c on c.id = i.record_id join tier t on t.name = i.tier
        left join handover_exceptions x using (handover_id, record_type, record_id)
       where i.handover_id = ${handoverId} and i.record_type = 'customer' and c.owner_id = i.receiver_id and (x.state is null or x.state = 'late')
    )
    insert into introductions (handover_id, customer_id, receiver_id, channel, language, consent_days, state, why, meeting_starts_at, meeting_ends_at)
    select ${handoverId}, w.customer_id, w.receiver_id, w.channel, w.language, w.days,
           case when w.channel = 'phone' or not w.reached then 'toDo' else 'prepared' end,
           case when w.channel = 'phone' then 'byPhone' when not w.reached then 'noAddress' end, s.starts, s.ends
      from told w left join slot s on w.channel = 'meeting' and s.place = w.place`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Over `c`, a customer: what its record says, if letters are written in it, else what its region or country speaks. */
const LANGUAGE_OF = ({ language }: IntroductionRule) => sql`
  case when lower(c.language) like 'zh%' then 'zh-CN' when lower(c.language) like 'en%' then 'en'
       else coalesce(${JSON.stringify(language.byRegion ?? {})}::jsonb ->> c.region, ${JSON.stringify(language.byRegion ?? {})}::jsonb ->> c.country, ${language.default}) end`;

/** Letters that nobody let out do not leave: whoever looks after the customer tells them. */
export async function tellInPerson(tx: Tx, handoverId: string): Promise<void> {
  await tx
    .updateTable('introductions')
    .set({ state: 'toDo', why: 'notApproved', updated_at: sql`now()` })
    .where('handover_id', '=', handoverId)
    .where('state', '=', 'prepared')
    .execute();
}
