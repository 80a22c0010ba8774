import type { Handover, Person } from '../api.ts';
import { type Wait, pathOfWait } from '../case/places.ts';
import type { Look } from './look.ts';
import type { Memory, Sight } from './memory.ts';

/** The way of the tour. */
export const STEPS = [
  'start',
  'approval',
  'materials',
  'minutes',
  'verification',
  'signOff',
  'transfer',
  'letters',
  'review',
  'evidence',
] as const;
type Step = (typeof STEPS)[number];
const SIGHTS: readonly Sight[] = ['transfer', 'letters', 'review', 'evidence'];

/** Where a visitor is, and what there is to do. */
export interface Stage {
  /** null: the tour is over, or the case left its way */
  step: Step | null;
  /** which words say it */
  says: Step | 'explain' | 'working' | 'strayed' | 'paused' | 'cancelled' | 'over';
  /** who does it */
  who: Person | null;
  /** and where */
  path: string | null;
  /** looked at, not done: the visitor says when they have seen it */
  sight: Sight | null;
  wait: Wait | null;
}

/** The steps of the case, as those of the tour. */
const STEP_OF: Record<Handover['step'], Step> = {
  notify: 'approval',
  plan: 'approval',
  materials: 'materials',
  meeting: 'minutes',
  verification: 'verification',
  signOff: 'signOff',
  transfer: 'transfer',
  followUp: 'transfer',
  close: 'transfer',
};

/**
 * What a visitor does next, as the case stands: whoever did what, in whichever order.
 * @param meId who the visitor is; of several who are awaited they come first
 */
export function stageOf(look: Look, memory: Memory, meId: string | null): Stage {
  const { handover } = look;
  const { hr, giver } = memory;
  const none = { who: null, path: null, sight: null, wait: null };
  if (handover === null) return { ...none, step: 'start', says: 'start', who: hr, path: startOf(giver) };
  const base = `/handovers/${handover.id}`;
  if (handover.transferredAt !== null) return sightOf(handover, memory);
  if (handover.state === 'cancelled' || handover.state === 'closed') return { ...none, step: null, says: 'cancelled' };
  const step = STEP_OF[handover.step];
  if (handover.state === 'paused') return { ...none, step, says: 'paused', who: hr, path: base };
  const awaited = awaitedIn(handover, look);
  const who = awaited.find(({ id }) => id === meId) ?? awaited[0] ?? null;
  const wait = handover.waitingFor;
  const due = { ...none, step, who, wait };
  switch (wait) {
    case 'approval':
    case 'minutes':
    case 'signOff':
      return { ...due, says: wait, path: `${base}${pathOfWait(wait)}` };
    case 'materials': {
      const of = look.toExplain;
      return of === null
        ? { ...due, says: 'materials', path: `${base}/materials` }
        : { ...due, says: 'explain', path: `${base}/materials/${of}` };
    }
    case 'verification': {
      const of = look.toVerify.find(({ receiverId }) => receiverId === who?.id);
      return of === undefined
        ? { ...none, step, says: 'working' }
        : { ...due, says: 'verification', path: `${base}/materials/${of.customerId}` };
    }
    case null:
      return { ...none, step, says: 'working' };
    default:
      return { ...due, says: 'strayed', path: `${base}${pathOfWait(wait)}` };
  }
}

/** Who has not done their part; the case itself names all who have one until the last is done. */
export function awaitedIn(
  { awaited, receivers, signatures, round, waitingFor }: Handover,
  { toVerify }: Look,
): Person[] {
  if (waitingFor === 'verification')
    return receivers.filter(({ id }) => toVerify.some(({ receiverId }) => receiverId === id));
  const people = awaited.map(({ person }) => person);
  if (waitingFor !== 'signOff') return people;
  const given = signatures.filter((one) => one.state === 'counts' && one.round === round);
  return people.filter(({ id }) => !given.some(({ person }) => person.id === id));
}

export const startOf = (giver: Person) => `/handovers/new?giver=${giver.id}&part=3`;

function sightOf(handover: Handover, { seen, hr }: Memory): Stage {
  const { id, receivers, supervisor } = handover;
  const places: Record<Sight, [who: Person, path: string]> = {
    transfer: [receivers[0] ?? hr, 'timeline'],
    letters: [receivers[0] ?? hr, 'introductions'],
    review: [supervisor, 'reviews'],
    evidence: [hr, 'evidence'],
  };
  const sight = SIGHTS.find((one) => !seen.includes(one));
  if (sight === undefined) return { step: null, says: 'over', who: null, path: null, sight: null, wait: null };
  const [who, tab] = places[sight];
  return { step: sight, says: sight, who, path: `/handovers/${id}/${tab}`, sight, wait: null };
}
