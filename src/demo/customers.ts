import type { Seller } from './company.ts';
import type { Dates } from './dates.ts';
import type { Random } from './random.ts';
import type { Put } from './rows.ts';
import * as words from './words.ts';

/** What the records that hang on a customer need to know of it. */
export interface Customer {
  id: string;
  /** counts from 1 */
  at: number;
  owner: Seller | null;
  /** who works with them: the owner, or who did before they came into the pool */
  seller: Seller;
  foreign: boolean;
  city: string;
  value: number;
  state: 'active' | 'dormant' | 'lost';
  /** not yet a customer: has bought nothing */
  prospect: boolean;
}

/**
 * Invents customers one after the other: companies with a value by a heavy-tailed distribution,
 * unevenly among the regions and their account managers; a few in the pool, some below a parent.
 */
export function customerMaker(random: Random, sellers: Seller[], dates: Dates, put: Put): (at: number) => Customer {
  const names = new Set<string>();
  const parents: string[] = [];
  return (at) => {
    const region = random.weighted(words.REGION_NAMES, words.REGION_WEIGHTS);
    const near = sellers.filter((seller) => seller.region === region);
    const seller = random.weighted(
      near,
      near.map((one) => one.weight),
    );
    const owner = random.chance(0.03) ? null : seller;
    const foreign = random.chance(0.05);
    const industry = random.pick(words.INDUSTRIES);
    const { country, city } = foreign
      ? random.pick(words.FOREIGN.places)
      : { country: 'CN', city: random.pick(words.REGIONS[region]) };
    const value = random.heavyTailed(30_000);
    const prospect = random.chance(0.06);
    const months = random.between(1, 120);
    const state = prospect ? 'active' : random.weighted(['active', 'dormant', 'lost'] as const, [92, 6, 2]);
    const stage = prospect
      ? 'prospect'
      : months <= 6
        ? 'new'
        : random.weighted(['growing', 'stable', 'declining'] as const, [30, 50, 20]);
    const id = random.id();
    put('customers', {
      id,
      source: 'demo',
      source_id: `C-${String(at).padStart(5, '0')}`,
      name: newName(random, names, foreign, city, industry),
      owner_id: owner?.id ?? null,
      annual_value: value,
      complexity: Math.min(5, random.between(1, 3) + (value > 200_000 ? 1 : 0) + (value > 1_000_000 ? 1 : 0)),
      business_type:
        value > 1_500_000
          ? 'key_account'
          : random.weighted(['direct', 'channel', 'project', 'service'] as const, [55, 20, 12, 13]),
      stage,
      cooperation_since: prospect ? null : dates.day(-months * 30 - random.between(0, 29)),
      industry,
      country,
      region,
      city,
      address: foreign ? null : `${city}市${random.pick(words.ROADS)}${random.between(1, 999)}号`,
      // Looks like a number and is nobody's: no local number in China begins with 0.
      phone: `${words.AREA_CODES[city] ?? '000'}-0000-${String(random.between(0, 9_999)).padStart(4, '0')}`,
      email: `office${at}@customer.example`,
      tax_id: foreign ? null : `91DEMO${String(at).padStart(12, '0')}`,
      bank_account: random.chance(0.5) ? `0000${String(random.between(0, 999_999_999)).padStart(12, '0')}` : null,
      employee_count: Math.max(3, Math.round(value / 8_000) + random.between(0, 60)),
      state,
      parent_id: parents.length > 0 && random.chance(0.03) ? random.pick(parents) : null,
    });
    // Groups are large customers; a few are enough.
    if (value > 400_000 && parents.length < 500) parents.push(id);
    return { id, at, owner, seller, foreign, city, value, state, prospect };
  };
}

function newName(
  random: Random,
  taken: Set<string>,
  foreign: boolean,
  city: string,
  industry: (typeof words.INDUSTRIES)[number],
): string {
  const invent = () =>
    foreign
      ? `${random.pick(words.FOREIGN.names)} ${random.pick(words.FOREIGN.trades)} ${random.pick(words.FOREIGN.forms)}`
      : `${city}${random.some(words.STEMS, 2).join('')}${random.pick(words.TRADES[industry])}${random.pick(words.FORMS)}`;
  let name = invent();
  // In a very large company names run out: then they are branches.
  for (let attempt = 1; taken.has(name); attempt += 1)
    name =
      attempt < 5 ? invent() : foreign ? `${invent()} No. ${taken.size + 1}` : `${invent()}第${taken.size + 1}分公司`;
  taken.add(name);
  return name;
}
