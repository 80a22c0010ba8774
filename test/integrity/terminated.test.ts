import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import { handover } from '../cli/cli.ts';
import { makeCompany } from '../support/company.ts';
import { freshDatabase } from '../support/database.ts';
import { startEngine, startHandover, waitingFor } from '../support/engine.ts';

test('of two cases, the one that was terminated in Temporal: is found and closed by the command, the other stays', async () => {
  const database = await freshDatabase();
  const engine = await startEngine(database, 'dev');
  try {
    const start = async () => {
      const { handoverId } = await startHandover(database, engine, await makeCompany(database.admin));
      await waitingFor(engine, handoverId, 'approval');
      return handoverId;
    };
    const [lost, runs] = [await start(), await start()];
    await sql`update handovers set started_at = now() - interval '1 hour'`.execute(database.admin);
    const env = { HANDOVER_DATABASE_URL: database.urls.worker, TEMPORAL_ADDRESS: engine.address };
    const check = async (...args: string[]) => {
      const ended = await handover(['check', '--json', ...args], env);
      return { code: ended.code, said: JSON.parse(ended.out) };
    };
    expect(await check('--only', 'cases-run')).toMatchObject({ code: 0 });
    await engine.client.workflow.getHandle(handoverWorkflowId(lost)).terminate('test');
    await expect
      .poll(async () => (await check('--only', 'cases-run')).said.checks[0].found, { timeout: 30_000 })
      .toMatchObject([{ code: 'caseTerminated', subject: lost }]);
    expect((await check('--repair', 'close-terminated', '--yes')).said).toEqual({
      repair: 'close-terminated',
      changed: 1,
    });
    expect(await check('--only', 'cases-run')).toMatchObject({ code: 0 });
    const rows = await database.admin.selectFrom('handovers').select(['id', 'state']).orderBy('id').execute();
    expect(rows).toEqual([
      { id: lost, state: 'cancelled' },
      { id: runs, state: 'running' },
    ]);
    await engine.client.workflow.getHandle(handoverWorkflowId(runs)).terminate('test');
  } finally {
    await engine.stop();
    await database.drop();
  }
});
