import { Refusal } from '../../contract/failures.ts';
import * as a from '../../contract/proposals-schemas.ts';
import * as s from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { changeEmployment } from '../../db/intake/employment.ts';
import { above, departmentByCode, employeesByRef, readEmployment } from '../../db/reads/people.ts';
import { route } from '../route.ts';

const takes = { params: s.idParams };

/** What HR says about somebody's post and presence, as far as handovers depend on it. */
export const employmentRoutes = [
  route({
    method: 'get',
    path: '/employees/{id}/employment',
    operationId: 'getEmployment',
    tag: 'people',
    summary: { en: 'Post and presence of an employee', zh: '员工的岗位与在岗状态' },
    who: { may: 'roles', roles: ['hr', 'manager', 'auditor'] },
    takes,
    gives: a.employment,
    handle: ({ input: { params }, person, as }) =>
      as(async (tx) => {
        const found = await readEmployment(tx, params.id);
        if (!found) throw new Refusal('notFound');
        // When somebody leaves is known to those above them, not to every manager.
        const all = person.roles.includes('hr') || person.roles.includes('auditor');
        if (!all && !(await above(tx, params.id)).some((boss) => boss.id === person.id)) throw new Refusal('notForYou');
        return found;
      }),
  }),
  route({
    method: 'put',
    path: '/employees/{id}/employment',
    operationId: 'changeEmployment',
    tag: 'people',
    summary: {
      en: 'Change post and presence of an employee; what is not named stays',
      zh: '变更员工的岗位与在岗状态，未填写的保持不变',
    },
    who: { may: 'roles', roles: ['hr'] },
    takes: { ...takes, body: a.employmentRequest },
    gives: a.employment,
    async handle({ input: { params, body }, as }) {
      return as(async (tx) => {
        if (!(await readEmployment(tx, params.id))) throw new Refusal('notFound');
        await changeEmployment(tx, params.id, {
          state: body.state,
          last_day: body.lastDay,
          away_from: body.awayFrom,
          away_until: body.awayUntil,
          title: body.title,
          level: body.level,
          department_id: await departmentId(tx, body.department),
          manager_id: await managerId(tx, body.manager),
        } as Parameters<typeof changeEmployment>[2]);
        const changed = await readEmployment(tx, params.id);
        if (!changed) throw new Refusal('notFound');
        return changed;
      });
    },
  }),
];

async function departmentId(tx: Tx, code: string | null | undefined): Promise<string | null | undefined> {
  if (code === null || code === undefined) return code;
  const found = await departmentByCode(tx, code);
  if (!found) throw new Refusal('departmentNotFound', { department: code }, '/department');
  return found.id;
}

async function managerId(tx: Tx, ref: string | null | undefined): Promise<string | null | undefined> {
  if (ref === null || ref === undefined) return ref;
  const found = (await employeesByRef(tx, [ref])).get(ref);
  if (!found || found.state === 'left') throw new Refusal('personNotFound', { person: ref }, '/manager');
  return found.id;
}
