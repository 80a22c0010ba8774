import { cutsOff } from '../../src/contract/kinds.ts';
import type { SignOff, Signature, Signer } from '../../src/contract/messages.ts';
import type { SignerRole } from '../../src/contract/steps.ts';
import { bulk } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { type Case, type LoopStep, effect, enter, flag } from '../progress.ts';
import { mustBeAwaited, refuse } from '../refuse.ts';
import { seeToWaiver } from './emergency.ts';
import { settleRisks } from './risks.ts';
import { settled } from './verification.ts';

/**
 * 签署: giver, every receiver, the supervisor and the departments that the policy asks sign the same hash; a rejection goes back to the
 * step that mends it.
 */
export async function signOff(c: Case): Promise<LoopStep> {
  const endWithWhatIsThere = c.answers.verification;
  const elsewhere = await settleRisks(c);
  if (elsewhere !== null) return elsewhere;
  c.departments = []; // those of an earlier round: who is asked this time is seen when it opens
  const opened = await bulk.openSignOff.executeWithOptions({ summary: '计算签署哈希 hash what is to be signed' }, [
    effect(c, { step: 'signOff', waitingFor: 'signOff', awaited: asked(c), overdue: false }),
    endWithWhatIsThere,
  ]);
  // All is checked, or nothing more is awaited: then something was found since, and is settled first.
  if (!opened.complete) return opened.unverified === 0 || endWithWhatIsThere ? await settled(c) : 'verification';

  enter(c, 'signOff');
  c.departments = opened.departments ?? [];
  if (opened.unverified > 0) flag(c, 'notVerified');
  if (opened.discrepancies > 0) flag(c, 'discrepancies');
  c.progress.planHash = opened.planHash;
  c.progress.signatures = [];
  const wait = openWait(c, 'signOff', asked(c), opened.deadline);
  if (cutsOff(c.input.kind)) await seeToWaiver(c);
  const allSigned = () =>
    signers(c).every((s) => c.progress.signatures.some((g) => isOf(g, s) && g.decision !== 'rejected'));
  const answer = await untilAnswered(c, wait, allSigned, { mayGiveUp: false });
  return answer === 'reopened' ? (c.reopenAt ?? 'plan') : 'transfer';
}

/** The parties, and those who sign for departments: one person can sign in several parts. */
export function signers(c: Case): Signer[] {
  return [
    { person: c.input.giver, role: 'giver' },
    ...c.input.receivers.map((person): Signer => ({ person, role: 'receiver' })),
    { person: c.input.supervisor, role: 'supervisor' },
    ...c.departments,
  ];
}

/** Who is asked to sign: a giver who is gone is not. */
const asked = (c: Case) => signers(c).filter((s) => s.role !== 'giver' || !cutsOff(c.input.kind));

/** The parts of a person in which no signature is there yet; with `role`, of that part only. */
export function unsigned(c: Case, personId: string, role?: SignerRole): Signer[] {
  return signers(c).filter(
    (s) =>
      s.person.id === personId &&
      (role === undefined || s.role === role) &&
      !c.progress.signatures.some((g) => isOf(g, s)),
  );
}

/**
 * People sign for themselves; a deputy, once asked, for anybody who is missing; a delegate for whoever delegated it to them (that there
 * is such a delegation is looked up where the signature is recorded). Giver, receivers and supervisor sign for nobody but themselves:
 * three signatures are those of three people. For a giver who was cut off nobody signs: HR waives that signature, with a reason.
 */
export function mustMaySign(c: Case, a: SignOff): void {
  const own = a.personId === a.forId;
  const deputy = c.progress.awaited.some((w) => w.person.id === a.personId && w.role === 'deputy');
  if (!own && (isParty(c, a.personId) || a.personId === c.input.supervisor.id)) refuse('notForYou');
  if (own || a.delegationId === undefined) mustBeAwaited(c, a.personId);
  if (unsigned(c, a.forId, a.role).length === 0) refuse('notAwaited');
  if (a.forId === c.input.giver.id && cutsOff(c.input.kind)) refuse('giverCutOff');
  if (!own && !deputy && a.delegationId === undefined) refuse('notForYou');
}

/** Giver and receivers of the case. */
export function isParty(c: Case, personId: string): boolean {
  return personId === c.input.giver.id || c.input.receivers.some((r) => r.id === personId);
}

const isOf = (signature: Signature, signer: Signer) =>
  signature.personId === signer.person.id && signature.role === signer.role;
