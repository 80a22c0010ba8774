import { Refusal } from '../../contract/failures.ts';
import * as a from '../../contract/permission-answers.ts';
import * as s from '../../contract/schemas.ts';
import { actsFor } from '../../db/reads/delegations.ts';
import { readStanding, relationsTo } from '../../db/reads/handovers.ts';
import { permissionsIn } from '../may-now.ts';
import { route } from '../route.ts';

/** What the caller may do on a case now. */
export const permissionRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/permissions',
    operationId: 'listPermissions',
    tag: 'handovers',
    summary: {
      en: 'What the caller may do on a handover now, and what speaks against the rest',
      zh: '当前用户此刻可对该移交执行的操作，以及其余操作不可执行的原因',
    },
    who: { may: 'seeCase' },
    takes: { params: s.handoverParams },
    gives: a.permissions,
    async handle({ input: { params }, person, locale, routes, as }) {
      return as(async (tx) => {
        const row = await readStanding(tx, params.handoverId);
        if (!row) throw new Refusal('notFound');
        const acting = await actsFor(tx, params.handoverId);
        const standing = {
          state: row.state,
          step: row.step,
          waitingFor: row.waiting_for,
          dueAt: row.due_at,
          closedAt: row.closed_at,
          awaitedIds: row.awaited_ids,
        };
        const relations = (await relationsTo(tx, params.handoverId, person.id)) ?? [];
        const mine = [person.id, ...acting.map((one) => one.personId)];
        return { items: permissionsIn(routes, person, { relations, mine, standing }, locale) };
      });
    },
  }),
];
