import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { peopleById } from './people.ts';
import { type Order, after, orderBy, pageOf, sortKey } from './sorted.ts';

interface Entry {
  at: Date;
  type: string;
  id: string;
  title: string | null;
  person_id: string | null;
  details: Record<string, unknown>;
  sort_key: string | null;
}

const NEWEST_FIRST: Order = { name: '-at', key: sql`s.at`, id: sql`s.id`, type: 'timestamptz', nullable: false };

/** What happened with one customer, newest first, of all kinds of records that the person may see. */
export async function readStory(
  tx: Tx,
  customerId: string,
  { type, cursor, limit }: { type?: string | undefined; cursor?: string | undefined; limit: number },
) {
  const { rows } = await sql<Entry>`
    select s.*, ${sortKey(NEWEST_FIRST)} from (
      select happened_at as at, 'communication' as type, id, subject as title, author_id as person_id,
             jsonb_build_object('channel', channel, 'direction', direction, 'tags', tags) as details
        from communications where customer_id = ${customerId}
      union all
      select ordered_on::timestamp at time zone 'UTC', 'order', id, number, seller_id,
             jsonb_build_object('orderedOn', ordered_on, 'total', total::text, 'currency', currency, 'state', state)
        from orders where customer_id = ${customerId}
      union all
      select created_at, 'opportunity', id, title, coalesce(assignee_id, seller_id),
             jsonb_build_object('stage', stage, 'amount', amount::text, 'currency', currency, 'closedOn', closed_on)
        from opportunities where customer_id = ${customerId}
      union all
      select starts_on::timestamp at time zone 'UTC', 'contract', id, title, assignee_id,
             jsonb_build_object('number', number, 'startsOn', starts_on, 'endsOn', ends_on, 'state', state)
        from contracts where customer_id = ${customerId}
      union all
      select created_at, 'task', id, title, assignee_id, jsonb_build_object('state', state, 'priority', priority, 'dueOn', due_on)
        from tasks where customer_id = ${customerId}
      union all
      select created_at, 'note', id, left(body, 200), author_id, '{}' from notes where customer_id = ${customerId}
      union all
      select received_at, 'feedback', id, left(body, 200), assignee_id,
             jsonb_build_object('type', type, 'satisfaction', satisfaction, 'state', state)
        from feedback where customer_id = ${customerId}
      union all
      select since, 'ownership', customer_id, null, owner_id, jsonb_build_object('handoverId', handover_id)
        from ownership_starts where customer_id = ${customerId}
      union all
      select h.started_at, 'handover', h.id, h.label, h.giver_id, jsonb_build_object('kind', h.kind, 'state', h.state, 'receiverId', i.receiver_id)
        from handover_items i join handovers h on h.id = i.handover_id
       where i.record_type = 'customer' and i.record_id = ${customerId}
    ) s
     where (${type ?? null}::text is null or s.type = ${type ?? null}) and ${after(NEWEST_FIRST, cursor)}
     order by ${orderBy(NEWEST_FIRST)} limit ${limit + 1}`.execute(tx);
  const page = pageOf(rows, limit, NEWEST_FIRST);
  const who = await peopleById(
    tx,
    page.items.map((entry) => entry.person_id),
  );
  return {
    next: page.next,
    items: page.items.map(({ at, type: kind, id, title, person_id: personId, details }) => ({
      at,
      type: kind,
      id,
      title,
      person: personId === null ? null : who(personId),
      details,
    })),
  };
}
