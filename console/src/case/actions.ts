import type { Delegation, Handover, Me, Person } from '../api.ts';
import { hasRole } from '../me.tsx';
import type { Key } from '../text.tsx';

/** What can be done in a case, by whom, and why not by the others. The server decides; this spares people a refusal. */

export const ACTIONS = [
  'approve',
  'sendBack',
  'confirmMaterials',
  'recordMinutes',
  'moveMeeting',
  'endVerification',
  'acceptRisks',
  'sign',
  'reject',
  'release',
  'stopTransfer',
  'answerReview',
  'extendCover',
  'endCover',
  'keepCover',
  'extend',
  'replaceReceiver',
  'pause',
  'resume',
  'cancel',
] as const;
export type ActionName = (typeof ACTIONS)[number];

export interface Action {
  name: ActionName;
  /** null: the reader may do it */
  whyNot: Key | null;
  /** whether the case waits for it now */
  due: boolean;
  /** in whose name, when not in the reader's own */
  actingFor: Person | null;
}

type Relation = 'giver' | 'receiver' | 'supervisor' | 'starter' | 'deputy';

export function relationsTo(handover: Handover, me: Me): Set<Relation> {
  const is = (person: Person) => person.id === me.person.id;
  const relations: [Relation, boolean][] = [
    ['giver', is(handover.giver)],
    ['receiver', handover.receivers.some(is)],
    ['supervisor', is(handover.supervisor)],
    ['starter', is(handover.startedBy)],
    ['deputy', handover.deputies.some(is)],
  ];
  return new Set(relations.filter(([, holds]) => holds).map(([relation]) => relation));
}

/** For whom of those awaited the reader may approve and sign: by a delegation, never as a party of the case. */
export function actingFor(handover: Handover, me: Me, delegations: Delegation[]): Person | null {
  const relations = relationsTo(handover, me);
  if (relations.has('giver') || relations.has('receiver')) return null;
  const now = Date.now();
  const from = delegations
    .filter((one) => one.to.id === me.person.id && one.revokedAt === null)
    .filter((one) => Date.parse(one.startsAt) <= now && Date.parse(one.endsAt) > now)
    .map((one) => one.from.id);
  return handover.awaited.find(({ person }) => from.includes(person.id))?.person ?? null;
}

/** Everything that can be done in the case as it stands, the awaited first. */
export function actionsOf(handover: Handover, me: Me, delegations: Delegation[]): Action[] {
  const { state, waitingFor: wait } = handover;
  if (state === 'closed' || state === 'cancelled' || state === 'starting') return [];
  const relations = relationsTo(handover, me);
  const awaited = handover.awaited.some(({ person }) => person.id === me.person.id);
  const other = awaited ? null : actingFor(handover, me, delegations);
  const is = (...wanted: Relation[]) => wanted.some((relation) => relations.has(relation));
  const hr = hasRole(me, 'hr');
  const actions: Action[] = [];
  const add = (name: ActionName, may: boolean, whyNot: Key, due = false) =>
    actions.push({ name, whyNot: may ? null : whyNot, due, actingFor: may && due && !awaited ? other : null });
  const paused = state === 'paused';
  const now = !paused;
  const before = handover.transferredAt === null;

  if (now && wait === 'approval')
    for (const name of ['approve', 'sendBack'] as const) add(name, awaited || other !== null, 'whyNot.approver', true);
  if (now && wait === 'materials') add('confirmMaterials', is('giver', 'deputy'), 'whyNot.giver', true);
  if (now && wait === 'minutes') {
    add('recordMinutes', is('supervisor', 'deputy'), 'whyNot.supervisor', true);
    add('moveMeeting', is('giver', 'receiver', 'supervisor', 'deputy') || hr, 'whyNot.party');
  }
  if (now && (wait === 'verification' || wait === 'discrepancies'))
    add('endVerification', is('supervisor', 'deputy'), 'whyNot.supervisor');
  if (now && wait === 'risks') add('acceptRisks', is('supervisor', 'deputy'), 'whyNot.supervisor', true);
  if (now && wait === 'signOff')
    for (const name of ['sign', 'reject'] as const) add(name, awaited || other !== null, 'whyNot.signer', true);
  if (now && wait === 'safety')
    for (const name of ['release', 'stopTransfer'] as const)
      add(name, is('supervisor', 'deputy') || hr || other !== null, 'whyNot.release', true);
  if (now && wait === 'review') add('answerReview', is('receiver', 'supervisor', 'deputy'), 'whyNot.review', true);
  if (now && (wait === 'coverEnd' || wait === 'coverReturn')) {
    const steers = is('supervisor', 'deputy', 'starter') || hr;
    const due = wait === 'coverReturn';
    add('extendCover', steers, 'whyNot.steering', due);
    add('endCover', steers || is('giver'), 'whyNot.steering', due);
    if (due) add('keepCover', steers, 'whyNot.steering', true);
  }
  if (now && handover.dueAt !== null && wait !== null && handover.awaited.length > 0)
    add('extend', is('supervisor', 'deputy') || hr, 'whyNot.extend');
  if (before && now) add('replaceReceiver', is('supervisor') || hr, 'whyNot.replace');
  if (paused) add('resume', is('supervisor', 'deputy', 'starter') || hr, 'whyNot.steering', true);
  else add('pause', is('supervisor', 'deputy', 'starter') || hr, 'whyNot.steering');
  if (before) add('cancel', is('supervisor', 'starter') || hr, 'whyNot.cancel');
  return actions;
}
