import type { HandoverInput } from '../src/contract/messages.ts';
import type { TestDatabase } from '../test/support/database.ts';
import { type Engine, waitingFor } from '../test/support/engine.ts';
import { people } from '../test/support/people.ts';

/** Everybody answers as soon as they are asked, until the book has moved and the case waits for its first review. */
export async function untilTransferred(database: TestDatabase, engine: Engine, input: HandoverInput): Promise<void> {
  const act = people(database, engine, input);
  const at = (wait: Parameters<typeof waitingFor>[2]) => waitingFor(engine, input.handoverId, wait);
  await act.approve(await at('approval'));
  await at('materials');
  await act.confirmMaterials();
  await at('minutes');
  await act.recordMinutes();
  await at('verification');
  await act.verify();
  const signing = await at('signOff');
  for (const signer of act.signers) await act.sign(signing, signer);
  await at('reviewDate');
}
