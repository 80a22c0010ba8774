import * as a from '../../contract/answers.ts';
import { DISCREPANCY_MOVES, type DiscrepancyAct, isUnsettled } from '../../contract/discrepancies.ts';
import { Refusal } from '../../contract/failures.ts';
import { TIERS, type Tier } from '../../contract/policy.ts';
import type { Relation } from '../../contract/roles.ts';
import * as s from '../../contract/schemas.ts';
import { type CheckPoint, type VerificationRule, missingPoints, unknownPoints } from '../../contract/verification.ts';
import * as va from '../../contract/verification-answers.ts';
import * as vs from '../../contract/verification-schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { openDiscrepancies, speak, withdrawDiscrepancies } from '../../db/intake/discrepancies.ts';
import { type Verified, areVerified, countNotInCase, writeVerifications } from '../../db/intake/inbox.ts';
import { countDiscrepancies, listDiscrepancies, readDiscrepancy, tiersOf } from '../../db/reads/discrepancies.ts';
import { readStanding, relationsTo } from '../../db/reads/handovers.ts';
import { countVerified } from '../../db/reads/materials.ts';
import { policyOfCase } from '../../db/reads/policies.ts';
import type { Locale } from '../../i18n/index.ts';
import { type Call, route } from '../route.ts';
import { mustBeAt } from '../standing.ts';

const tag = 'verification';
const params = s.handoverParams;
const NONE = { open: 0, answered: 0, agreed: 0, withdrawn: 0, accepted: 0, mend: 0 };

/** What receivers check, and what receiver, giver and supervisor have to say about what is not right. */
export const verificationRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/verifications',
    operationId: 'getVerification',
    tag,
    summary: { en: 'What is to be checked, how far it is, and what was found', zh: '核对内容、进度与发现的差异' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: va.verification,
    handle: ({ input: { params: of }, person, locale, as }) =>
      as(async (tx) => {
        const { verification: rule } = await policyOfCase(tx, of.handoverId);
        return {
          ...(await countVerified(tx, of.handoverId, person.id)),
          discrepancies: {
            ...NONE,
            ...(await countDiscrepancies(tx, of.handoverId)),
          },
          discrepancyDays: rule.discrepancyDays ?? null,
          checklists: checklistsOf(rule, locale),
        };
      }),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/verifications',
    operationId: 'verifyCustomers',
    tag,
    summary: { en: 'The receiver says of customers whether their materials are right', zh: '接收人核对客户资料' },
    who: { may: 'actOnCase', relations: ['receiver'] },
    when: { steps: ['verification'] },
    takes: { params, body: vs.verificationsRequest },
    gives: a.verifications,
    idempotency: 'optional',
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
        await take(tx, { handoverId, round, authorId: person.id }, customers);
        return false;
      });
      // Counted after the commit: of two receivers who finish at once, at least the later one sees both.
      const counts = await as((tx) => countVerified(tx, handoverId, person.id));
      if (!passed && counts.all.done >= counts.all.of) await deps.gateway.inboxReady(handoverId);
      return counts;
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/discrepancies',
    operationId: 'listDiscrepancies',
    tag,
    summary: { en: 'What receivers found that is not right', zh: '接收人发现的差异' },
    who: { may: 'seeCase' },
    takes: { params, query: vs.discrepanciesQuery },
    gives: va.discrepancies,
    handle: ({ input, as }) => as((tx) => listDiscrepancies(tx, input.params.handoverId, input.query)),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/discrepancies/{discrepancyId}',
    operationId: 'getDiscrepancy',
    tag,
    summary: { en: 'One discrepancy with what was said in it', zh: '一处差异及其沟通记录' },
    who: { may: 'seeCase' },
    takes: { params: vs.discrepancyParams },
    gives: va.discrepancy,
    handle: ({ input, as }) => as((tx) => shown(tx, input.params)),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/discrepancies',
    operationId: 'openDiscrepancy',
    tag,
    summary: { en: 'The receiver says what is not right about a customer', zh: '接收人提出一处差异' },
    who: { may: 'actOnCase', relations: ['receiver'] },
    when: { steps: ['verification'] },
    takes: { params, body: vs.discrepancyRequest },
    gives: va.discrepancy,
    idempotency: 'optional',
    handle: ({ input, person, as }) =>
      as(async (tx) => {
        const { handoverId } = input.params;
        const { customerId, comment, points = [] } = input.body;
        const round = await mustBeAt(tx, handoverId, 'verification');
        if ((await countNotInCase(tx, handoverId, [customerId], person.id)) > 0)
          throw new Refusal('customersNotInHandover', { count: 1 }, '/customerId');
        const policy = await policyOfCase(tx, handoverId);
        if (policy.verification.discrepancyDays === undefined) throw new Refusal('notNow');
        const of = { handoverId, round, authorId: person.id };
        await openDiscrepancies(tx, of, policy, [{ customerId, comment, points }]);
        const query = { customer: customerId, limit: 200 };
        const { items } = await listDiscrepancies(tx, handoverId, query);
        const open = items.find((one) => one.round === round && isUnsettled(one.state));
        return shown(tx, { handoverId, discrepancyId: open?.id ?? '' });
      }),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/discrepancies/{discrepancyId}/messages',
    operationId: 'speakInDiscrepancy',
    tag,
    summary: {
      en: 'Answer, reply, agree, withdraw, reopen; or decide',
      zh: '答复、回复、同意、撤回、重新提出，或裁定',
    },
    who: { may: 'actOnCase', relations: ['giver', 'receiver', 'supervisor', 'deputy'] },
    when: { steps: ['verification'] },
    takes: { params: vs.discrepancyParams, body: vs.discrepancyMessageRequest },
    gives: va.discrepancy,
    idempotency: 'optional',
    async handle(call) {
      const { handoverId, discrepancyId } = call.input.params;
      const { act, comment } = call.input.body;
      const said = await call.as(async (tx) => {
        const round = await mustBeAt(tx, handoverId, 'verification');
        await mustMaySpeak(tx, call, act);
        const policy = await policyOfCase(tx, handoverId);
        await speak(tx, { handoverId, round, authorId: call.person.id, discrepancyId, act, comment }, policy);
        return shown(tx, { handoverId, discrepancyId });
      });
      if (!isUnsettled(DISCREPANCY_MOVES[act].to)) await tellWhenSettled(call);
      return said;
    },
  }),
];

/**
 * Writes what a receiver found. Where the policy has discrepancies settled, what is not right opens one, and what is right in the end
 * withdraws it.
 * @throws Refusal checklistIncomplete, pointUnknown, discrepancyNeedsWords, of the first customer of whom it holds
 */
async function take(
  tx: Tx,
  of: { handoverId: string; round: number; authorId: string },
  customers: Verified[],
): Promise<void> {
  const policy = await policyOfCase(tx, of.handoverId);
  const rule = policy.verification;
  const settles = rule.discrepancyDays !== undefined;
  const tiers = await tiersOf(
    tx,
    of.handoverId,
    customers.map((c) => c.customerId),
  );
  for (const [i, c] of customers.entries()) {
    const tier = tiers.get(c.customerId) ?? 'standard';
    const refuse = (type: 'pointUnknown' | 'checklistIncomplete', keys: string[]) => {
      if (keys.length > 0) throw new Refusal(type, { points: keys.join(', ') }, `/customers/${i}/points`);
    };
    refuse('pointUnknown', unknownPoints(rule, c.points ?? []));
    if (c.ok) refuse('checklistIncomplete', missingPoints(rule, tier, c.points ?? []));
    else if (settles && c.comment === undefined)
      throw new Refusal('discrepancyNeedsWords', {}, `/customers/${i}/comment`);
  }
  const changed = await writeVerifications(tx, of, customers);
  if (!settles) return;
  const said = customers.filter((c) => changed.has(c.customerId));
  const found = said.filter((c) => !c.ok);
  await openDiscrepancies(
    tx,
    of,
    policy,
    found.map((c) => ({
      customerId: c.customerId,
      comment: c.comment ?? null,
      points: unticked(rule, tiers.get(c.customerId) ?? 'standard', c.points ?? []),
    })),
  );
  await withdrawDiscrepancies(
    tx,
    of,
    said.filter((c) => c.ok).map((c) => c.customerId),
  );
}

const unticked = (rule: VerificationRule, tier: Tier, ticked: string[]) =>
  (rule.checklists?.[tier] ?? []).map((point) => point.key).filter((key) => !ticked.includes(key));

function checklistsOf(rule: VerificationRule, locale: Locale) {
  const shownAs = (point: CheckPoint) => ({
    key: point.key,
    sentence: locale === 'en' ? point.en : point.zh,
    required: point.required,
  });
  const of = (tier: Tier) => (rule.checklists?.[tier] ?? []).map(shownAs);
  const [strict, standard, light] = TIERS.map(of);
  return { strict: strict ?? [], standard: standard ?? [], light: light ?? [] };
}

/** @throws Refusal notFound */
async function shown(tx: Tx, { handoverId, discrepancyId }: { handoverId: string; discrepancyId: string }) {
  const found = await readDiscrepancy(tx, handoverId, discrepancyId);
  if (!found) throw new Refusal('notFound');
  return found;
}

/**
 * The giver speaks as giver, the receiver of the customer as receiver; the supervisor decides once the case waits for that, and a deputy
 * once asked.
 * @throws Refusal notFound, notForYou, notNow
 */
async function mustMaySpeak(
  tx: Tx,
  { input, person }: Call<{ params: { handoverId: string; discrepancyId: string } }>,
  act: DiscrepancyAct,
): Promise<void> {
  const { handoverId, discrepancyId } = input.params;
  const { receiver } = await shown(tx, { handoverId, discrepancyId });
  const { by } = DISCREPANCY_MOVES[act];
  if (by === 'receiver' && receiver.id !== person.id) throw new Refusal('notForYou');
  const relations: Relation[] = (await relationsTo(tx, handoverId, person.id)) ?? [];
  if (by === 'giver' && !relations.includes('giver')) throw new Refusal('notForYou');
  if (by !== 'decider') return;
  if (!relations.includes('supervisor') && !relations.includes('deputy')) throw new Refusal('notForYou');
  const standing = await readStanding(tx, handoverId);
  if (standing?.waiting_for !== 'discrepancyDecision') throw new Refusal('notNow');
  if (!standing.awaited_ids.includes(person.id)) throw new Refusal('notAwaited');
}

/** The case hears once: when the last discrepancy of the round is settled, and the sample is checked or no longer awaited. */
async function tellWhenSettled({ input, person, deps, as }: Call<{ params: { handoverId: string } }>): Promise<void> {
  const { handoverId } = input.params;
  const settled = await as(async (tx) => {
    const counts = await countDiscrepancies(tx, handoverId);
    if ((counts.open ?? 0) + (counts.answered ?? 0) > 0) return false;
    const standing = await readStanding(tx, handoverId);
    if (standing?.waiting_for !== 'verification') return true;
    const { all } = await countVerified(tx, handoverId, person.id);
    return all.done >= all.of;
  });
  if (settled) await deps.gateway.inboxReady(handoverId);
}
