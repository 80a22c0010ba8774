import { sql } from 'kysely';
import type { Database } from '../src/db/connect.ts';
import { inZone } from '../src/i18n/index.ts';
import { activeWith } from './access-reviews.ts';
import type { ActivityDeps } from './context.ts';
import { notify } from './mail.ts';

const AT_ONCE = 100;

/** What managers and HR must hear of at once: the database writes it down, the mail leaves here. */
export function alerts(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Tells the nearest manager and HR of each alert that nobody was told of. A second attempt finds the mails that have left.
     * @returns how many alerts were told
     */
    async tellAlerts(): Promise<number> {
      const untold = await db
        .selectFrom('alerts as a')
        .innerJoin('employees as e', 'e.id', 'a.person_id')
        .select(['a.id', 'a.kind', 'a.at', 'a.person_id', 'e.number', 'e.name'])
        .select(sql<number>`coalesce((a.params ->> 'records')::int, 0)`.as('records'))
        .where('a.told_at', 'is', null)
        .orderBy('a.at')
        .limit(AT_ONCE)
        .execute();
      for (const alert of untold) {
        const people = new Set([...(await managerOf(db, alert.person_id)), ...(await activeWith(db, 'hr'))]);
        people.delete(alert.person_id);
        await notify(deps, [...people], {
          id: [alert.id],
          about: { type: 'employee', id: alert.person_id },
          step: 'alert',
          template: `alert.${alert.kind}`,
          params: (reader) => ({
            person: `${alert.name} (${alert.number})`,
            number: alert.number,
            records: alert.records,
            at: inZone(alert.at, { locale: reader.locale, timeZone: reader.time_zone }, 'full'),
          }),
        });
        await db
          .updateTable('alerts')
          .set({ told_at: sql`now()` })
          .where('id', '=', alert.id)
          .execute();
      }
      return untold.length;
    },
  };
}

/** The nearest person above who is there. */
async function managerOf(db: Database, personId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('reporting_closure as c')
    .innerJoin('employees as e', 'e.id', 'c.boss_id')
    .select('e.id')
    .where('c.subordinate_id', '=', personId)
    .where('c.depth', '>', 0)
    .where('e.state', 'in', ['active', 'leaving'])
    .orderBy('c.depth')
    .limit(1)
    .execute();
  return rows.map((row) => row.id);
}
