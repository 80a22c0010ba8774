import * as a from '../../contract/access-answers.ts';
import * as r from '../../contract/access-schemas.ts';
import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import { allCut } from '../../db/all-cut.ts';
import { type FreezeRow, freeze, unfreeze } from '../../db/intake/freezes.ts';
import { mayFreeze, readEmployee } from '../../db/reads/people.ts';
import { route } from '../route.ts';

/** The emergency freeze. */
export const freezeRoutes = [
  route({
    method: 'post',
    path: '/employees/{id}/freeze',
    operationId: 'freezePerson',
    tag: 'people',
    summary: {
      en: 'Freeze a person: once this has answered, nothing is served to them any more (HR, or somebody above them)',
      zh: '紧急冻结人员：一经答复即不再向其提供任何服务（人事或其上级）',
    },
    who: { may: 'signedIn' },
    takes: { params: s.idParams, body: r.freezeRequest },
    gives: a.freeze,
    idempotency: 'optional',
    async handle({ input: { params, body }, id, person, as, deps }) {
      const row = await as(async (tx) => {
        if (!(await readEmployee(tx, params.id))) throw new Refusal('notFound');
        if (params.id === person.id) throw new Refusal('freezeOneself');
        if (!(await mayFreeze(tx, params.id))) throw new Refusal('notForYou');
        return freeze(tx, { id, personId: params.id, by: person.id, reason: body.reason });
      });
      // The freeze stands; only that everything has ended cannot be told yet: the same request again waits on.
      if (!(await allCut(deps.db, params.id))) throw new Refusal('freezeUnderWay');
      return shown(row);
    },
  }),
  route({
    method: 'post',
    path: '/employees/{id}/unfreeze',
    operationId: 'unfreezePerson',
    tag: 'people',
    summary: { en: 'Lift the freeze of a person', zh: '解除人员冻结' },
    who: { may: 'roles', roles: ['hr'] },
    takes: { params: s.idParams },
    gives: a.freeze,
    idempotency: 'optional',
    async handle({ input: { params }, person, as }) {
      const row = await as((tx) => unfreeze(tx, params.id, person.id));
      if (!row) throw new Refusal('notFound');
      return shown(row);
    },
  }),
];

const shown = (row: FreezeRow) => ({
  id: row.id,
  personId: row.person_id,
  reason: row.reason,
  since: row.since,
  liftedAt: row.lifted_at,
});
