import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NamedRole } from '../../src/contract/policy.ts';
import { NAMED_ROLES } from '../../src/contract/policy.ts';
import { type RolesOf, peopleNamed } from '../../src/db/named-roles.ts';
import { type Company, type Person, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';

let database: TestDatabase;
let c: Company;
/** above the boss, so that there are two above the supervisor */
let top: Person;
let coordinator: Person;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  const { admin } = database;
  // The role of HR is looked up in the whole company: each test has the only one.
  await admin.updateTable('employees').set({ state: 'left' }).execute();
  c = await makeCompany(admin, { customers: 0, receivers: 1 });
  top = (await makeCompany(admin, { customers: 0, receivers: 0 })).boss;
  await admin
    .updateTable('employees')
    .set({ roles: ['manager'] })
    .where('manager_id', '=', top.id)
    .execute();
  coordinator = c.stranger;
  const { id } = await admin
    .insertInto('departments')
    .values({ code: `d-${c.boss.number}`, name_zh: '销售', name_en: 'Sales', coordinator_id: coordinator.id })
    .returning('id')
    .executeTakeFirstOrThrow();
  await admin.updateTable('employees').set({ manager_id: top.id }).where('id', '=', c.boss.id).execute();
  await admin.updateTable('employees').set({ department_id: id }).where('id', '=', c.giver.id).execute();
});

const roles = (more: Partial<RolesOf> = {}): RolesOf => ({
  giverId: c.giver.id,
  supervisorId: c.supervisor.id,
  startedBy: c.hr.id,
  except: [c.giver.id],
  ...more,
});
const named = async (wanted: NamedRole[], more: Partial<RolesOf> = {}) =>
  (await peopleNamed(database.worker, wanted, roles(more))).map((p) => p.id);
const set = (person: Person, values: { state: string }) =>
  database.admin.updateTable('employees').set(values).where('id', '=', person.id).execute();

describe('the people whom a policy names', () => {
  test.each<[NamedRole, () => Person]>([
    ['managerOfSupervisor', () => c.boss],
    ['managerOfManager', () => c.boss],
    ['departmentCoordinator', () => coordinator],
    ['startingHr', () => c.hr],
    ['hr', () => c.hr],
  ])('%s: is found', async (role, wanted) => expect(await named([role])).toEqual([wanted().id]));

  test('somebody who left, is on leave or frozen: the next above is meant', async () => {
    for (const state of ['left', 'on_leave']) {
      await set(c.boss, { state });
      expect(await named(['managerOfSupervisor'])).toEqual([top.id]);
    }
    await set(c.boss, { state: 'active' });
    await database.admin
      .insertInto('freezes')
      .values({ person_id: c.boss.id, frozen_by: c.hr.id, reason: 'x' })
      .execute();
    expect(await named(['managerOfSupervisor'])).toEqual([top.id]);
  });

  test('whoever is passed over: nobody, or the next one', async () => {
    const except = [c.boss.id, coordinator.id, c.hr.id];
    expect(await named(['managerOfSupervisor'], { except })).toEqual([top.id]);
    expect(await named(['departmentCoordinator', 'startingHr', 'hr'], { except })).toEqual([]);
  });

  test('several roles that one person has: the person once, in the order of the roles', async () => {
    expect(await named(['hr', 'startingHr', 'managerOfManager', 'managerOfSupervisor'])).toEqual([c.hr.id, c.boss.id]);
  });

  test('a starter who is not of HR: is not the starting HR', async () => {
    expect(await named(['startingHr'], { startedBy: c.boss.id })).toEqual([]);
  });

  test('every role, asked for by the API for a person: finds the same as the engine', async () => {
    for (const role of NAMED_ROLES)
      expect(await peopleNamed(database.api, [role], roles()), role).toEqual(
        await peopleNamed(database.worker, [role], roles()),
      );
  });
});
