import { sql } from 'kysely';
import type { Policy } from '../../contract/policy.ts';
import type { Book, Profile } from '../../domain/planning/model.ts';
import type { Tx } from '../connect.ts';
import { tierOf } from '../tier.ts';

/** Which customers of a giver are planned. */
export interface Scope {
  giverId: string;
  /** null: all of them */
  chosen: string[] | null;
  /** but these */
  excluded: string[];
}

/** A page of 20,000 rows is 10 MB on its way in; what is kept of a customer is a tenth of its row. */
const PAGE = 20_000;
const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * Reads the customers to be planned as the planner wants them, page by page in the order of their ids. As the person of a transaction
 * it sees what they may see; whoever may hand a book over sees all of it.
 */
export async function readBook(tx: Tx, { giverId, chosen, excluded }: Scope, policy: Policy): Promise<Book> {
  const ids: string[] = [];
  const values: number[] = [];
  const profile: number[] = [];
  const profiles: Profile[] = [];
  const known = new Map<string, number>();
  for (let last = NIL; ;) {
    const { rows } = await sql<{ id: string; value: number; profile: string }>`
      select id, annual_value::float8 as value,
             jsonb_build_object('tier', ${tierOf(policy)}, 'businessType', business_type, 'stage', stage, 'industry', industry,
                                'region', region, 'language', language, 'skills', needed_skills)::text as profile
        from customers
       where owner_id = ${giverId} and id > ${last} and (${chosen}::uuid[] is null or id = any (${chosen}::uuid[])) and id <> all (${excluded}::uuid[])
       order by id limit ${PAGE}`.execute(tx);
    for (const row of rows) {
      let at = known.get(row.profile);
      if (at === undefined) {
        // The statement above names each field of it.
        at = profiles.push(JSON.parse(row.profile) as Profile) - 1;
        known.set(row.profile, at);
      }
      ids.push(row.id);
      values.push(row.value);
      profile.push(at);
    }
    if (rows.length < PAGE) break;
    last = rows.at(-1)?.id ?? NIL;
  }
  return { ids, values: Float64Array.from(values), profile: Int32Array.from(profile), profiles };
}

/** The place of an id in the book; -1: it is not there. */
export function indexIn({ ids }: Pick<Book, 'ids'>, id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}
