import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as p from '../../contract/people-schemas.ts';
import * as s from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { changeDepartment, changeEmployee, makeDepartment, makeEmployee } from '../../db/intake/people.ts';
import { listDepartments, readDepartment } from '../../db/reads/departments.ts';
import { departmentByCode, employeeVersion, employeesByRef, readEmployee } from '../../db/reads/people.ts';
import { versionIn } from '../if-match.ts';
import type { Person } from '../identity.ts';
import { type Call, route } from '../route.ts';

const tag = 'people';
const keeps = { who: { may: 'roles', roles: ['hr', 'service'] }, scope: 'scim' } as const;
const params = s.idParams;

/** Employees and departments, as HR and the company's directory keep them. */
export const peopleRoutes = [
  route({
    method: 'post',
    path: '/employees',
    operationId: 'createEmployee',
    tag,
    summary: { en: 'A new employee', zh: '新增员工' },
    ...keeps,
    takes: { body: p.employeeRequest },
    gives: a.employee,
    status: 201,
    idempotency: 'optional',
    handle: ({ input: { body }, id, person, res, as }) => {
      mustGiveRoles(person, body);
      res.location(`/api/v1/employees/${id}`);
      return as(async (tx) => {
        const { number, name, email } = body;
        await makeEmployee(tx, id, { ...(await columnsOf(tx, body)), number, name, email });
        return one(tx, id, res);
      });
    },
  }),
  route({
    method: 'patch',
    path: '/employees/{id}',
    operationId: 'changeEmployee',
    tag,
    summary: {
      en: 'Change what is named; a departure is started by POST /departures, absence and state are those of /employment',
      zh: '修改所列各项；离职通过 POST /departures 发起，缺勤与状态见 /employment',
    },
    ...keeps,
    takes: { params, body: p.employeeChangeRequest },
    ifMatch: 'optional',
    gives: a.employee,
    handle: ({ input: { params: of, body }, person, req, res, as }) => {
      mustGiveRoles(person, body);
      const expected = versionIn(req.get('If-Match'));
      return as(async (tx) => {
        await changeEmployee(tx, of.id, await columnsOf(tx, body), expected);
        return one(tx, of.id, res);
      });
    },
  }),
  route({
    method: 'get',
    path: '/departments',
    operationId: 'listDepartments',
    tag,
    summary: { en: 'Departments, by code', zh: '部门，按编码' },
    who: { may: 'signedIn' },
    takes: { query: p.departmentsQuery },
    gives: p.departments,
    handle: ({ input, as }) => as((tx) => listDepartments(tx, input.query)),
  }),
  route({
    method: 'get',
    path: '/departments/{id}',
    operationId: 'getDepartment',
    tag,
    summary: { en: 'A department, with an ETag', zh: '部门（含 ETag）' },
    who: { may: 'signedIn' },
    takes: { params },
    gives: p.department,
    handle: ({ input, res, as }) => as((tx) => department(tx, input.params.id, res)),
  }),
  route({
    method: 'post',
    path: '/departments',
    operationId: 'createDepartment',
    tag,
    summary: { en: 'A new department', zh: '新增部门' },
    ...keeps,
    takes: { body: p.departmentRequest },
    gives: p.department,
    status: 201,
    idempotency: 'optional',
    handle: ({ input: { body }, id, res, as }) => {
      res.location(`/api/v1/departments/${id}`);
      return as(async (tx) => {
        const { code, zh, en, coordinator } = body;
        const coordinator_id = await personId(tx, coordinator, '/coordinator');
        await makeDepartment(tx, id, { code, name_zh: zh, name_en: en, coordinator_id });
        return department(tx, id, res);
      });
    },
  }),
  route({
    method: 'patch',
    path: '/departments/{id}',
    operationId: 'changeDepartment',
    tag,
    summary: { en: 'Change what is named of a department', zh: '修改部门所列各项' },
    ...keeps,
    takes: { params, body: p.departmentChangeRequest },
    ifMatch: 'optional',
    gives: p.department,
    handle: ({ input: { params: of, body }, req, res, as }) => {
      const expected = versionIn(req.get('If-Match'));
      return as(async (tx) => {
        const { code, zh, en, coordinator } = body;
        const coordinator_id = await personId(tx, coordinator, '/coordinator');
        await changeDepartment(tx, of.id, { code, name_zh: zh, name_en: en, coordinator_id }, expected);
        return department(tx, of.id, res);
      });
    },
  }),
];

type Res = Call<unknown>['res'];

/** A program stands for HR in the directory, and gives nobody a role. @throws Refusal rolesByHr */
function mustGiveRoles(person: Person, { roles }: p.EmployeeChange): void {
  if (roles !== undefined && !person.roles.includes('hr')) throw new Refusal('rolesByHr', {}, '/roles');
}

async function columnsOf(tx: Tx, change: p.EmployeeChange) {
  const { department: code, manager, timeZone, ...same } = change;
  return {
    ...same,
    time_zone: timeZone,
    department_id: await departmentId(tx, code),
    manager_id: await personId(tx, manager, '/manager'),
  };
}

async function departmentId(tx: Tx, code: string | null | undefined): Promise<string | null | undefined> {
  if (code === null || code === undefined) return code;
  const found = await departmentByCode(tx, code);
  if (!found) throw new Refusal('departmentNotFound', { department: code }, '/department');
  return found.id;
}

async function personId(tx: Tx, ref: string | null | undefined, pointer: string): Promise<string | null | undefined> {
  if (ref === null || ref === undefined) return ref;
  const found = (await employeesByRef(tx, [ref])).get(ref);
  if (!found || found.state === 'left') throw new Refusal('personNotFound', { person: ref }, pointer);
  return found.id;
}

async function one(tx: Tx, id: string, res: Res) {
  const found = await readEmployee(tx, id);
  if (!found) throw new Refusal('notFound');
  res.setHeader('ETag', `"${await employeeVersion(tx, id)}"`);
  return found;
}

async function department(tx: Tx, id: string, res: Res) {
  const found = await readDepartment(tx, id);
  if (!found) throw new Refusal('notFound');
  res.setHeader('ETag', `"${found.version}"`);
  return found;
}
