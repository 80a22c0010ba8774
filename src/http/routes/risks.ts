import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as m from '../../contract/messages.ts';
import * as rs from '../../contract/risk-schemas.ts';
import * as s from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { changeRisk, openRisk } from '../../db/intake/risks.ts';
import { countNotInCase } from '../../db/intake/inbox.ts';
import { readStanding } from '../../db/reads/handovers.ts';
import { employeesByRef } from '../../db/reads/people.ts';
import { policyOfCase } from '../../db/reads/policies.ts';
import { type RiskRow, listRisks, readRisk } from '../../db/reads/risks.ts';
import { type Locale, sentence } from '../../i18n/index.ts';
import { decide } from '../decide.ts';
import { versionIn } from '../if-match.ts';
import { route } from '../route.ts';

const tag = 'risks';
const params = s.handoverParams;
/** Whoever stands in the case may see a risk that the parties do not: the departments, and those above giver and receiver. */
const keeps = {
  may: 'actOnCase',
  relations: [
    'giver',
    'receiver',
    'supervisor',
    'approver',
    'deputy',
    'department',
    'starter',
    'managerOfGiver',
    'managerOfReceiver',
  ],
  roles: ['hr'],
} as const;
/** A score above all: without a rule nothing holds up the signatures. */
const NO_MARK = 26;

/** The register of risks: kept by the parties; high ones hold up the signatures until the supervisor accepts them. */
export const riskRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/risks',
    operationId: 'listRisks',
    tag,
    summary: { en: 'The risks of a handover', zh: '移交的风险登记' },
    who: { may: 'seeCase' },
    takes: { params, query: rs.risksQuery },
    gives: rs.risks,
    handle: ({ input, locale, as }) =>
      as(async (tx) => {
        const mark = await markOf(tx, input.params.handoverId);
        const page = await listRisks(tx, input.params.handoverId, mark, input.query);
        return { ...page, items: page.items.map((row) => shown(row, mark, locale)) };
      }),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/risks',
    operationId: 'openRisk',
    tag,
    summary: { en: 'Enter a risk', zh: '登记一项风险' },
    who: keeps,
    when: { case: 'open' },
    takes: { params, body: rs.riskRequest },
    gives: rs.risk,
    idempotency: 'optional',
    async handle({ input, id, person, locale, as }) {
      const { handoverId } = input.params;
      const { owner, ...entered } = input.body;
      return as(async (tx) => {
        await mustBeOpen(tx, handoverId);
        const { customerId } = entered;
        if (customerId !== undefined && (await countNotInCase(tx, handoverId, [customerId], null)) > 0)
          throw new Refusal('customersNotInHandover', { count: 1 }, '/customerId');
        await openRisk(
          tx,
          { id, handoverId, personId: person.id },
          { ...entered, ownerId: await ownerFrom(tx, owner) },
        );
        return one(tx, handoverId, id, locale);
      });
    },
  }),
  route({
    method: 'put',
    path: '/handovers/{handoverId}/risks/{riskId}',
    operationId: 'changeRisk',
    tag,
    summary: {
      en: 'Assess, mitigate or close a risk; a high one is lowered or closed by supervisor, deputies or HR; If-Match with the version guards against overwriting',
      zh: '评估、缓解或关闭一项风险；高风险只能由监交人、代理人或人事降低或关闭；可用 If-Match 携带版本防止覆盖',
    },
    who: keeps,
    when: { case: 'open' },
    takes: { params: rs.riskParams, body: rs.riskChangeRequest },
    ifMatch: 'optional',
    gives: rs.risk,
    async handle({ input, person, locale, req, res, deps, as }) {
      const { handoverId, riskId } = input.params;
      const { owner, ...change } = input.body;
      const expected = versionIn(req.get('If-Match'));
      const { risk, told } = await as(async (tx) => {
        await mustBeOpen(tx, handoverId);
        if (!(await readRisk(tx, handoverId, riskId))) throw new Refusal('notFound');
        const ownerId = owner === undefined ? undefined : await ownerFrom(tx, owner);
        await changeRisk(tx, { riskId, handoverId, personId: person.id }, { ...change, ownerId }, expected);
        const standing = await readStanding(tx, handoverId);
        return { risk: await one(tx, handoverId, riskId, locale), told: standing?.waiting_for === 'risks' };
      });
      // The case counts for itself what is left.
      if (told && !risk.blocking) await deps.gateway.inboxReady(handoverId);
      res.setHeader('ETag', `"${risk.version}"`);
      return risk;
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/risks/acceptance',
    operationId: 'acceptRisks',
    tag,
    summary: { en: 'The supervisor accepts risks as they are, with a reason', zh: '监交人说明理由后接受风险' },
    who: { may: 'actOnCase', relations: ['supervisor', 'deputy'] },
    when: { waits: ['risks'], awaited: true },
    takes: { params, body: rs.riskAcceptanceRequest },
    gives: a.progress,
    idempotency: 'optional',
    handle(call) {
      const { riskIds, reason } = call.input.body;
      return decide(call, {
        answers: ['risks'],
        definition: m.acceptRisksUpdate,
        text: { riskIds, comment: reason },
        argument: ({ personId }) => ({ personId, entryId: call.id }),
      });
    },
  }),
];

async function markOf(tx: Tx, handoverId: string): Promise<number> {
  return (await policyOfCase(tx, handoverId)).risks?.blockFrom ?? NO_MARK;
}

async function one(tx: Tx, handoverId: string, riskId: string, locale: Locale) {
  const row = await readRisk(tx, handoverId, riskId);
  if (!row) throw new Refusal('notFound');
  return shown(row, await markOf(tx, handoverId), locale);
}

/** @throws Refusal handoverOver */
async function mustBeOpen(tx: Tx, handoverId: string): Promise<void> {
  const standing = await readStanding(tx, handoverId);
  if (standing?.state === 'closed' || standing?.state === 'cancelled') throw new Refusal('handoverOver');
}

/** @throws Refusal personNotFound: nobody, or somebody who has left */
async function ownerFrom(tx: Tx, ref: string): Promise<string> {
  const found = (await employeesByRef(tx, [ref])).get(ref);
  if (!found || found.state === 'left') throw new Refusal('personNotFound', { person: ref }, '/owner');
  return found.id;
}

function shown(row: RiskRow, mark: number, locale: Locale) {
  const score = row.likelihood * row.effect;
  return {
    id: row.id,
    kind: row.kind,
    found: row.found,
    sentence: row.title ?? sentence(locale, 'labels', `risk.${row.kind}`),
    customer: row.customer,
    receiver: row.receiver,
    likelihood: row.likelihood,
    effect: row.effect,
    score,
    blocking: row.state === 'open' && score >= mark,
    mitigation: row.mitigation ?? (row.found ? sentence(locale, 'labels', `mitigation.${row.kind}`) : null),
    owner: row.owner,
    dueOn: row.due_on,
    state: row.state,
    acceptedBy: row.accepted_by,
    acceptedAt: row.accepted_at,
    openedAt: row.opened_at,
    version: row.version,
  };
}
