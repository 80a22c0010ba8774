import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { Refusal } from '../../contract/failures.ts';
import type { HandoverInput, PersonRef } from '../../contract/messages.ts';
import type { Policy } from '../../contract/policy.ts';
import { ASSIGNMENTS, KINDS } from '../../contract/steps.ts';
import { type Database, type Tx, withPerson } from '../connect.ts';
import { hrFor, peopleById } from './people.ts';

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
    .innerJoin('policies as p', (join) =>
      join.onRef('p.key', '=', 'h.policy_key').onRef('p.version', '=', 'h.policy_version'),
    )
    .leftJoin('departments as d', 'd.id', 'g.department_id')
    .selectAll('h')
    .select((e) => [
      'd.code',
      'p.body as policy',
      jsonArrayFrom(
        e
          .selectFrom('handover_people as hp')
          .innerJoin('employees as e', 'e.id', 'hp.person_id')
          .select(['hp.role', 'e.id', 'e.number'])
          .whereRef('hp.handover_id', '=', 'h.id')
          .orderBy('hp.position')
          .orderBy('e.number'),
      ).as('people'),
    ])
    .where('h.id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const as = (role: string): PersonRef[] =>
    row.people.filter((p) => p.role === role).map(({ id: personId, number }) => ({ id: personId, number }));
  const [giver] = as('giver');
  const [supervisor] = as('supervisor');
  const kind = KINDS.find((known) => known === row.kind);
  const assignment = ASSIGNMENTS.find((known) => known === row.assignment);
  if (!giver || !supervisor || !kind || !assignment) throw new Error(`handover ${id} is incomplete`);
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
      assignment,
      effectiveAt: row.effective_at?.toISOString() ?? null,
      // Written through the policy's own checks only, so that the column's type is the contract's.
      policy: row.policy as unknown as Policy,
      ...(await ofKind(tx, row)),
    },
  };
}

/** What the input holds for some kinds only. @throws Refusal hrNotFound */
async function ofKind(
  tx: Tx,
  row: {
    id: string;
    kind: string;
    started_by: string;
    until_at: Date | null;
    custodian_id: string | null;
    giver_waiver_id: string | null;
  },
): Promise<Partial<HandoverInput>> {
  if (row.until_at !== null) return { until: row.until_at.toISOString() };
  if (row.kind !== 'emergency_departure') return {};
  const custodian =
    row.custodian_id === null ? undefined : (await peopleById(tx, [row.custodian_id]))(row.custodian_id);
  const hr = await hrFor(tx, row.id, row.started_by);
  if (!hr) throw new Refusal('hrNotFound');
  return {
    hr: { id: hr.id, number: hr.number },
    ...(custodian && { custodian: { id: custodian.id, number: custodian.number } }),
    ...(row.giver_waiver_id !== null && { waiver: { personId: row.started_by, entryId: row.giver_waiver_id } }),
  };
}

/** A handover that is written down and not yet started, with somebody who may read it. */
interface Unstarted {
  id: string;
  readerId: string;
}

/** Handovers that were written down and not yet started: a crash came between the commit and the start. At most 1,000, oldest first. */
export async function unstarted(db: Database): Promise<Unstarted[]> {
  const { rows } = await sql<Unstarted>`select id, reader_id as "readerId" from app.unstarted_handovers()`.execute(db);
  return rows;
}

/**
 * What the workflow of such a handover is started with.
 * @throws when its rows are incomplete, or the reader may not see them
 */
export async function readUnstarted(db: Database, { id, readerId }: Unstarted): Promise<Start> {
  const start = await withPerson(db, readerId, (tx) => readStart(tx, id));
  if (!start) throw new Error(`handover ${id} is not to be seen by ${readerId}`);
  return start;
}
