import * as z from 'zod';

/**
 * The report that a case closed with, as it is read for people. Reports of earlier versions hold less; what a later one added is left
 * out here and stays in the JSON.
 */
const count = z.number();
const instant = z.string().nullish();
const figures = z.record(z.string(), z.unknown()).nullish();

export const keptReport = z.object({
  label: z.string(),
  kind: z.string(),
  outcome: z.string(),
  notUndone: z.array(z.string()).default([]),
  policy: z.object({ key: z.string(), version: count }),
  startedAt: instant,
  transferredAt: instant,
  closedAt: instant,
  rounds: count,
  itemCount: count,
  planHash: z.string().nullish(),
  people: z.object({ giver: z.string(), receivers: z.array(z.string()), supervisor: z.string() }).nullish(),
  flags: z.array(z.string()).default([]),
  leftOut: z.record(z.string(), count).nullish(),
  items: z.array(z.object({ type: z.string(), receiver: z.string(), state: z.string(), count })).default([]),
  exceptions: z.array(z.object({ type: z.string(), state: z.string(), reason: z.string(), count })).default([]),
  introductions: z.array(z.object({ channel: z.string(), state: z.string(), count })).default([]),
  /** absent: the policy asks for no training */
  training: z.object({ required: count, confirmed: count, asked: count, unanswered: count }).nullish(),
  signatures: z
    .array(
      z.object({
        round: count,
        role: z.string(),
        person_id: z.string(),
        signer_id: z.string().nullish(),
        decision: z.string(),
        via: z.string(),
        signed_at: z.string(),
      }),
    )
    .default([]),
  reviews: z
    .array(
      z.object({
        day_offset: count,
        state: z.string(),
        findings: z.array(z.string()).default([]),
        baseline: figures,
        facts: figures,
      }),
    )
    .default([]),
  correctiveActions: z
    .array(z.object({ owner: z.string(), dueOn: z.string(), state: z.string(), finding: z.string() }))
    .default([]),
  /** action items from meetings that were not done at the close; what they say lies with the case */
  openMeetingActions: z.array(z.object({ owner: z.string(), dueOn: z.string().nullable() })).default([]),
  suggestions: count.nullish(),
  auditHead: z.object({ number: count, sealedAt: z.string(), root: z.string() }).nullish(),
});
export type KeptReport = z.output<typeof keptReport>;
