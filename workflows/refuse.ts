import { ApplicationFailure } from '@temporalio/workflow';
import type { FailureType } from '../src/contract/failures.ts';
import type { Progress } from '../src/contract/messages.ts';
import type { Case } from './progress.ts';

/** A business refusal: reaches the caller with its type, is never retried. */
export function refuse(type: FailureType, params: Record<string, string> = {}): never {
  throw ApplicationFailure.create({ type, message: type, nonRetryable: true, details: [params] });
}

export function mustNotBeOver(c: Case): void {
  if (c.progress.state === 'closed' || c.progress.state === 'cancelled' || c.progress.step === 'close')
    refuse('handoverOver');
}

/** The case must be at this step and waiting for this; paused is not waiting. */
export function mustBe(c: Case, step: Progress['step'], waitingFor: Progress['waitingFor']): void {
  mustNotBeOver(c);
  const p = c.progress;
  if (p.step !== step || p.waitingFor !== waitingFor || p.state !== 'running' || c.reopenAt !== null)
    refuse('notNow', { step: p.step, waitingFor: p.waitingFor ?? '' });
}

export function mustBeAwaited(c: Case, personId: string): void {
  if (!c.progress.awaited.some((a) => a.person.id === personId)) refuse('notAwaited');
}
