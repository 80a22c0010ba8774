import * as a from '../../contract/access-answers.ts';
import * as r from '../../contract/access-schemas.ts';
import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import {
  LONGEST_GRANT_DAYS,
  endSharingRule,
  giveGrant,
  makeSharingRule,
  readGrant,
  revokeGrant,
  setTeam,
} from '../../db/intake/access.ts';
import {
  callersReach,
  listAccess,
  listAccessLog,
  listSharingRules,
  readSharingRule,
  readTeam,
} from '../../db/reads/access.ts';
import { departmentByCode, employeesByRef } from '../../db/reads/people.ts';
import { sendExport } from '../export.ts';
import { SENT, route } from '../route.ts';

const tag = 'access';
const who = { may: 'signedIn' } as const;
const hr = { may: 'roles', roles: ['hr'] } as const;
const readers = { may: 'roles', roles: ['hr', 'auditor'] } as const;
const DAY_MS = 86_400_000;

/** Who may what: grants, teams, sharing rules, and what was opened and exported. */
export const accessRoutes = [
  route({
    method: 'get',
    path: '/customers/export',
    operationId: 'exportCustomers',
    tag,
    summary: {
      en: 'The customers that the caller may export, as CSV; is logged',
      zh: '以 CSV 导出有权导出的客户；会被记录',
    },
    who,
    takes: { query: r.exportQuery },
    gives: a.exported,
    alsoGives: 'text/csv',
    async handle(call) {
      await sendExport(call);
      return SENT;
    },
  }),
  route({
    method: 'get',
    path: '/customers/{id}/access',
    operationId: 'listAccess',
    tag,
    summary: { en: 'Who may what at a customer, and why', zh: '谁可对该客户做什么及其依据' },
    who,
    takes: { params: s.idParams },
    gives: a.access,
    handle: ({ input: { params }, as }) =>
      as(async (tx) => {
        const { sees, above, shares, audits } = await callersReach(tx, params.id);
        if (!sees) throw new Refusal('notFound');
        if (!above && !shares && !audits) throw new Refusal('notForYou');
        return { customerId: params.id, items: await listAccess(tx, params.id) };
      }),
  }),
  route({
    method: 'post',
    path: '/customers/{id}/grants',
    operationId: 'grantAccess',
    tag,
    summary: { en: 'Give somebody a level at a customer until an end', zh: '授予某人对该客户的限期权限' },
    who,
    takes: { params: s.idParams, body: r.grantRequest },
    gives: a.grant,
    idempotency: 'optional',
    handle: ({ input: { params, body }, id, person, as }) =>
      as(async (tx) => {
        const { sees, above, shares } = await callersReach(tx, params.id);
        if (!sees) throw new Refusal('notFound');
        if (!above && !(shares && isTeamLevel(body.level))) throw new Refusal('notForYou');
        const granteeId = await personOf(tx, body.grantee, '/grantee');
        if (granteeId === person.id) throw new Refusal('grantToOneself', {}, '/grantee');
        const lastsMs = Date.parse(body.endsAt) - Date.now();
        if (lastsMs <= 0 || lastsMs > LONGEST_GRANT_DAYS * DAY_MS)
          throw new Refusal('grantEndWrong', { days: LONGEST_GRANT_DAYS }, '/endsAt');
        // The same request again, whose first answer was lost.
        return shownGrant(
          (await readGrant(tx, id)) ??
            (await giveGrant(tx, { ...body, id, customerId: params.id, granteeId, by: person.id })),
        );
      }),
  }),
  route({
    method: 'post',
    path: '/grants/{id}/revoke',
    operationId: 'revokeGrant',
    tag,
    summary: {
      en: 'Take a grant back, as who gave it, holds it, is above the owner of the customer, or HR',
      zh: '收回授权（授权人、被授权人、归属人及其上级或人事）',
    },
    who,
    takes: { params: s.idParams },
    gives: a.grant,
    idempotency: 'optional',
    handle: ({ input: { params }, as }) =>
      as(async (tx) => {
        const revoked = await revokeGrant(tx, params.id);
        if (revoked === undefined) throw new Refusal('notFound');
        const stands = revoked ?? (await readGrant(tx, params.id));
        if (!stands?.revoked_at) throw new Refusal('notForYou');
        return shownGrant(stands);
      }),
  }),
  route({
    method: 'get',
    path: '/customers/{id}/team',
    operationId: 'getTeam',
    tag,
    summary: { en: 'The team of a customer', zh: '客户团队' },
    who,
    takes: { params: s.idParams },
    gives: a.team,
    handle: ({ input: { params }, as }) =>
      as(async (tx) => {
        if (!(await callersReach(tx, params.id)).sees) throw new Refusal('notFound');
        return { customerId: params.id, members: await readTeam(tx, params.id) };
      }),
  }),
  route({
    method: 'put',
    path: '/customers/{id}/team',
    operationId: 'setTeam',
    tag,
    summary: { en: 'Say who is in the team of a customer', zh: '设定客户团队成员' },
    who,
    takes: { params: s.idParams, body: r.teamRequest },
    gives: a.team,
    handle: ({ input: { params, body }, person, as }) =>
      as(async (tx) => {
        const { sees, above, shares } = await callersReach(tx, params.id);
        if (!sees) throw new Refusal('notFound');
        if (!above && !shares) throw new Refusal('notForYou');
        const members = [];
        for (const [at, { person: ref, level, role }] of body.members.entries())
          members.push({ personId: await personOf(tx, ref, `/members/${at}/person`), level, role });
        const before = await readTeam(tx, params.id);
        // Who may share, shares with others: what they themselves may is not theirs to say.
        const mine = members.find((member) => member.personId === person.id);
        const was = before.find((member) => member.person.id === person.id);
        if (!above && mine && (mine.level !== was?.level || mine.role !== was.role)) throw new Refusal('notForYou');
        await setTeam(tx, params.id, members);
        return { customerId: params.id, members: await readTeam(tx, params.id) };
      }),
  }),
  route({
    method: 'get',
    path: '/sharing-rules',
    operationId: 'listSharingRules',
    tag,
    summary: { en: 'The sharing rules, newest first', zh: '共享规则，新的在前' },
    who: readers,
    takes: { query: r.sharingRulesQuery },
    gives: a.sharingRules,
    handle: ({ input: { query }, as }) => as((tx) => listSharingRules(tx, query)),
  }),
  route({
    method: 'post',
    path: '/sharing-rules',
    operationId: 'makeSharingRule',
    tag,
    summary: { en: 'Open customers to a group of people by a rule', zh: '按规则向一组人员开放客户' },
    who: hr,
    takes: { body: r.sharingRuleRequest },
    gives: a.sharingRule,
    idempotency: 'optional',
    handle: ({ input: { body }, id, person, as }) =>
      as(async (tx) => {
        if (body.endsAt !== undefined && Date.parse(body.endsAt) <= Date.now())
          throw new Refusal('ruleEndPast', {}, '/endsAt');
        const { readers: of, customers } = body;
        const there = await readSharingRule(tx, id);
        if (there) return there;
        await makeSharingRule(tx, {
          id,
          readerDepartmentId: await departmentOf(tx, of.department, '/readers/department'),
          readerRegion: of.region ?? null,
          readerRole: of.role ?? null,
          customerRegion: customers.region ?? null,
          customerIndustry: customers.industry ?? null,
          ownerDepartmentId: await departmentOf(tx, customers.ownerDepartment, '/customers/ownerDepartment'),
          level: body.level,
          reason: body.reason,
          endsAt: body.endsAt ?? null,
          by: person.id,
        });
        return found(await readSharingRule(tx, id));
      }),
  }),
  route({
    method: 'post',
    path: '/sharing-rules/{id}/end',
    operationId: 'endSharingRule',
    tag,
    summary: { en: 'End a sharing rule now', zh: '立即终止共享规则' },
    who: hr,
    takes: { params: s.idParams },
    gives: a.sharingRule,
    idempotency: 'optional',
    handle: ({ input: { params }, as }) =>
      as(async (tx) => {
        await endSharingRule(tx, params.id);
        return found(await readSharingRule(tx, params.id));
      }),
  }),
  route({
    method: 'get',
    path: '/access-log',
    operationId: 'listAccessLog',
    tag,
    summary: {
      en: 'Who opened sensitive fields unmasked or exported customers, newest first',
      zh: '敏感字段查看与客户导出记录，新的在前',
    },
    who: readers,
    takes: { query: r.accessLogQuery },
    gives: a.accessLog,
    handle: ({ input: { query }, as }) => as((tx) => listAccessLog(tx, query)),
  }),
];

const isTeamLevel = (level: string) => r.TEAM_LEVELS.some((one) => one === level);

async function personOf(tx: Tx, ref: string, pointer: string): Promise<string> {
  const person = (await employeesByRef(tx, [ref])).get(ref);
  if (!person || person.state === 'left') throw new Refusal('personNotFound', { person: ref }, pointer);
  return person.id;
}

async function departmentOf(tx: Tx, code: string | undefined, pointer: string): Promise<string | null> {
  if (code === undefined) return null;
  const department = await departmentByCode(tx, code);
  if (!department) throw new Refusal('departmentNotFound', { department: code }, pointer);
  return department.id;
}

const shownGrant = (grant: NonNullable<Awaited<ReturnType<typeof readGrant>>>) => ({
  id: grant.id,
  customerId: grant.customer_id,
  handoverId: grant.handover_id,
  granteeId: grant.grantee_id,
  level: grant.level,
  reason: grant.reason,
  startsAt: grant.starts_at,
  endsAt: grant.ends_at,
  revokedAt: grant.revoked_at,
});

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal('notFound');
  return value;
}
