import { sql } from 'kysely';
import { pinyin } from 'pinyin-pro';
import type { Database } from './connect.ts';

/** The CJK ideographs that names are written with. */
const FIRST = 0x4e00;
const LAST = 0x9fff;
/** Characters that names are written with and that are read in more than one way; the further readings of others are of old books. */
const SEVERAL_READINGS = new Set(
  '重长行乐朝曾单解仇盖区查会传车都和盛石大厦藏参调弹干更冠还好荷华系降角卷卡可空量率绿落没模宁朴铺奇强曲任散色省识宿提为尉相校兴应载占只转缪翟隗尹秘折种朱黑繁纪召员乜折阿贾洗燕',
);
const READINGS = 3;
/** Customers that are indexed in one statement. */
const BATCH = 2_000;

/** How each character is spelt, the usual reading first; ü is v, as it is typed. */
function readings() {
  const known: { character: string; reading: string; others: string[] }[] = [];
  for (let code = FIRST; code <= LAST; code += 1) {
    const character = String.fromCodePoint(code);
    const spelt = pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true, nonZh: 'removed' });
    const [reading, ...others] = [...new Set(spelt)].filter((one) => /^[a-z]+$/.test(one));
    if (reading === undefined) continue;
    known.push({ character, reading, others: SEVERAL_READINGS.has(character) ? others.slice(0, READINGS - 1) : [] });
  }
  return known;
}

/** Loads the spellings by which search finds Chinese names, once, and indexes the customers that were there before. Idempotent. */
export async function seedPinyin(db: Database): Promise<void> {
  const loaded = await db.selectFrom('pinyin').select('character').limit(1).executeTakeFirst();
  if (!loaded) {
    await sql`
      insert into pinyin (character, reading, others)
      select r.character, r.reading, r.others
        from jsonb_to_recordset(${JSON.stringify(readings())}::jsonb) r(character text, reading text, others text[])
      on conflict do nothing`.execute(db);
    await sql`analyze pinyin`.execute(db);
  }
  for (;;) {
    const { rows } = await sql<{ ids: string[] | null }>`
      select array_agg(customer_id) as ids from (select customer_id from customer_search where keys is null limit ${BATCH}) s`.execute(
      db,
    );
    const ids = rows[0]?.ids ?? [];
    if (ids.length === 0) return;
    await sql`select app.index_customers(${ids}::uuid[])`.execute(db);
  }
}
