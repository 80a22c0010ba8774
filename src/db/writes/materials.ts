import { sql } from 'kysely';
import { CONTRACT_ENDS_DAYS, FALLING, GAPS, SATISFACTION_LOW } from '../../contract/materials.ts';
import type { Database } from '../connect.ts';

/**
 * Makes the packs of the next customers after `cursor`, one transaction a batch; a pack of this version that is already there stays.
 * The body is what is signed: counts, compact, because a book has up to a million of them. What a reader sees beyond it is read live
 * (app.customer_pack). `questions` are what only the giver can explain; they are no part of what is signed.
 * @returns the last customer of the batch, or null when none is left
 */
export async function writeMaterials(
  db: Database,
  handoverId: string,
  version: number,
  at: string,
  cursor: string | null,
  batch = 2_000,
): Promise<string | null> {
  const { rows } = await sql<{ customer_id: string }>`
    with batch as (
      select record_id as id from handover_items
       where handover_id = ${handoverId} and record_type = 'customer' and (${cursor}::uuid is null or record_id > ${cursor}::uuid)
       order by record_id limit ${batch}
    ), pack as (
      select c.id, jsonb_build_object(
               'profile', jsonb_build_object('name', c.name, 'value', c.annual_value, 'currency', c.currency, 'complexity', c.complexity, 'businessType', c.business_type,
                                             'stage', c.stage, 'cooperationSince', c.cooperation_since, 'industry', c.industry, 'region', c.region),
               'contacts', jsonb_build_object('count', k.n, 'key', k.key),
               'purchases', jsonb_build_object('count', o.n, 'total', o.total, 'lastOn', o.last_on, 'lastYear', o.year, 'yearBefore', o.before),
               'opportunities', jsonb_build_object('open', p.open, 'openAmount', p.amount, 'won', p.won),
               'contracts', jsonb_build_object('active', t.active, 'nextEnd', t.next_end),
               'projects', jsonb_build_object('running', j.running, 'averageProgressPct', j.pct),
               'tasks', jsonb_build_object('open', a.open, 'promises', a.promises, 'overdue', a.overdue),
               'feedback', jsonb_build_object('openComplaints', f.complaints, 'satisfaction', f.satisfaction),
               'communications', jsonb_build_object('count', m.n, 'lastAt', m.last_at),
               'preferences', e.preferences, 'needs', e.needs, 'taboos', e.taboos, 'notes', n.n) as body,
             array_remove(array[
               case when k.key = 0 then 'keyContact' end,
               case when m.last_at is null or m.last_at < ${at}::timestamptz - interval '180 days' then 'recentCommunication' end,
               case when e.preferences = 0 then 'preferences' end,
               case when e.needs = 0 then 'needs' end,
               case when c.cooperation_since is null then 'cooperationSince' end,
               case when c.industry is null then 'industry' end], null) as missing,
             array_remove(array[
               case when a.promises > 0 then 'openPromises' end,
               case when a.urgent > 0 or a.overdue > 0 then 'urgentTasks' end,
               case when f.complaints > 0 then 'openComplaints' end,
               case when m.authors = 1 then 'knownToOne' end,
               case when t.next_end <= ${at}::date + ${CONTRACT_ENDS_DAYS}::int then 'contractEnds' end,
               case when o.year < o.before * ${FALLING}::numeric then 'revenueFalls' end,
               case when f.lately < ${SATISFACTION_LOW}::numeric then 'satisfactionLow' end,
               case when exists (select 1 from risks r where r.handover_id = ${handoverId} and r.customer_id = c.id and not r.found and r.state = 'open')
                    then 'riskEntered' end], null) as questions
        from batch join customers c on c.id = batch.id
       cross join lateral (select count(*) as n, count(*) filter (where is_key) as key from contacts where customer_id = c.id) k
       cross join lateral (select count(*) as n, coalesce(sum(total), 0) as total, max(ordered_on) as last_on,
                                  coalesce(sum(total) filter (where ordered_on > ${at}::date - 365), 0) as year,
                                  coalesce(sum(total) filter (where ordered_on <= ${at}::date - 365 and ordered_on > ${at}::date - 730), 0) as before
                             from orders where customer_id = c.id and state <> 'cancelled') o
       cross join lateral (select count(*) filter (where closed_on is null) as open, coalesce(sum(amount) filter (where closed_on is null), 0) as amount,
                                  count(*) filter (where stage = 'won') as won from opportunities where customer_id = c.id) p
       cross join lateral (select count(*) filter (where state = 'active') as active, min(ends_on) filter (where state = 'active' and ends_on >= ${at}::date) as next_end
                             from contracts where customer_id = c.id) t
       cross join lateral (select count(*) filter (where state = 'running') as running, round(avg(progress_pct) filter (where state = 'running')) as pct
                             from projects where customer_id = c.id) j
       cross join lateral (select count(*) filter (where state <> 'done') as open, count(*) filter (where state <> 'done' and is_promise) as promises,
                                  count(*) filter (where state <> 'done' and due_on < ${at}::date) as overdue,
                                  count(*) filter (where state <> 'done' and priority = 'urgent') as urgent from tasks where customer_id = c.id) a
       cross join lateral (select count(*) filter (where type = 'complaint' and state = 'open') as complaints, round(avg(satisfaction), 1) as satisfaction,
                                  avg(satisfaction) filter (where received_at > ${at}::timestamptz - interval '365 days') as lately
                             from feedback where customer_id = c.id) f
       cross join lateral (select count(*) as n, max(happened_at) as last_at,
                                  count(distinct author_id) filter (where happened_at > ${at}::timestamptz - interval '365 days') as authors
                             from communications where customer_id = c.id) m
       cross join lateral (select count(*) filter (where kind = 'preference') as preferences, count(*) filter (where kind = 'need') as needs,
                                  count(*) filter (where kind = 'taboo') as taboos from preferences where customer_id = c.id) e
       cross join lateral (select count(*) as n from notes where customer_id = c.id) n
    ), written as (
      insert into materials (handover_id, customer_id, version, body, missing, completeness, questions, needs_explanation, digest)
      select ${handoverId}, id, ${version}, body, missing,
             100 - (select coalesce(sum((${JSON.stringify(GAPS)}::jsonb ->> gap)::int), 0) from unnest(missing) gap),
             questions, questions <> '{}' or 'keyContact' = any (missing), sha256(convert_to(body::text, 'UTF8'))
        from pack
      on conflict do nothing
    )
    select id as customer_id from batch order by id`.execute(db);
  return rows.at(-1)?.customer_id ?? null;
}
