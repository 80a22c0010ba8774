import { sql } from 'kysely';
import type { HandoverInput, PersonRef } from '../../contract/messages.ts';
import { KINDS } from '../../contract/steps.ts';
import { type Database, type Tx, withPerson } from '../connect.ts';
import { readPolicy } from './policies.ts';

export interface Start {
  input: HandoverInput;
  /** code of the giver's department */
  orgUnit: string;
}

/** What the workflow of a handover is started with, from its rows; undefined when the person may not see it. */
export async function readStart(tx: Tx, id: string): Promise<Start | undefined> {
  const row = await tx
    .selectFrom('handovers as h')
    .innerJoin('employees as g', 'g.id', 'h.giver_id')
    .leftJoin('departments as d', 'd.id', 'g.department_id')
    .selectAll('h')
    .select('d.code')
    .where('h.id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const people = await tx
    .selectFrom('handover_people as p')
    .innerJoin('employees as e', 'e.id', 'p.person_id')
    .select(['p.role', 'e.id', 'e.number'])
    .where('p.handover_id', '=', id)
    .orderBy('p.position')
    .orderBy('e.number')
    .execute();
  const as = (role: string): PersonRef[] =>
    people.filter((p) => p.role === role).map(({ id: personId, number }) => ({ id: personId, number }));
  const policy = await readPolicy(tx, row.policy_key, row.policy_version);
  const [giver] = as('giver');
  const [supervisor] = as('supervisor');
  const kind = KINDS.find((known) => known === row.kind);
  if (!giver || !supervisor || !policy || !kind) throw new Error(`handover ${id} is incomplete`);
  return {
    orgUnit: row.code ?? '-',
    input: {
      handoverId: id,
      label: row.label,
      kind,
      giver,
      receivers: as('receiver'),
      supervisor,
      deputies: as('deputy'),
      assignment: row.assignment === 'fixed' ? 'fixed' : 'in_turn',
      effectiveAt: row.effective_at?.toISOString() ?? null,
      policy: policy.policy,
    },
  };
}

/** Handovers that were written down and not yet started: a crash came between the commit and the start. At most 1,000, oldest first. */
export async function readUnstarted(db: Database): Promise<Start[]> {
  const { rows } = await sql<{
    id: string;
    reader_id: string;
  }>`select id, reader_id from app.unstarted_handovers()`.execute(db);
  const starts: Start[] = [];
  for (const row of rows) {
    const start = await withPerson(db, row.reader_id, (tx) => readStart(tx, row.id));
    if (start) starts.push(start);
  }
  return starts;
}
