import { sql } from 'kysely';
import type { Database, Tx } from './connect.ts';

/** Identifies an effect: at most one of a key happens, ever (architecture, decision 3). */
export interface EffectKey {
  workflowId: string;
  step: string;
  /** grows when a rejection repeats the step */
  round: number;
  key: string;
  attempt: number;
}

/**
 * The run-once guard. The first caller runs `work` in a transaction together with the guard's row; a later one gets its result.
 * Two at once: the second waits for the first's commit or takes over after its rollback.
 * @param work must return JSON
 */
export function runOnce<T>(db: Database, key: EffectKey, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    const taken = await tx
      .insertInto('run_once')
      .values({
        workflow_id: key.workflowId,
        step: key.step,
        round: key.round,
        key: key.key,
        attempt: key.attempt,
        result: sql`'null'`,
      })
      .onConflict((c) => c.doNothing())
      .returning('key')
      .executeTakeFirst();
    const same = sql<boolean>`(workflow_id, step, round, key) = (${key.workflowId}, ${key.step}, ${key.round}, ${key.key})`;
    if (!taken) {
      const { result } = await tx.selectFrom('run_once').select('result').where(same).executeTakeFirstOrThrow();
      return result as T;
    }
    const result = await work(tx);
    await tx
      .updateTable('run_once')
      .set({ result: sql`${JSON.stringify(result ?? null)}::jsonb` })
      .where(same)
      .execute();
    return result;
  });
}
