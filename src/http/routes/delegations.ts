import * as d from '../../contract/delegation-schemas.ts';
import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { endDelegation, makeDelegation } from '../../db/intake/delegations.ts';
import { listDelegations, readDelegation } from '../../db/reads/delegations.ts';
import { type EmployeeRow, employeesByRef } from '../../db/reads/people.ts';
import { route } from '../route.ts';

const who = { may: 'signedIn' } as const;
const tag = 'people';
const LONGEST_DAYS = 366;

/** Who acts for whom, for a time. */
export const delegationRoutes = [
  route({
    method: 'get',
    path: '/delegations',
    operationId: 'listDelegations',
    tag,
    summary: {
      en: 'Delegations that the caller gave or holds; HR and auditors: all',
      zh: '本人授出或持有的委托（人事与审计：全部）',
    },
    who,
    takes: { query: d.delegationsQuery },
    gives: d.delegations,
    handle: ({ input: { query }, as }) => as((tx) => listDelegations(tx, query)),
  }),
  route({
    method: 'post',
    path: '/delegations',
    operationId: 'makeDelegation',
    tag,
    summary: {
      en: 'Let somebody give approvals and signatures for oneself, for a time',
      zh: '委托他人在一段时间内代为审批与签署',
    },
    who,
    takes: { body: d.delegationRequest },
    gives: d.delegation,
    idempotency: 'optional',
    handle: ({ input: { body }, id, person, as }) =>
      as(async (tx) => {
        const there = await readDelegation(tx, id);
        if (there) return there;
        const from = body.from === undefined ? person.id : (await activePerson(tx, body.from, '/from')).id;
        if (from !== person.id && !person.roles.includes('hr')) throw new Refusal('notForYou');
        const to = await activePerson(tx, body.to, '/to');
        if (to.id === from || to.id === person.id) throw new Refusal('delegateToOneself', {}, '/to');
        const starts = Math.max(Date.parse(body.startsAt ?? new Date().toISOString()), Date.now());
        const days = (Date.parse(body.endsAt) - starts) / 86_400_000;
        if (days <= 0 || days > LONGEST_DAYS)
          throw new Refusal('delegationEndWrong', { days: LONGEST_DAYS }, '/endsAt');
        const { startsAt, endsAt, reason } = body;
        await makeDelegation(tx, { id, fromId: from, toId: to.id, reason, startsAt, endsAt, by: person.id });
        return found(await readDelegation(tx, id));
      }),
  }),
  route({
    method: 'post',
    path: '/delegations/{id}/end',
    operationId: 'endDelegation',
    tag,
    summary: {
      en: 'End a delegation now, as who gave it, holds it, or HR',
      zh: '立即终止委托（委托人、受托人或人事）',
    },
    who,
    takes: { params: s.idParams },
    gives: d.delegation,
    idempotency: 'optional',
    handle: ({ input: { params }, person, as }) =>
      as(async (tx) => {
        const there = found(await readDelegation(tx, params.id));
        // The line above may look, and leaves it to whom it concerns.
        if (![there.from.id, there.to.id].includes(person.id) && !person.roles.includes('hr'))
          throw new Refusal('notForYou');
        await endDelegation(tx, params.id, person.id);
        return found(await readDelegation(tx, params.id));
      }),
  }),
];

async function activePerson(tx: Tx, ref: string, pointer: string): Promise<EmployeeRow> {
  const person = (await employeesByRef(tx, [ref])).get(ref);
  if (!person || person.state === 'left') throw new Refusal('personNotFound', { person: ref }, pointer);
  return person;
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal('notFound');
  return value;
}
