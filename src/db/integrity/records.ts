import { sql } from 'kysely';
import { IN_PERSON_TYPES, RECORD_TABLES } from '../writes/records.ts';
import type { Check, Found } from './check.ts';
import { called, mend } from './mend.ts';

const TABLES = Object.values(RECORD_TABLES);

/** No orphan: whatever names a record, a plan or a person names one that is there. */
export const recordChecks: readonly Check[] = [
  {
    name: 'records-have-customers',
    query: sql<Found>`${sql.join(
      TABLES.map(
        (table) => sql`
      select 'customerMissing' as code, r.id::text as subject, jsonb_build_object('table', ${table}::text, 'customer', r.customer_id) as params
        from ${sql.table(table)} r left join customers c on c.id = r.customer_id where r.customer_id is not null and c.id is null`,
      ),
      sql` union all `,
    )}`,
  },
  {
    name: 'records-have-holders',
    query: sql<Found>`${sql.join(
      TABLES.map(
        (table) => sql`
      select 'holderMissing' as code, r.id::text as subject, jsonb_build_object('table', ${table}::text) as params
        from ${sql.table(table)} r where r.customer_id is null and r.assignee_id is null`,
      ),
      sql` union all `,
    )}`,
  },
  {
    name: 'items-have-records',
    query: sql<Found>`${sql.join(
      (['customer', ...IN_PERSON_TYPES] as const).map(
        (type) => sql`
      select 'recordMissing' as code, i.record_type || ' ' || i.record_id as subject, jsonb_build_object('type', i.record_type, 'handover', i.handover_id) as params
        from handover_items i left join ${type === 'customer' ? sql`customers` : sql.table(RECORD_TABLES[type])} r on r.id = i.record_id
       where i.record_type = ${type} and r.id is null
         -- What a cancelled one named stayed where it was, and may have been deleted since.
         and not exists (select 1 from handovers h where h.id = i.handover_id and h.state = 'cancelled')`,
      ),
      sql` union all `,
    )}`,
  },
  {
    name: 'exceptions-have-items',
    query: sql<Found>`
      select 'exceptionOfNothing' as code, e.handover_id || ' ' || e.record_type || ' ' || e.record_id as subject,
             jsonb_build_object('type', e.record_type, 'state', e.state, 'handover', e.handover_id) as params
        from handover_exceptions e left join handover_items i using (handover_id, record_type, record_id) where i.record_id is null`,
  },
  {
    name: 'materials-have-items',
    query: sql<Found>`
      select 'materialsOfNothing' as code, m.handover_id || ' ' || m.customer_id as subject, jsonb_build_object('handover', m.handover_id) as params
        from (select distinct handover_id, customer_id, version from materials) m join handovers h on h.id = m.handover_id and h.transferred_at is not null
        left join handover_items i on i.handover_id = m.handover_id and i.record_type = 'customer' and i.record_id = m.customer_id
       -- An earlier round may have planned other customers.
       where i.record_id is null and m.version = (select max(version) from materials x where x.handover_id = m.handover_id)`,
  },
  {
    name: 'givers-left-nothing',
    query: sql<Found>`
      select 'leftBehind' as code, l.record_type || ' ' || l.record_id as subject,
             jsonb_build_object('type', l.record_type, 'label', h.label) as params
        from app.left_behind() l join handovers h on h.id = l.handover_id`,
    repair: mend('sweep', (tx) => called(tx, sql`app.repair_left_behind()`)),
  },
];
