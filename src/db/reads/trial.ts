import { sql } from 'kysely';
import type { Policy, Tier } from '../../contract/policy.ts';
import type { Tx } from '../connect.ts';
import { shareOf, tierOf } from '../tier.ts';

/** What a policy makes of a book: how many customers of a tier each receiver would get, and how many of these they would verify. */
export interface TrialCount {
  /** place in the list of receivers */
  receiver: number;
  tier: Tier;
  customers: number;
  toVerify: number;
}

/** Counts without writing: customers dealt in turn by falling value, the sample by the same rule as the plan's. */
export async function countTrial(
  tx: Tx,
  policy: Policy,
  { giverId, customerIds, receivers }: { giverId: string; customerIds: string[] | null; receivers: number },
): Promise<TrialCount[]> {
  const { rows } = await sql<TrialCount>`
    select receiver::int, tier, count(*) as customers, count(*) filter (where to_verify) as "toVerify"
      from (select receiver, tier,
                   row_number() over (partition by receiver order by tier = 'strict' desc, lot) <= ${policy.verification.minimum}
                   or row_number() over (partition by receiver, tier order by lot)
                      <= ceil(count(*) over (partition by receiver, tier) * ${shareOf(policy)}) as to_verify
              from (select md5(id::text) as lot, ${tierOf(policy)} as tier,
                           (row_number() over (order by annual_value desc, id) - 1) % ${receivers}::int as receiver
                      from customers where owner_id = ${giverId} and (${customerIds}::uuid[] is null or id = any (${customerIds}::uuid[]))) c) s
     group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

/** All customers that have an owner: what the share of a transfer is held against. */
export async function countCompany(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from customers where owner_id is not null`.execute(tx);
  return rows[0]?.n ?? 0;
}
