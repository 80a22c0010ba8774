import type { HandoverSummary } from '../api.ts';

export type Wait = NonNullable<HandoverSummary['waitingFor']>;

const PATHS: Record<Wait, string> = {
  approval: '/plan',
  materials: '/materials',
  minutes: '/meeting',
  verification: '/verification',
  discrepancies: '/verification',
  discrepancyDecision: '/verification',
  signOff: '/signatures',
  risks: '/risks',
  review: '/reviews',
  reviewDate: '/reviews',
  safety: '',
  coverReturn: '',
  coverEnd: '',
  effectiveAt: '',
  restoreWindow: '',
  tracks: '',
};

/** The tab of a case on which a wait is answered. */
export const pathOfWait = (wait: Wait): string => PATHS[wait];
