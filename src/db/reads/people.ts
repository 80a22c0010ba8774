import { sql } from 'kysely';
import type { Database, Tx } from '../connect.ts';
import { containing, keyset } from './page.ts';

export interface PersonRow {
  id: string;
  number: string;
  name: string;
}

/** The people with these ids, by id. Employees are no secret inside the company. */
export async function peopleById(tx: Database | Tx, ids: Iterable<string | null>): Promise<(id: string) => PersonRow> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const rows =
    wanted.length === 0
      ? []
      : await tx.selectFrom('employees').select(['id', 'number', 'name']).where('id', 'in', wanted).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return (id) => {
    const found = byId.get(id);
    if (!found) throw new Error(`employee ${id} is gone`);
    return found;
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Employees named by id or employee number, by the name that was used; who is not there is left out. So are service accounts: nothing
 * is given to a program, or asked of it.
 */
export async function employeesByRef(tx: Tx, refs: string[]) {
  const rows = await tx
    .selectFrom('employees')
    .select(['id', 'number', 'name', 'state', 'manager_id', 'capacity', 'region', 'department_id'])
    .where((e) =>
      e.or([
        e('number', '=', e.fn.any(e.val(refs))),
        e('id', 'in', refs.filter((ref) => UUID.test(ref)).concat(NOBODY)),
      ]),
    )
    .where(isPerson)
    .execute();
  return new Map(
    refs.flatMap((ref) => rows.filter((r) => r.number === ref || r.id === ref.toLowerCase()).map((r) => [ref, r])),
  );
}
export type EmployeeRow = NonNullable<ReturnType<Awaited<ReturnType<typeof employeesByRef>>['get']>>;

export const departmentByCode = (tx: Tx, code: string) =>
  tx.selectFrom('departments').select('id').where('code', '=', code).where('closed_at', 'is', null).executeTakeFirst();

/** What HR says of somebody's post and presence; undefined: there is no such person. */
export async function readEmployment(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('employees as e')
    .leftJoin('departments as d', 'd.id', 'e.department_id')
    .select([
      'e.id',
      'e.number',
      'e.state',
      'e.last_day as lastDay',
      'e.away_from as awayFrom',
      'e.away_until as awayUntil',
      'd.code as department',
      'e.manager_id',
      'e.title',
      'e.level',
    ])
    .where('e.id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { manager_id, ...shown } = row;
  return { ...shown, manager: manager_id === null ? null : (await peopleById(tx, [manager_id]))(manager_id) };
}

/** The coordinator of a department, if they are at work. */
export async function coordinatorOf(tx: Tx, departmentId: string | null): Promise<string | undefined> {
  const row = await tx
    .selectFrom('departments as d')
    .innerJoin('employees as e', 'e.id', 'd.coordinator_id')
    .select('e.id')
    .where('d.id', '=', departmentId)
    .where('e.state', '=', 'active')
    .executeTakeFirst();
  return row?.id;
}

/** Who of HR is asked about a case: this person, if they are of HR and no receiver of it; else the first other who is at work. */
export async function hrFor(tx: Tx, handoverId: string, preferredId: string): Promise<PersonRow | undefined> {
  return tx
    .selectFrom('employees as e')
    .select(['e.id', 'e.number', 'e.name'])
    .where('e.state', '=', 'active')
    .where(sql<boolean>`'hr' = any (e.roles)`)
    .where((q) =>
      q.not(
        q.exists(
          q
            .selectFrom('handover_people as p')
            .select('p.person_id')
            .where('p.handover_id', '=', handoverId)
            .where('p.role', 'in', ['giver', 'receiver'])
            .whereRef('p.person_id', '=', 'e.id'),
        ),
      ),
    )
    .orderBy(sql`e.id <> ${preferredId}`)
    .orderBy('e.number')
    .limit(1)
    .executeTakeFirst();
}

const isPerson = sql<boolean>`not 'service' = any (roles)`;

/** An `in ()` must not be empty. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Whoever is above a person, nearest first, with their state. */
export function above(tx: Tx, personId: string) {
  return tx
    .selectFrom('reporting_closure as c')
    .innerJoin('employees as e', 'e.id', 'c.boss_id')
    .select(['e.id', 'e.number', 'e.name', 'e.state'])
    .where('c.subordinate_id', '=', personId)
    .where('c.depth', '>', 0)
    .orderBy('c.depth')
    .execute();
}

function employeeRows(tx: Tx) {
  return tx
    .selectFrom('employees as e')
    .leftJoin('departments as d', 'd.id', 'e.department_id')
    .leftJoin('employees as m', 'm.id', 'e.manager_id')
    .select([
      'e.id',
      'e.number',
      'e.name',
      'e.title',
      'e.region',
      'e.state',
      'e.roles',
      'd.code',
      'd.name_zh',
      'd.name_en',
      'm.id as manager_id',
      'm.number as manager_number',
      'm.name as manager_name',
    ]);
}
type Row = Awaited<ReturnType<ReturnType<typeof employeeRows>['execute']>>[number];

function toEmployee(row: Row) {
  const { id, number, name, title, region, state, roles } = row;
  const department = row.code === null ? null : { code: row.code, zh: row.name_zh ?? '', en: row.name_en ?? '' };
  const manager =
    row.manager_id === null
      ? null
      : { id: row.manager_id, number: row.manager_number ?? '', name: row.manager_name ?? '' };
  return { id, number, name, title, region, state, roles, department, manager };
}

/** Employees in the order of their numbers. */
export async function listEmployees(
  tx: Tx,
  query: {
    q?: string | undefined;
    department?: string | undefined;
    state?: string | undefined;
    role?: string | undefined;
    region?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  },
) {
  const { q, department, state, role, region, cursor, limit } = query;
  const like = q === undefined ? null : containing(q);
  const rows = await employeeRows(tx)
    .where(sql<boolean>`not 'service' = any (e.roles)`)
    .$if(like !== null, (b) => b.where((e) => e.or([e('e.name', 'ilike', like), e('e.number', 'ilike', like)])))
    .$if(department !== undefined, (b) => b.where('d.code', '=', department ?? ''))
    .$if(state !== undefined, (b) => b.where('e.state', '=', state ?? ''))
    .$if(role !== undefined, (b) => b.where(sql<boolean>`${role ?? ''} = any (e.roles)`))
    .$if(region !== undefined, (b) => b.where('e.region', '=', region ?? ''))
    .$if(cursor !== undefined, (b) => b.where('e.number', '>', cursor ?? ''))
    .orderBy('e.number')
    .limit(limit + 1)
    .execute();
  return keyset(rows.map(toEmployee), limit, (row) => row.number);
}

/** The version of an employee, for their ETag. */
export async function employeeVersion(tx: Tx, id: string): Promise<number | undefined> {
  return (await tx.selectFrom('employees').select('version').where('id', '=', id).executeTakeFirst())?.version;
}

/** Whether the caller may freeze this person: HR, or somebody above them. */
export async function mayFreeze(tx: Tx, personId: string): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select app.me() <> ${personId} and (app.has_role('{hr}') or exists (select 1 from reporting_closure
      where boss_id = app.me() and subordinate_id = ${personId})) as may`.execute(tx);
  return rows[0]?.may === true;
}

export async function readEmployee(tx: Tx, id: string) {
  const row = await employeeRows(tx)
    .leftJoin('freezes as f', (join) => join.onRef('f.person_id', '=', 'e.id').on('f.lifted_at', 'is', null))
    .select([
      'f.since as frozen_since',
      'f.reason as frozen_because',
      'e.email',
      'e.languages',
      'e.skills',
      'e.industries',
      'e.capacity',
      'e.capacity_value',
      'e.calendar_code',
      'e.time_zone',
    ])
    .select((e) =>
      e
        .selectFrom('customers')
        .select((n) => n.fn.countAll<number>().as('n'))
        .whereRef('owner_id', '=', 'e.id')
        .as('customers'),
    )
    .where('e.id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { email, languages, skills, industries, capacity, calendar_code: calendar, time_zone: timeZone } = row;
  return {
    ...toEmployee(row),
    email,
    languages,
    skills,
    industries,
    capacity,
    capacityValue: row.capacity_value,
    calendar,
    timeZone,
    customers: row.customers ?? 0,
    frozen: row.frozen_since && { since: row.frozen_since, reason: row.frozen_because ?? '' },
    mayFreeze: await mayFreeze(tx, id),
  };
}

/** In which language and zone somebody is told of things. */
export async function speaksOf(tx: Tx, id: string) {
  return tx
    .selectFrom('employees')
    .select(['id', 'number', 'name', 'locale', 'time_zone'])
    .where('id', '=', id)
    .executeTakeFirst();
}
