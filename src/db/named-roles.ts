import { type RawBuilder, sql } from 'kysely';
import type { PersonRef } from '../contract/messages.ts';
import type { NamedRole } from '../contract/policy.ts';
import type { Database, Tx } from './connect.ts';

/** What of a case its named roles are found by. */
export interface RolesOf {
  giverId: string;
  supervisorId: string;
  startedBy: string;
  /** who is passed over: the giver and the receivers, and whoever else cannot be meant */
  except: string[];
}

/** The people whom a policy names by what they are to a case, in the order of the roles, each once; a role that nobody has is left out. */
export async function peopleNamed(db: Database | Tx, roles: readonly NamedRole[], c: RolesOf): Promise<PersonRef[]> {
  if (roles.length === 0) return [];
  const may = sql`e.state = 'active' and not app.is_frozen(e.id) and e.id <> all (${c.except}::uuid[])`;
  const above = (personId: string, nth: number) => sql`
    select e.id, e.number from reporting_closure r join employees e on e.id = r.boss_id
     where r.subordinate_id = ${personId} and r.depth > 0 and ${may} order by r.depth offset ${nth} limit 1`;
  const questions: Record<NamedRole, () => RawBuilder<unknown>> = {
    managerOfSupervisor: () => above(c.supervisorId, 0),
    managerOfManager: () => above(c.giverId, 1),
    departmentCoordinator: () => sql`
      select e.id, e.number from employees g join departments d on d.id = g.department_id join employees e on e.id = d.coordinator_id
       where g.id = ${c.giverId} and ${may}`,
    startingHr: () => sql`
      select e.id, e.number from employees e where e.id = ${c.startedBy} and 'hr' = any (e.roles) and ${may}`,
    hr: () => sql`
      select e.id, e.number from employees e where 'hr' = any (e.roles) and ${may} order by e.number limit 1`,
  };
  const each = roles.map((role, place) => sql`select ${place}::int as place, one.* from (${questions[role]()}) one`);
  const { rows } =
    await sql<PersonRef>`select id, number from (${sql.join(each, sql` union all `)}) named order by place`.execute(db);
  return rows.filter(({ id }, i) => rows.findIndex((one) => one.id === id) === i);
}

/** What the named roles of a handover that is written down are found by. */
export async function rolesOfCase(db: Database | Tx, handoverId: string): Promise<RolesOf> {
  const h = await db
    .selectFrom('handovers')
    .select(['giver_id', 'supervisor_id', 'started_by'])
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  const parties = await db
    .selectFrom('handover_people')
    .select('person_id')
    .where('handover_id', '=', handoverId)
    .where('role', 'in', ['giver', 'receiver'])
    .execute();
  return {
    giverId: h.giver_id,
    supervisorId: h.supervisor_id,
    startedBy: h.started_by,
    except: parties.map((p) => p.person_id),
  };
}
