/** The figures that a review holds against the baseline. */
export interface ReviewFigures {
  lost: number;
  openComplaints: number;
  contactedLast30Days: number;
  satisfaction: number | null;
}

export type Finding = 'satisfactionLow' | 'moreComplaints' | 'customersLost' | 'fewerContacts';

/**
 * What got worse since the handover (domain.md, follow-up reviews). Without a baseline only the answers count.
 * @param marks satisfaction 1 to 5 that receivers and supervisor gave
 * @param minSatisfaction the policy's threshold: a lower mark is a finding
 */
export function findings(
  baseline: ReviewFigures | null,
  now: ReviewFigures,
  marks: number[],
  minSatisfaction: number,
): Finding[] {
  const found: Finding[] = [];
  const low = (mark: number | null) => mark !== null && mark < minSatisfaction;
  if (marks.some(low) || (baseline !== null && low(now.satisfaction) && !low(baseline.satisfaction)))
    found.push('satisfactionLow');
  if (baseline === null) return found;
  if (now.openComplaints > baseline.openComplaints) found.push('moreComplaints');
  if (now.lost > baseline.lost) found.push('customersLost');
  // Half of what it was: single contacts come and go.
  if (now.contactedLast30Days * 2 < baseline.contactedLast30Days) found.push('fewerContacts');
  return found;
}
