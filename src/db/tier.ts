import { type RawBuilder, sql } from 'kysely';
import type { Policy } from '../contract/policy.ts';

/**
 * The tier of a customer by the policy, as an expression over columns of `customers`. Years of cooperation are whole ones up to today.
 */
export function tierOf({ tiers: { strict, light } }: Policy): RawBuilder<string> {
  const isStrict = sql`annual_value >= ${strict.minAnnualValue} or complexity >= ${strict.minComplexity}
    or business_type = any (${strict.businessTypes}::text[]) or stage = any (${strict.stages ?? []}::text[])
    or ${strict.minYears ?? null}::int is not null and cooperation_since <= current_date - make_interval(years => ${strict.minYears ?? 0}::int)`;
  const isLight =
    light === undefined
      ? sql`false`
      : sql`annual_value <= ${light.maxAnnualValue} and complexity <= ${light.maxComplexity}
    and (${light.businessTypes ?? null}::text[] is null or business_type = any (${light.businessTypes ?? null}::text[]))
    and (${light.stages ?? null}::text[] is null or stage = any (${light.stages ?? null}::text[]))
    and (${light.belowYears ?? null}::int is null or cooperation_since is null
         or cooperation_since > current_date - make_interval(years => ${light.belowYears ?? 0}::int))`;
  return sql`case when ${isStrict} then 'strict' when ${isLight} then 'light' else 'standard' end`;
}

/** The share (0 to 1) of a tier's customers that a receiver verifies, as an expression over the column `tier`. */
export function shareOf({ verification: v }: Policy): RawBuilder<number> {
  return sql`case tier when 'strict' then ${v.strictShare}::float8 when 'light' then ${v.lightShare ?? v.standardShare}::float8 else ${v.standardShare}::float8 end`;
}
