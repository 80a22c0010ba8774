import type { Person, StartRequest } from '../api.ts';
import { fromLocal } from '../times.ts';

/** What somebody has said so far about the handover that they want to start. */
export interface StartDraft {
  kind: StartRequest['kind'];
  reason: string;
  giver: Person | null;
  receivers: Person[];
  supervisor: Person | null;
  assignment: Exclude<StartRequest['assignment'], 'mixed'>;
  /** by receiver; whoever is not named counts 1 */
  weights: Record<string, number>;
  /** customers for whom somebody is named */
  overrides: Record<string, string>;
  overrideReason: string;
  policy: string;
  effectiveAt: string;
  until: string;
  custodian: Person | null;
  waiver: string;
}

export const KINDS = [
  'departure',
  'change_of_post',
  'replacement',
  'team_change',
  'department_change',
  'absence_cover',
  'emergency_departure',
] as const;
export const ASSIGNMENTS = ['by_match', 'by_capacity', 'in_turn', 'by_weight', 'fixed'] as const;

export const NEW: StartDraft = {
  kind: 'departure',
  reason: '',
  giver: null,
  receivers: [],
  supervisor: null,
  assignment: 'by_match',
  weights: {},
  overrides: {},
  overrideReason: '',
  policy: 'standard',
  effectiveAt: '',
  until: '',
  custodian: null,
  waiver: '',
};

/** @returns null: too little is said for a plan */
export function requestOf(draft: StartDraft, reason: string): StartRequest | null {
  const { giver, receivers } = draft;
  if (giver === null || receivers.length === 0) return null;
  const overrides = Object.entries(draft.overrides)
    .filter(([, receiver]) => receivers.some(({ id }) => id === receiver))
    .map(([customerId, receiver]) => ({ customerId, receiver, reason: draft.overrideReason.trim() || reason }));
  const weights = Object.fromEntries(receivers.map(({ id }) => [id, draft.weights[id] ?? 1]));
  const planning = {
    ...(draft.assignment === 'by_weight' ? { weights } : {}),
    ...(overrides.length === 0 ? {} : { overrides }),
  };
  const cutsOff = draft.kind === 'emergency_departure';
  return {
    kind: draft.kind,
    reason,
    giver: giver.id,
    receivers: receivers.map(({ id }) => id),
    assignment: draft.assignment,
    scope: 'book',
    policy: { key: draft.policy },
    ...(draft.supervisor === null ? {} : { supervisor: draft.supervisor.id }),
    ...(Object.keys(planning).length === 0 ? {} : { planning }),
    ...(draft.effectiveAt === '' ? {} : { effectiveAt: fromLocal(draft.effectiveAt) }),
    ...(draft.kind === 'absence_cover' && draft.until !== '' ? { until: fromLocal(draft.until) } : {}),
    ...(cutsOff && draft.custodian !== null ? { custodian: draft.custodian.id } : {}),
    ...(cutsOff && draft.waiver.trim() !== '' ? { waiver: draft.waiver.trim() } : {}),
  };
}
