import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import { listAudit } from '../../db/reads/audit.ts';
import { listCustomers, readCustomer } from '../../db/reads/customers.ts';
import { countAwaiting } from '../../db/reads/handovers.ts';
import { employeesByRef, listEmployees, readEmployee } from '../../db/reads/people.ts';
import { listPolicies, readPolicy } from '../../db/reads/policies.ts';
import { openRoute, route } from '../route.ts';
import { told } from '../told.ts';

const who = { may: 'signedIn' } as const;

/** Customers, people, rules and records of what happened. */
export const companyRoutes = [
  route({
    method: 'get',
    path: '/me',
    operationId: 'getMe',
    tag: 'people',
    summary: { en: 'The caller, and how many handovers await them', zh: '当前用户及待其处理的移交数' },
    who,
    takes: {},
    gives: a.me,
    async handle({ person: { id, number, name, roles, locale }, as }) {
      const awaits = await as((tx) => countAwaiting(tx, id));
      return { person: { id, number, name }, roles, locale, awaits };
    },
  }),
  route({
    method: 'get',
    path: '/customers',
    operationId: 'listCustomers',
    tag: 'customers',
    summary: { en: 'Customers that the caller may see', zh: '可见的客户' },
    who,
    takes: { query: s.customersQuery },
    gives: a.customers,
    handle: ({ input: { query }, as }) =>
      as(async (tx) => {
        const owner =
          query.owner === undefined ? undefined : (await employeesByRef(tx, [query.owner])).get(query.owner);
        if (query.owner !== undefined && !owner) return { items: [], next: null };
        return listCustomers(tx, { ...query, ownerId: owner?.id });
      }),
  }),
  route({
    method: 'get',
    path: '/customers/{id}',
    operationId: 'getCustomer',
    tag: 'customers',
    summary: { en: 'A customer, what hangs on it, and who owned it when', zh: '客户、其关联记录数与归属历史' },
    who,
    takes: { params: s.idParams },
    gives: a.customer,
    handle: async ({ input, as }) => found(await as((tx) => readCustomer(tx, input.params.id))),
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
    summary: { en: 'An employee', zh: '员工' },
    who,
    takes: { params: s.idParams },
    gives: a.employee,
    handle: async ({ input, as }) => found(await as((tx) => readEmployee(tx, input.params.id))),
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
        const { handover: handoverId, subject: subjectId, cursor, limit } = query;
        return told(await listAudit(tx, { handoverId, subjectId, cursor, limit, order: 'desc' }), {
          locale,
          timeZone: person.timeZone,
        });
      }),
  }),
  route({
    method: 'get',
    path: '/policies',
    operationId: 'listPolicies',
    tag: 'policies',
    summary: { en: 'The policies and their versions', zh: '政策及其版本' },
    who,
    takes: {},
    gives: a.policies,
    handle: async ({ as }) => ({ items: await as(listPolicies) }),
  }),
  route({
    method: 'get',
    path: '/policies/{key}/{version}',
    operationId: 'getPolicy',
    tag: 'policies',
    summary: { en: 'A version of a policy', zh: '政策的一个版本' },
    who,
    takes: { params: s.policyParams },
    gives: a.policy,
    async handle({ input: { params }, as }) {
      const { policy: _, ...shown } = found(await as((tx) => readPolicy(tx, params.key, params.version)));
      return shown;
    },
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
