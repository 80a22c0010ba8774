import type { Criterion } from '../../contract/planning.ts';
import { CRITERIA } from '../../contract/planning.ts';
import type { Profile, Receiver } from './model.ts';

/** How a receiver suits a customer: 0 to 1, and by criterion what spoke for and against. */
export interface Suits {
  score: number;
  met: Criterion[];
  missed: Criterion[];
}

/**
 * Holds a receiver against a customer. Only what is known of the customer counts: without any of it everybody suits alike (0).
 * Skills count by the share of those needed that the receiver has, the others wholly or not.
 */
export function suits(profile: Profile, receiver: Receiver, weights: Record<Criterion, number>): Suits {
  let sum = 0;
  let of = 0;
  const met: Criterion[] = [];
  const missed: Criterion[] = [];
  for (const criterion of CRITERIA) {
    const share = weights[criterion] > 0 ? SHARES[criterion](profile, receiver) : null;
    if (share === null) continue;
    of += weights[criterion];
    sum += weights[criterion] * share;
    (share === 1 ? met : missed).push(criterion);
  }
  return { score: of === 0 ? 0 : sum / of, met, missed };
}

/** From 0 to 1 by criterion; null: nothing is known of the customer in this respect. */
const SHARES: Record<Criterion, (profile: Profile, receiver: Receiver) => number | null> = {
  industry: (p, r) => (p.industry === null ? null : Number(r.industries.includes(p.industry))),
  region: (p, r) => (p.region === null ? null : Number(r.region === p.region)),
  language: ({ language }, r) => (language === null ? null : Number(r.languages.some((l) => isSame(l, language)))),
  skill: (p, r) =>
    p.skills.length === 0 ? null : p.skills.filter((skill) => r.skills.includes(skill)).length / p.skills.length,
};

/** Whoever speaks `en-GB` speaks `en`, and the other way round; `zh-CN` and `zh-TW` are two (BCP 47). */
function isSame(spoken: string, wanted: string): boolean {
  const [a, b] = [spoken.toLowerCase(), wanted.toLowerCase()];
  return a === b || a.startsWith(`${b}-`) || b.startsWith(`${a}-`);
}
