import { sql } from 'kysely';
import chineseDays from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import type { Policy } from '../contract/policy.ts';
import { STANDARD_POLICIES } from '../domain/standard-policy.ts';
import type { Database } from './connect.ts';

/**
 * Loads what every installation needs: the Chinese working calendar and the standard policy. Runs after each migration; idempotent.
 * @param standard the versions of the standard policy
 */
export async function seedReference(db: Database, standard: readonly Policy[] = STANDARD_POLICIES): Promise<void> {
  const days = [
    ...Object.entries(chineseDays.holidays).map(([day, names]) => ({ day, names, is_workday: false })),
    ...Object.entries(chineseDays.workdays).map(([day, names]) => ({ day, names, is_workday: true })),
  ].map(({ day, names, is_workday }) => {
    const [en = '', zh = ''] = names.split(',');
    return { calendar_code: 'CN', day, is_workday, name_en: en, name_zh: zh };
  });
  const years = [...new Set(days.map((d) => Number(d.day.slice(0, 4))))].map((year) => ({ calendar_code: 'CN', year }));
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('calendars')
      .values({ code: 'CN', name_zh: '中国大陆', name_en: 'Mainland China' })
      .onConflict((c) => c.doNothing())
      .execute();
    const young = await tx
      .insertInto('calendar_years')
      .values(years)
      .onConflict((c) => c.doNothing())
      .returning('year')
      .execute();
    // A year that is known already may have been uploaded otherwise: its days are not the product's to add to.
    const missing = days.filter(({ day }) => young.some(({ year }) => day.startsWith(`${year}-`)));
    if (missing.length > 0)
      await tx
        .insertInto('calendar_days')
        .values(missing)
        .onConflict((c) => c.doNothing())
        .execute();
    await tx
      .insertInto('policies')
      .values(
        standard.map((policy, i) => ({
          key: 'standard',
          version: i + 1,
          name_zh: '标准移交政策',
          name_en: 'Standard handover policy',
          body: sql<string>`${JSON.stringify(policy)}::jsonb`,
        })),
      )
      .onConflict((c) => c.doNothing())
      .execute();
  });
}
