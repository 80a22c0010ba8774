import type { SealedHead } from '../../contract/effects.ts';
import type { Database, Tx } from '../connect.ts';

const PAGE = 10_000;

/** The newest head of the log; null: nothing is sealed yet. */
export async function newestHead(db: Database | Tx): Promise<SealedHead | null> {
  const row = await heads(db).orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row ? shown(row) : null;
}

/** Heads above a number, oldest first. */
export async function headsAfter(db: Database | Tx, number: number): Promise<SealedHead[]> {
  const rows = await heads(db).where('number', '>', number).orderBy('number').limit(PAGE).execute();
  return rows.map(shown);
}

const heads = (db: Database | Tx) =>
  db.selectFrom('audit_heads').select(['number', 'size', 'root', 'sealed_at', 'jws']);

function shown(row: { number: number; size: number; root: Buffer; sealed_at: Date; jws: string }): SealedHead {
  const { number, size, root, sealed_at, jws } = row;
  return { number, size, root: root.toString('hex'), sealedAt: sealed_at.toISOString(), jws };
}
