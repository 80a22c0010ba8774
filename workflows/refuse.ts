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

/** Whether the case is at this step and waits for this; paused is not waiting. */
export function isAt(c: Case, step: Progress['step'], waitingFor: Progress['waitingFor']): boolean {
  const p = c.progress;
  return p.step === step && p.waitingFor === waitingFor && p.state === 'running' && c.reopenAt === null;
}

export function mustBe(c: Case, step: Progress['step'], waitingFor: Progress['waitingFor']): void {
  mustNotBeOver(c);
  if (!isAt(c, step, waitingFor)) refuse('notNow', { step: c.progress.step, waitingFor: c.progress.waitingFor ?? '' });
}

export function mustBeAwaited(c: Case, personId: string): void {
  if (!c.progress.awaited.some((a) => a.person.id === personId)) refuse('notAwaited');
}
