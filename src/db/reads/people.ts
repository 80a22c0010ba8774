import type { Database, Tx } from '../connect.ts';
import { keyset } from './page.ts';

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

/** Employees named by id or employee number, by the name that was used; who is not there is left out. */
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
    .execute();
  return new Map(
    refs.flatMap((ref) => rows.filter((r) => r.number === ref || r.id === ref.toLowerCase()).map((r) => [ref, r])),
  );
}
export type EmployeeRow = NonNullable<ReturnType<Awaited<ReturnType<typeof employeesByRef>>['get']>>;

export const departmentByCode = (tx: Tx, code: string) =>
  tx.selectFrom('departments').select('id').where('code', '=', code).executeTakeFirst();

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
  query: { q?: string | undefined; cursor?: string | undefined; limit: number },
) {
  const { q, cursor, limit } = query;
  const like = q === undefined ? null : `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const rows = await employeeRows(tx)
    .$if(like !== null, (b) => b.where((e) => e.or([e('e.name', 'ilike', like), e('e.number', 'ilike', like)])))
    .$if(cursor !== undefined, (b) => b.where('e.number', '>', cursor ?? ''))
    .orderBy('e.number')
    .limit(limit + 1)
    .execute();
  return keyset(rows.map(toEmployee), limit, (row) => row.number);
}

export async function readEmployee(tx: Tx, id: string) {
  const row = await employeeRows(tx)
    .select(['e.email', 'e.languages', 'e.skills', 'e.industries', 'e.capacity', 'e.calendar_code', 'e.time_zone'])
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
    calendar,
    timeZone,
    customers: row.customers ?? 0,
  };
}
