import { Context } from '@temporalio/activity';
import { sql } from 'kysely';
import { CHECKS, type Checked, runChecks } from '../src/db/integrity/run.ts';
import type { Tx } from '../src/db/connect.ts';
import { sentence } from '../src/i18n/index.ts';
import { activeWith } from './access-reviews.ts';
import { type ActivityDeps, once } from './context.ts';
import { tellProgress } from './heartbeat.ts';
import { notify } from './mail.ts';

const STEP = { step: 'integrityCheck', round: 1 };

export interface IntegrityResult {
  runId: string;
  /** what is wrong now, over all checks */
  findings: number;
  /** of these, what the run before had not found */
  fresh: number;
  /** checks that could not be made */
  failed: string[];
}

/** The periodic look at whether everything is as it should be. */
export function integrity(deps: ActivityDeps) {
  const { db, cases } = deps;
  return {
    /**
     * Runs the checks, keeps what they found, and tells ops and HR when something is new.
     * @param names only these checks; absent: all
     */
    async checkIntegrity(names?: string[]): Promise<IntegrityResult> {
      const startedAt = new Date();
      const done = await db
        .selectFrom('run_once')
        .select('result')
        .where('workflow_id', '=', workflowIdOf())
        .where('key', '=', 'keep')
        .executeTakeFirst();
      const kept =
        (done?.result as unknown as Kept | undefined) ??
        (await (async () => {
          const checked = await runChecks(db, cases, {
            names,
            onCheck: ({ name, count }) => tellProgress({ name, count }),
          });
          return once(db, STEP, 'keep', (tx) => keep(tx, checked, startedAt));
        })());
      if (kept.fresh > 0 || kept.failed.length > 0) {
        const people = new Set([...(await activeWith(db, 'ops')), ...(await activeWith(db, 'hr'))]);
        await notify(deps, [...people], {
          id: [kept.runId],
          step: STEP.step,
          template: 'integrityFound',
          params: (reader) => ({
            fresh: kept.fresh,
            findings: kept.findings,
            checks: [...kept.wrong, ...kept.failed]
              .map((name) => sentence(reader.locale, 'integrity', `check.${name}`))
              .join('; '),
          }),
        });
      }
      const { wrong: _, ...result } = kept;
      return result;
    },
  };

  function workflowIdOf(): string {
    return Context.current().info.workflowExecution?.workflowId ?? '';
  }
}

interface Kept extends IntegrityResult {
  /** checks that found something new */
  wrong: string[];
}

/** Writes the run; what is found again stays open, what is no longer found is resolved, what is new is counted. */
async function keep(tx: Tx, checked: Checked[], startedAt: Date): Promise<Kept> {
  const checks = checked.map(({ name, state, count, why }) => ({
    name,
    state,
    count,
    ...(why === undefined ? {} : { why }),
  }));
  const { id: runId } = await tx
    .insertInto('integrity_runs')
    .values({ started_at: startedAt, finished_at: sql`now()`, checks: JSON.stringify(checks) })
    .returning('id')
    .executeTakeFirstOrThrow();
  const found = checked.flatMap(({ name, found: rows }) => rows.map((row) => ({ check_name: name, ...row })));
  const { rows } = await sql<{ check_name: string; fresh: boolean }>`
    insert into integrity_findings as f (check_name, code, subject, params, first_run_id, last_run_id)
    select distinct on (check_name, code, subject) check_name, code, subject, params, ${runId}::uuid, ${runId}::uuid
      from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as r (check_name text, code text, subject text, params jsonb)
    on conflict (check_name, code, subject) where resolved_at is null do update set last_run_id = excluded.last_run_id, params = excluded.params
    returning check_name, f.first_run_id = f.last_run_id as fresh`.execute(tx);
  // A check that could not be made, or that found more than is kept, resolves nothing.
  const looked = checked.filter((c) => (c.state === 'ok' || c.state === 'wrong') && c.found.length === c.count);
  await tx
    .updateTable('integrity_findings')
    .set({ resolved_at: sql`now()` })
    .where('resolved_at', 'is', null)
    .where('last_run_id', '<>', runId)
    .where(sql<boolean>`check_name = any (${looked.map((c) => c.name)}::text[])`)
    .execute();
  const fresh = rows.filter((row) => row.fresh);
  return {
    runId,
    findings: checked.reduce((sum, c) => sum + c.count, 0),
    fresh: fresh.length,
    failed: checked.filter((c) => c.state === 'failed').map((c) => c.name),
    wrong: CHECKS.map((c) => c.name).filter((name) => fresh.some((row) => row.check_name === name)),
  };
}
