import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import { handoverWorkflowId } from '../../contract/names.ts';
import * as s from '../../contract/schemas.ts';
import type { Step } from '../../contract/steps.ts';
import type { Tx } from '../../db/connect.ts';
import { areVerified, countNotInCase, writeExplanation, writeVerifications } from '../../db/intake/inbox.ts';
import { issueSignOffToken } from '../../db/intake/sign-off-token.ts';
import { readStanding } from '../../db/reads/handovers.ts';
import { countVerified, listMaterials, readMaterials } from '../../db/reads/materials.ts';
import { listReviews } from '../../db/reads/reviews.ts';
import { onceSettled } from '../decide.ts';
import { route } from '../route.ts';

const tag = 'preparation';
const params = s.handoverParams;
const TOKEN_DAYS = 7;

/** What giver and receivers read and enter per customer, and what they need to sign. */
export const preparationRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/materials',
    operationId: 'listMaterials',
    tag,
    summary: { en: 'The packs of the customers', zh: '各客户的移交资料' },
    who: { may: 'seeCase' },
    takes: { params, query: s.materialsQuery },
    gives: a.materials,
    handle: ({ input, as }) => as((tx) => listMaterials(tx, input.params.handoverId, input.query)),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/materials/{customerId}',
    operationId: 'getMaterials',
    tag,
    summary: { en: 'The pack of one customer', zh: '一个客户的移交资料' },
    who: { may: 'seeCase' },
    takes: { params: s.customerOfHandoverParams },
    gives: a.customerMaterials,
    async handle({ input, as }) {
      const found = await as((tx) => readMaterials(tx, input.params.handoverId, input.params.customerId));
      if (!found) throw new Refusal('notFound');
      return found;
    },
  }),
  route({
    method: 'put',
    path: '/handovers/{handoverId}/customers/{customerId}/explanation',
    operationId: 'explainCustomer',
    tag,
    summary: {
      en: 'What only the giver knows; If-Match with the version guards against overwriting',
      zh: '只有移交人知道的情况；可用 If-Match 携带版本防止覆盖',
    },
    who: { may: 'actOnCase', relations: ['giver'] },
    takes: { params: s.customerOfHandoverParams, body: s.explanationRequest },
    headers: ['If-Match'],
    gives: a.explanation,
    async handle({ input, person, req, res, as }) {
      const { handoverId, customerId } = input.params;
      const expected = versionIn(req.get('If-Match'));
      const version = await as(async (tx) => {
        const round = await mustBeAt(tx, handoverId, 'materials');
        if ((await countNotInCase(tx, handoverId, [customerId], null)) > 0)
          throw new Refusal('customersNotInHandover', { count: 1 });
        const entry = { handoverId, round, authorId: person.id, customerId, text: input.body.text };
        return writeExplanation(tx, entry, expected);
      });
      res.setHeader('ETag', `"${version}"`);
      return { customerId, version };
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/verifications',
    operationId: 'verifyCustomers',
    tag,
    summary: { en: 'The receiver says of customers whether their materials are right', zh: '接收人核对客户资料' },
    who: { may: 'actOnCase', relations: ['receiver'] },
    takes: { params, body: s.verificationsRequest },
    gives: a.verifications,
    async handle({ input, person, deps, as }) {
      const { handoverId } = input.params;
      const { customers } = input.body;
      const passed = await as(async (tx) => {
        const standing = await readStanding(tx, handoverId);
        // The same said again: whoever heard no answer is told that it was taken, also when the case has gone on since.
        if (standing && standing.step !== 'verification') {
          const entry = { handoverId, round: standing.round, authorId: person.id };
          if (await areVerified(tx, entry, customers)) return true;
        }
        const round = await mustBeAt(tx, handoverId, 'verification');
        const ids = customers.map((c) => c.customerId);
        const count = await countNotInCase(tx, handoverId, ids, person.id);
        if (count > 0) throw new Refusal('customersNotInHandover', { count }, '/customers');
        await writeVerifications(tx, { handoverId, round, authorId: person.id }, customers);
        return false;
      });
      // Counted after the commit: of two receivers who finish at once, at least the later one sees both.
      const counts = await as((tx) => countVerified(tx, handoverId, person.id));
      if (!passed && counts.all.done >= counts.all.of) await deps.gateway.inboxReady(handoverId);
      return counts;
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/sign-offs/token',
    operationId: 'issueSignOffToken',
    tag,
    summary: {
      en: 'A one-time token with which the caller signs by a signal to Temporal',
      zh: '签发一次性令牌，可通过 Temporal 信号签署',
    },
    who: { may: 'actOnCase', relations: ['giver', 'receiver', 'supervisor'] },
    takes: { params },
    gives: a.signOffToken,
    async handle(call) {
      const { input, person, deps, as } = call;
      const { handoverId } = input.params;
      // A signal that comes too early is lost, so the workflow itself must be ready for it.
      await onceSettled(call, ['signOff'], async () => {
        const live = await deps.gateway.progress(handoverId);
        if (live && live.waitingFor !== 'signOff') throw new Refusal('notNow');
      });
      return as(async (tx) => {
        const round = await mustBeAt(tx, handoverId, 'signOff');
        const standing = await readStanding(tx, handoverId);
        if (!standing?.plan_hash) throw new Refusal('notNow');
        if (!standing.awaited_ids.includes(person.id)) throw new Refusal('notAwaited');
        const now = Date.now();
        const expiresAt =
          standing.due_at && standing.due_at.getTime() > now
            ? standing.due_at
            : new Date(now + TOKEN_DAYS * 86_400_000);
        const grant = { handoverId, round, personId: person.id, planHash: standing.plan_hash, expiresAt };
        const token = await issueSignOffToken(tx, grant);
        const signal = JSON.stringify({ token, decision: 'signed' });
        const flags = (deps.temporalFlags ?? []).map((flag) => ` ${flag}`).join('');
        const command = `temporal workflow signal${flags} --workflow-id ${handoverWorkflowId(handoverId)} --name signOff --input '${signal}'`;
        return { token, expiresAt, command };
      });
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/reviews',
    operationId: 'listReviews',
    tag,
    summary: { en: 'The follow-up reviews with their answers', zh: '跟踪回访与答复' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: a.reviews,
    handle: async ({ input, as }) => ({ items: await as((tx) => listReviews(tx, input.params.handoverId)) }),
  }),
];

/** @returns the round; @throws Refusal notNow when the case is not at the step */
async function mustBeAt(tx: Tx, handoverId: string, step: Step): Promise<number> {
  const standing = await readStanding(tx, handoverId);
  if (!standing) throw new Refusal('notFound');
  if (standing.state !== 'running' || standing.step !== step) throw new Refusal('notNow');
  return standing.round;
}

function versionIn(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch === '*') return null;
  const version = /^"?(\d{1,9})"?$/.exec(ifMatch.trim())?.[1];
  if (version === undefined) throw new Refusal('versionDiffers');
  return Number(version);
}
