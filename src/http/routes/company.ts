import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import { listAudit } from '../../db/reads/audit.ts';
import { countAwaiting } from '../../db/reads/handovers.ts';
import { employeeVersion, listEmployees, readEmployee } from '../../db/reads/people.ts';
import { auditFilter } from '../list-filters.ts';
import { openRoute, route } from '../route.ts';
import { inScope } from '../scope.ts';
import { told } from '../told.ts';
import { mayAtAll } from '../who.ts';

const who = { may: 'signedIn' } as const;

/** People and records of what happened. */
export const companyRoutes = [
  route({
    method: 'get',
    path: '/me',
    operationId: 'getMe',
    tag: 'people',
    summary: {
      en: 'The caller, what they may call at all, and how many handovers await them',
      zh: '当前用户、其可用的操作及待其处理的移交数',
    },
    who,
    scope: 'any',
    takes: {},
    gives: a.me,
    async handle({ person: { id, number, name, roles, scopes, locale }, routes, as }) {
      const awaits = await as((tx) => countAwaiting(tx, id));
      const permissions = routes
        .filter((one) => mayAtAll(one.who, roles) && inScope(one, scopes))
        .map((one) => one.operationId);
      return { person: { id, number, name }, roles, scopes: scopes && [...scopes], locale, awaits, permissions };
    },
  }),
  route({
    method: 'get',
    path: '/employees',
    operationId: 'listEmployees',
    tag: 'people',
    summary: { en: 'Employees, by number', zh: '员工，按工号' },
    who,
    takes: { query: s.employeesQuery },
    gives: a.employees,
    handle: ({ input, as }) => as((tx) => listEmployees(tx, input.query)),
  }),
  route({
    method: 'get',
    path: '/employees/{id}',
    operationId: 'getEmployee',
    tag: 'people',
    summary: { en: 'An employee, with an ETag', zh: '员工（含 ETag）' },
    who,
    takes: { params: s.idParams },
    gives: a.employee,
    handle: ({ input: { params }, res, as }) =>
      as(async (tx) => {
        const employee = found(await readEmployee(tx, params.id));
        res.setHeader('ETag', `"${await employeeVersion(tx, params.id)}"`);
        return employee;
      }),
  }),
  route({
    method: 'get',
    path: '/audit',
    operationId: 'listAudit',
    tag: 'audit',
    summary: { en: 'The audit log, newest first', zh: '审计日志，新的在前' },
    who: { may: 'roles', roles: ['hr', 'auditor'] },
    takes: { query: s.auditQuery },
    gives: a.auditEntries,
    handle: ({ input: { query }, locale, person, as }) =>
      as(async (tx) => {
        const filter = await auditFilter(tx, query);
        if (filter === undefined) return { items: [], next: null };
        return told(await listAudit(tx, { ...filter, order: 'desc' }), {
          locale,
          timeZone: person.timeZone,
        });
      }),
  }),
];

/** What is there on a demonstration machine only; elsewhere each answers notFound. */
export const demoRoutes = [
  openRoute({
    method: 'post',
    path: '/demo/token',
    operationId: 'demoToken',
    tag: 'demo',
    summary: { en: 'A bearer token for one of the people', zh: '为演示人员签发令牌' },
    takes: { body: s.demoTokenRequest },
    gives: a.demoToken,
    handle: async ({ input, deps: { demo } }) => ({
      ...(await found(demo).token(input.body.employeeNumber)),
      tokenType: 'Bearer',
    }),
  }),
  openRoute({
    method: 'get',
    path: '/demo/people',
    operationId: 'demoPeople',
    tag: 'demo',
    summary: { en: 'Whom one can sign in as', zh: '可以登录的演示人员' },
    takes: {},
    gives: a.demoPeople,
    handle: async ({ deps: { demo } }) => ({ items: await found(demo).people() }),
  }),
  route({
    method: 'get',
    path: '/outbox',
    operationId: 'listOutbox',
    tag: 'demo',
    summary: { en: 'The mails that were sent, newest first', zh: '已发送的邮件，新的在前' },
    who,
    takes: {},
    gives: a.outbox,
    handle: async ({ deps: { outbox } }) => ({ items: await found(outbox).list() }),
  }),
];

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal('notFound');
  return value;
}
