import type { Finding, ReviewThresholds } from '../contract/reviews.ts';

/** The figures that a review holds against the baseline. Reviews from before some of them lack these. */
export interface ReviewFigures {
  lost: number;
  openComplaints: number;
  contactedLast30Days: number;
  contactsLast90Days?: number;
  satisfaction: number | null;
  revenueLast90Days?: string;
  openPipeline?: string;
}

/** What holds where a policy says nothing of it: single contacts come and go, so half of them is the measure. */
const USUAL: ReviewThresholds = { complaints: 1, lostCustomers: 1, contactsFall: 0.5 };

/**
 * What got worse since the handover (domain.md, follow-up reviews). Without a baseline only the marks count.
 * @param marks satisfaction 1 to 5 that receivers, supervisor and customers gave
 * @param minSatisfaction the policy's threshold: a lower mark is a finding
 */
export function findings(
  baseline: ReviewFigures | null,
  now: ReviewFigures,
  marks: number[],
  minSatisfaction: number,
  thresholds: ReviewThresholds = USUAL,
): Finding[] {
  const found: Finding[] = [];
  const low = (mark: number | null) => mark !== null && mark < minSatisfaction;
  if (marks.some(low) || (baseline !== null && low(now.satisfaction) && !low(baseline.satisfaction)))
    found.push('satisfactionLow');
  if (baseline === null) return found;
  const { complaints, lostCustomers, contactsFall, revenueFall, pipelineFall, satisfactionFall } = thresholds;
  const risen = (by: number | undefined, before: number, after: number) => by !== undefined && after - before >= by;
  if (risen(complaints, baseline.openComplaints, now.openComplaints)) found.push('moreComplaints');
  if (risen(lostCustomers, baseline.lost, now.lost)) found.push('customersLost');
  if (fallen(contactsFall, baseline.contactedLast30Days, now.contactedLast30Days)) found.push('fewerContacts');
  const [before, after] = [baseline.satisfaction, now.satisfaction];
  if (satisfactionFall !== undefined && before !== null && after !== null && before - after >= satisfactionFall)
    found.push('satisfactionFallen');
  if (fallen(revenueFall, baseline.revenueLast90Days, now.revenueLast90Days)) found.push('revenueFallen');
  if (fallen(pipelineFall, baseline.openPipeline, now.openPipeline)) found.push('pipelineFallen');
  return found;
}

/** Whether a figure is lower than it was by more than the share; of nothing nothing falls. */
function fallen(
  share: number | undefined,
  before: number | string | undefined,
  after: number | string | undefined,
): boolean {
  if (share === undefined || before === undefined || after === undefined) return false;
  const was = Number(before);
  return was > 0 && Number(after) < was * (1 - share);
}
