import { sql } from 'kysely';
import type { SealedEntry } from '../../domain/audit-log.ts';
import { pathsUnderHead } from '../../domain/audit-proof.ts';
import type { Tx } from '../connect.ts';
import { SEALED_ENTRY } from '../writes/seal.ts';

/** A part of the log with what proves it: a head stands before the first entry that is proven under it. */
export type ExtractRecord =
  | { kind: 'head'; number: number; jws: string }
  | { kind: 'entry'; entry: SealedEntry; position: number; path: string[]; head: number };

const PAGE = 500;
/** Entries of a page lie under few heads, and those of the next page under the last of them. */
const HEADS_KEPT = 50;

interface HeadRow {
  number: number;
  jws: string;
  size: number;
  from: number;
  peaks: Buffer[];
}

/**
 * Every sealed entry of a case with its proof, by number. Memory does not grow with the case.
 * @param as runs a read in a transaction of its own
 */
export async function* caseExtract(
  as: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  handoverId: string,
): AsyncGenerator<ExtractRecord> {
  const told = new Set<number>();
  const known = new Map<number, { head: HeadRow; pathOf: (position: number) => string[] }>();
  for (let after = 0; ;) {
    const rows = await as((tx) => entriesAfter(tx, handoverId, after));
    for (const { position, head: number, ...entry } of rows) {
      if (position === null || number === null) continue;
      const under = known.get(number) ?? (await as((tx) => headOf(tx, number)));
      if (!known.has(number)) {
        const [oldest] = known.keys();
        if (known.size >= HEADS_KEPT && oldest !== undefined) known.delete(oldest);
        known.set(number, under);
      }
      if (!told.has(number)) yield { kind: 'head', number, jws: under.head.jws };
      told.add(number);
      yield { kind: 'entry', entry, position, path: under.pathOf(position), head: number };
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/** Whether every entry of the case has its seal: an extract that is made before leaves the last ones out. */
export async function isSealed(tx: Tx, handoverId: string): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select exists (
      select 1 from audit_entries e left join audit_leaves l on l.entry_id = e.id
       where e.handover_id = ${handoverId} and (l.position is null or l.position >= (select coalesce(max(size), 0) from audit_heads))) as open`.execute(
    tx,
  );
  return rows[0]?.open === false;
}

async function entriesAfter(
  tx: Tx,
  handoverId: string,
  after: number,
): Promise<(SealedEntry & { position: number | null; head: number | null })[]> {
  const { rows } = await sql<SealedEntry & { position: number | null; head: number | null }>`
    select ${SEALED_ENTRY}, l.position, h.number as head
      from audit_entries e left join audit_leaves l on l.entry_id = e.id
      left join lateral (select number from audit_heads where size > l.position order by size limit 1) h on true
     where e.handover_id = ${handoverId} and e.id > ${after} order by e.id limit ${PAGE}`.execute(tx);
  return rows;
}

async function headOf(tx: Tx, number: number) {
  const { rows } = await sql<HeadRow>`
    select h.number, h.jws, h.size, coalesce(b.size, 0) as from, coalesce(b.peaks, '{}') as peaks
      from audit_heads h left join audit_heads b on b.number = h.number - 1 where h.number = ${number}`.execute(tx);
  const [head] = rows;
  if (!head) throw new Error(`head ${number} is gone`);
  const added = await sql<{
    leaf: Buffer;
  }>`select leaf from app.leaves_between(${head.from}, ${head.size}) as l (leaf)`.execute(tx);
  const pathOf = pathsUnderHead({
    before: { size: head.from, peaks: head.peaks },
    added: added.rows.map((row) => row.leaf),
  });
  return { head, pathOf };
}
