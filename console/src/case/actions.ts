import type { Delegation, Handover, Me, Permission, Person } from '../api.ts';
import { actingFor } from './relations.ts';

/**
 * The decisions on a case that a dialog asks for, each with the operation of the API that it is: who may do it, and why not, the API says
 * (GET /handovers/{id}/permissions). Here stands only which of them answers what the case waits for.
 */
const OPERATIONS = {
  approve: 'approvePlan',
  sendBack: 'approvePlan',
  confirmMaterials: 'confirmMaterials',
  recordMinutes: 'recordMinutes',
  moveMeeting: 'scheduleMeeting',
  endVerification: 'confirmVerification',
  acceptRisks: 'acceptRisks',
  sign: 'signOff',
  reject: 'signOff',
  waive: 'waiveSignature',
  release: 'releaseTransfer',
  stopTransfer: 'releaseTransfer',
  answerReview: 'answerReview',
  extendCover: 'extendCover',
  endCover: 'endCover',
  keepCover: 'endCover',
  extend: 'extend',
  replaceReceiver: 'replaceReceiver',
  pause: 'pause',
  resume: 'resume',
  cancel: 'cancel',
} as const;
export type ActionName = keyof typeof OPERATIONS;
type Wait = NonNullable<Handover['waitingFor']>;

/** What answers a wait, and what can be done besides while it lasts. */
const OF_WAIT: Partial<Record<Wait, { due: ActionName[]; besides?: ActionName[] }>> = {
  approval: { due: ['approve', 'sendBack'] },
  materials: { due: ['confirmMaterials'] },
  minutes: { due: ['recordMinutes'], besides: ['moveMeeting'] },
  verification: { due: [], besides: ['endVerification'] },
  discrepancies: { due: [], besides: ['endVerification'] },
  risks: { due: ['acceptRisks'] },
  signOff: { due: ['sign', 'reject'], besides: ['waive'] },
  safety: { due: ['release', 'stopTransfer'] },
  review: { due: ['answerReview'] },
  coverEnd: { due: [], besides: ['extendCover', 'endCover'] },
  coverReturn: { due: ['extendCover', 'endCover', 'keepCover'] },
};
/** At any time: what steers the case as a whole. */
const STEERING: ActionName[] = ['extend', 'replaceReceiver', 'pause', 'cancel'];

export interface Action {
  name: ActionName;
  /** what speaks against it, as the API says it; null: the reader may do it */
  whyNot: string | null;
  /** whether the case waits for it now */
  due: boolean;
  /** in whose name, when not in the reader's own */
  actingFor: Person | null;
}

/** Everything that can be done in the case as it stands, the awaited first. */
export function actionsOf(handover: Handover, permissions: Permission[], me: Me, delegations: Delegation[]): Action[] {
  const { state, waitingFor } = handover;
  if (state === 'closed' || state === 'cancelled' || state === 'starting') return [];
  const wait = (waitingFor === null ? undefined : OF_WAIT[waitingFor]) ?? { due: [] };
  const paused = state === 'paused';
  const due: ActionName[] = paused ? ['resume'] : wait.due;
  const steering = STEERING.filter((name) => name !== 'pause' || !paused);
  const names = paused ? [...due, ...steering] : [...due, ...(wait.besides ?? []), ...steering];
  const inNameOf = actingFor(handover, me, delegations);
  return names.map((name) => {
    const isDue = due.includes(name);
    const { may, why, sentence } = permissionTo(permissions, OPERATIONS[name]);
    // A login that is too weak for a signature does not speak against it: what it takes, and the way there, the refusal says.
    const offered = may || why === 'insufficientUserAuthentication';
    return {
      name,
      whyNot: offered ? null : (sentence ?? ''),
      due: isDue,
      actingFor: offered && isDue ? inNameOf : null,
    };
  });
}

/** @returns what the API says about an operation; one that it does not name is not there for this reader */
export function permissionTo(
  permissions: Permission[],
  operationId: string,
): Pick<Permission, 'may' | 'why' | 'sentence'> {
  return permissions.find((one) => one.operationId === operationId) ?? { may: false, why: null, sentence: null };
}
