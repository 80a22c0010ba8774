import { sql } from 'kysely';
import type { Database, Tx } from '../connect.ts';
import { record } from './audit.ts';
import { keyset } from './page.ts';

interface CheckLine {
  name: string;
  state: 'ok' | 'wrong' | 'skipped' | 'failed';
  count: number;
}

/** The newest run of the integrity checks; null: none yet. */
export async function latestRun(tx: Tx) {
  const run = await tx.selectFrom('integrity_runs').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst();
  if (!run) return null;
  const checks = (run.checks as unknown as CheckLine[]).map(({ name, state, count }) => ({ name, state, count }));
  return { id: run.id, startedAt: run.started_at, finishedAt: run.finished_at, checks };
}

/** What is open, the oldest first. */
export async function listFindings(tx: Tx, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
  const rows = await tx
    .selectFrom('integrity_findings as f')
    .innerJoin('integrity_runs as r', 'r.id', 'f.first_run_id')
    .select(['f.id', 'f.check_name', 'f.code', 'f.subject', 'f.params', 'r.finished_at'])
    .where('f.resolved_at', 'is', null)
    .$if(cursor !== undefined, (b) => b.where('f.id', '>', cursor ?? ''))
    .orderBy('f.id')
    .limit(limit + 1)
    .execute();
  const page = keyset(rows, limit, (row) => row.id);
  return {
    next: page.next,
    items: page.items.map((row) => ({
      id: row.id,
      check: row.check_name,
      code: row.code,
      subject: row.subject,
      params: record(row.params),
      since: row.finished_at,
    })),
  };
}

/** Open findings by check, for /metrics: figures only, so that nobody need be signed in. */
export async function countOpenFindings(db: Database): Promise<{ check_name: string; findings: number }[]> {
  const { rows } = await sql<{ check_name: string; findings: number }>`select * from app.open_findings()`.execute(db);
  return rows;
}
