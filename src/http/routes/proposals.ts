import * as z from 'zod';
import { Refusal } from '../../contract/failures.ts';
import { lends } from '../../contract/kinds.ts';
import * as m from '../../contract/messages.ts';
import * as a from '../../contract/proposals-schemas.ts';
import * as s from '../../contract/schemas.ts';
import type { HandoverKind } from '../../contract/steps.ts';
import { decideProposal } from '../../db/intake/proposals.ts';
import { readStart } from '../../db/reads/handover-input.ts';
import { employeesByRef } from '../../db/reads/people.ts';
import { type ProposalRow, listProposals, proposalToDecide, readProposal } from '../../db/reads/proposals.ts';
import { type Locale, sentence } from '../../i18n/index.ts';
import { startWritten, writeRequest } from '../begin.ts';
import { checked } from '../problems.ts';
import { type Call, route } from '../route.ts';

const tag = 'proposals';
const who = { may: 'roles', roles: ['hr', 'manager'] } as const;
type Accept = Call<{ params: { id: string }; body: a.AcceptRequest }>;

/** Handovers that the rules say are due. */
export const proposalRoutes = [
  route({
    method: 'get',
    path: '/proposals',
    operationId: 'listProposals',
    tag,
    summary: { en: 'Proposed handovers that the caller may see, newest first', zh: '可见的移交建议，新的在前' },
    who: { may: 'signedIn' },
    takes: { query: a.proposalsQuery },
    gives: a.proposals,
    handle: ({ input: { query }, locale, as }) =>
      as(async (tx) => {
        const page = await listProposals(tx, query);
        return { ...page, items: page.items.map((p) => ({ ...p, sentence: told(locale, p) })) };
      }),
  }),
  route({
    method: 'post',
    path: '/proposals/{id}/accept',
    operationId: 'acceptProposal',
    tag,
    summary: {
      en: 'Start what is proposed, or replace the receiver; what is left out is as proposed',
      zh: '采纳建议：发起移交或更换接收人，未填写的按建议',
    },
    who,
    takes: { params: s.idParams, body: a.acceptRequest },
    gives: a.accepted,
    status: 202,
    idempotency: 'required',
    async handle(call) {
      const proposal = await call.as((tx) => readProposal(tx, call.input.params.id));
      if (!proposal) throw new Refusal('notFound');
      return proposal.handover_id === null ? start(call, proposal) : replace(call, proposal, proposal.handover_id);
    },
  }),
  route({
    method: 'post',
    path: '/proposals/{id}/dismiss',
    operationId: 'dismissProposal',
    tag,
    summary: { en: 'Say why nothing is to be done', zh: '驳回建议并说明理由' },
    who,
    takes: { params: s.idParams, body: a.dismissRequest },
    gives: z.strictObject({ id: s.id }),
    idempotency: 'optional',
    async handle({ input: { params, body }, person, as }) {
      await as(async (tx) => {
        const proposal = await readProposal(tx, params.id);
        if (!proposal) throw new Refusal('notFound');
        // The same request again has happened already.
        if (proposal.state === 'dismissed' && proposal.decided_by === person.id && proposal.comment === body.reason)
          return;
        await mustDecide(tx, proposal, { by: person.id, state: 'dismissed', comment: body.reason });
      });
      return { id: params.id };
    },
  }),
];

type Tx = Parameters<Parameters<Accept['as']>[0]>[0];

async function mustDecide(
  tx: Tx,
  proposal: ProposalRow,
  decision: Parameters<typeof decideProposal>[2],
): Promise<void> {
  if (await decideProposal(tx, proposal.id, decision)) return;
  const now = await readProposal(tx, proposal.id);
  throw new Refusal(now?.state === 'open' ? 'notForYou' : 'proposalDecided');
}

async function start({ input: { params, body }, id, person, locale, deps, as }: Accept, proposal: ProposalRow) {
  const begun = await as(async (tx) => {
    const before = await readStart(tx, id);
    if (before) return before;
    const request = await requestOf(tx, proposal, body, locale);
    const written = await writeRequest(tx, person, id, request);
    await mustDecide(tx, proposal, { by: person.id, state: 'accepted', startedId: id });
    return written;
  });
  await startWritten({ deps }, begun);
  return { id: params.id, handover: { id, label: begun.input.label } };
}

/** A request as the proposal and whoever accepts it say together, held against the rules of every request. */
async function requestOf(tx: Tx, p: ProposalRow, body: a.AcceptRequest, locale: Locale): Promise<s.StartRequest> {
  const kind = body.kind ?? (p.kind as HandoverKind);
  const receivers = body.receivers ?? (p.suggested_id === null ? undefined : [p.suggested_id]);
  if (receivers === undefined) throw new Refusal('receiverNotFound', { receiver: '' }, '/receivers');
  const giver = (await employeesByRef(tx, [p.giver_id])).get(p.giver_id);
  const request = {
    kind,
    reason: body.reason ?? sentence(locale, 'labels', `proposal.${p.reason}`, { giver: giver?.name ?? '' }),
    giver: p.giver_id,
    receivers,
    supervisor: body.supervisor,
    assignment: body.assignment ?? (receivers.length === 1 ? 'fixed' : 'in_turn'),
    scope: p.customer_ids === null ? 'book' : { customerIds: await stillOwned(tx, p) },
    effectiveAt: body.effectiveAt ?? startOf(p.effective_on, 0),
    until: body.until ?? (lends(kind) ? startOf(p.until_on, 1) : undefined),
    policy: body.policy,
  };
  return checked(z.object({ body: s.startRequest }), { body: request }, locale).body;
}

/** Customers of the proposal that the giver still has: others have been taken care of. */
async function stillOwned(tx: Tx, p: ProposalRow): Promise<string[]> {
  const rows = await tx
    .selectFrom('customers')
    .select('id')
    .where('owner_id', '=', p.giver_id)
    .where('id', 'in', p.customer_ids ?? [])
    .execute();
  if (rows.length === 0) throw new Refusal('bookEmpty', {}, '/giver');
  return rows.map((row) => row.id);
}

/** The start of a day in the zone of the standard calendar, so many days later; undefined: there is none, or it is over. */
function startOf(day: string | null, later: number): string | undefined {
  if (day === null) return undefined;
  const at = new Date(Date.parse(`${day}T00:00:00+08:00`) + later * 86_400_000);
  return at.getTime() > Date.now() ? at.toISOString() : undefined;
}

async function replace({ input: { params, body }, id, person, deps, as }: Accept, p: ProposalRow, handoverId: string) {
  const toRef = body.to ?? p.suggested_id;
  if (toRef === null) throw new Refusal('receiverNotFound', { receiver: '' }, '/to');
  const { to, label } = await as(async (tx) => {
    const mine = p.state === 'accepted' && p.decided_by === person.id;
    if (p.state !== 'open' && !mine) throw new Refusal('proposalDecided');
    // Locking it takes the right to decide on it.
    if (p.state === 'open' && !(await proposalToDecide(tx, p.id))) throw new Refusal('notForYou');
    const found = (await employeesByRef(tx, [toRef])).get(toRef);
    if (!found) throw new Refusal('receiverNotFound', { receiver: toRef }, '/to');
    if (found.state !== 'active') throw new Refusal('receiverNotActive', { receiver: found.number }, '/to');
    const row = await tx.selectFrom('handovers').select('label').where('id', '=', handoverId).executeTakeFirst();
    if (!row) throw new Refusal('notFound');
    return { to: found, label: row.label };
  });
  const argument = { personId: person.id, from: p.replaces_id ?? '', to: { id: to.id, number: to.number } };
  await deps.gateway.update(handoverId, m.replaceReceiverUpdate, argument, id);
  // Last: a refusal leaves the proposal open. The same request again gets the update's first answer and goes on from here.
  await as((tx) => decideProposal(tx, p.id, { by: person.id, state: 'accepted', startedId: handoverId }));
  return { id: params.id, handover: { id: handoverId, label } };
}

function told(
  locale: Locale,
  p: { reason: string; giver: { name: string }; replaces: { name: string } | null },
): string {
  return sentence(locale, 'labels', `proposal.${p.reason}`, { giver: p.giver.name, receiver: p.replaces?.name ?? '' });
}
