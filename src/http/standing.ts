import { Refusal } from '../contract/failures.ts';
import type { Step } from '../contract/steps.ts';
import type { Tx } from '../db/connect.ts';
import { readStanding } from '../db/reads/handovers.ts';

/** @returns the round; @throws Refusal notNow when the case is not at the step */
export async function mustBeAt(tx: Tx, handoverId: string, step: Step): Promise<number> {
  const standing = await readStanding(tx, handoverId);
  if (!standing) throw new Refusal('notFound');
  if (standing.state !== 'running' || standing.step !== step) throw new Refusal('notNow');
  return standing.round;
}
