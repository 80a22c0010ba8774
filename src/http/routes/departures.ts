import * as d from '../../contract/departure.ts';
import { Refusal } from '../../contract/failures.ts';
import { departureOf } from '../../contract/kinds.ts';
import * as a from '../../contract/proposals-schemas.ts';
import * as s from '../../contract/schemas.ts';
import { writeCancelReason, writeDeparture } from '../../db/intake/departures.ts';
import { listDepartures, readDeparture, readDepartureStart } from '../../db/reads/departures.ts';
import { employeesByRef } from '../../db/reads/people.ts';
import { readPolicy } from '../../db/reads/policies.ts';
import { type Locale, sentence } from '../../i18n/index.ts';
import { beginDeparture } from '../begin-departure.ts';
import { mustBeNear } from '../near.ts';
import { API_PREFIX } from '../openapi.ts';
import { route } from '../route.ts';

const tag = 'departures';
const hr = { may: 'roles', roles: ['hr'] } as const;

/** The departure of a person as a whole. */
export const departureRoutes = [
  route({
    method: 'post',
    path: '/departures',
    operationId: 'startDeparture',
    tag,
    summary: {
      en: 'Somebody leaves: begins to see to it that nothing names them any more',
      zh: '启动离职流程，直至不再有任何事项归于其名下',
    },
    who: hr,
    takes: { body: a.departureRequest },
    gives: a.departureStarted,
    status: 202,
    idempotency: 'required',
    async handle({ id, input: { body }, person, deps, as }) {
      const start = await as(async (tx) => {
        const before = await readDepartureStart(tx, id);
        if (before) return before;
        const employee = (await employeesByRef(tx, [body.employee])).get(body.employee);
        if (!employee) throw new Refusal('personNotFound', { person: body.employee }, '/employee');
        if (employee.id === person.id) throw new Refusal('notForYou', {}, '/employee');
        mustBeNear(`${body.lastDay}T00:00:00Z`, '/lastDay');
        const policy = await readPolicy(tx, body.policy);
        if (!policy) throw new Refusal('policyNotFound', { policy: body.policy }, '/policy');
        await writeDeparture(tx, {
          id,
          employeeId: employee.id,
          startedBy: person.id,
          reason: body.reason,
          lastDay: body.lastDay,
          rule: departureOf(policy.policy),
        });
        return readDepartureStart(tx, id);
      });
      if (!start) throw new Refusal('internal');
      await beginDeparture(deps, start);
      return { id, links: { self: `${API_PREFIX}/departures/${id}` } };
    },
  }),
  route({
    method: 'get',
    path: '/departures',
    operationId: 'listDepartures',
    tag,
    summary: { en: 'Departures that the caller may see, newest first', zh: '可见的离职流程，新的在前' },
    who: { may: 'signedIn' },
    takes: { query: a.departuresQuery },
    gives: a.departures,
    handle: ({ input: { query }, locale, as }) =>
      as(async (tx) => {
        const page = await listDepartures(tx, query);
        return { ...page, items: page.items.map((one) => ({ ...one, left: named(locale, one.left) })) };
      }),
  }),
  route({
    method: 'get',
    path: '/departures/{id}',
    operationId: 'getDeparture',
    tag,
    summary: { en: 'A departure, and what is left of it at this moment', zh: '离职流程及当前剩余事项' },
    who: { may: 'signedIn' },
    takes: { params: s.idParams },
    gives: a.departure,
    async handle({ input, locale, as }) {
      const found = await as((tx) => readDeparture(tx, input.params.id));
      if (!found) throw new Refusal('notFound');
      return { ...found, left: named(locale, found.left) };
    },
  }),
  route({
    method: 'post',
    path: '/departures/{id}/look',
    operationId: 'lookAtDeparture',
    tag,
    summary: { en: 'Look again now: a departure of which nothing is left ends', zh: '立即重新检查，无剩余事项即结束' },
    who: hr,
    takes: { params: s.idParams },
    gives: a.departureStarted,
    status: 202,
    idempotency: 'optional',
    async handle({ input: { params }, deps, as }) {
      const start = await as((tx) => readDepartureStart(tx, params.id));
      if (!start) throw new Refusal('notFound');
      if (start.state === 'closed' || start.state === 'cancelled') throw new Refusal('departureOver');
      await beginDeparture(deps, start);
      await deps.gateway.lookAtDeparture(start.employee_id);
      return { id: params.id, links: { self: `${API_PREFIX}/departures/${params.id}` } };
    },
  }),
  route({
    method: 'post',
    path: '/departures/{id}/cancel',
    operationId: 'cancelDeparture',
    tag,
    summary: {
      en: 'The person stays: their handovers that have not moved anything are cancelled too',
      zh: '取消离职，人员留任；尚未转移的移交一并取消',
    },
    who: hr,
    takes: { params: s.idParams, body: a.cancelDepartureRequest },
    gives: a.departureStarted,
    idempotency: 'optional',
    async handle({ input: { params, body }, id, person, deps, as }) {
      const start = await as(async (tx) => {
        const found = await readDepartureStart(tx, params.id);
        if (!found) throw new Refusal('notFound');
        if (found.state === 'closed') throw new Refusal('departureOver');
        if (found.state !== 'cancelled') await writeCancelReason(tx, params.id, body.reason);
        return found;
      });
      if (start.state !== 'cancelled') {
        await beginDeparture(deps, start);
        await deps.gateway.updateDeparture(start.employee_id, d.cancelDepartureUpdate, { personId: person.id }, id);
      }
      return { id: params.id, links: { self: `${API_PREFIX}/departures/${params.id}` } };
    },
  }),
];

const named = (locale: Locale, left: d.Left[]) =>
  left.map(({ what, n }) => ({ what, sentence: sentence(locale, 'labels', `left.${what}`), count: n }));
