import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as m from '../../contract/messages.ts';
import { handoverWorkflowId } from '../../contract/names.ts';
import * as s from '../../contract/schemas.ts';
import { issueSignOffToken } from '../../db/intake/sign-off-token.ts';
import { actsFor } from '../../db/reads/delegations.ts';
import { readStanding } from '../../db/reads/handovers.ts';
import { decide, onceSettled } from '../decide.ts';
import { type Call, route } from '../route.ts';
import { mustBeAt } from '../standing.ts';

const tag = 'decisions';
const params = s.handoverParams;
const TOKEN_DAYS = 7;

/** Signatures: given, refused, done without, and the token to give one by a signal. */
export const signatureRoutes = [
  route({
    method: 'post',
    path: '/handovers/{handoverId}/sign-offs',
    operationId: 'signOff',
    tag,
    summary: { en: 'Sign or reject', zh: '签署或拒签' },
    who: { may: 'actOnCase', relations: ['giver', 'receiver', 'supervisor', 'department', 'deputy', 'delegate'] },
    when: { waits: ['signOff'], awaited: true },
    takes: { params, body: s.signOffRequest },
    gives: a.progress,
    idempotency: 'required',
    signs: true,
    async handle(call) {
      const { decision, planHash, comment, for: forId = call.person.id, sendBackTo, role } = call.input.body;
      const delegationId = forId === call.person.id ? undefined : await delegationFrom(call, forId);
      return decide(call, {
        answers: ['signOff'],
        definition: m.signOffUpdate,
        text: { comment },
        argument: (by) => ({
          ...by,
          forId,
          decision,
          planHash,
          ...(sendBackTo === undefined ? {} : { sendBackTo }),
          ...(role === undefined ? {} : { role }),
          ...(delegationId === undefined ? {} : { delegationId }),
        }),
      });
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/sign-offs/waiver',
    operationId: 'waiveSignature',
    tag,
    summary: { en: 'HR does without a signature, with a reason', zh: '人力资源说明理由后豁免一个签署' },
    who: { may: 'actOnCase', relations: [], roles: ['hr'] },
    when: { waits: ['signOff'] },
    takes: { params, body: s.waiverRequest },
    gives: a.progress,
    idempotency: 'required',
    signs: true,
    handle(call) {
      const { role, planHash, reason } = call.input.body;
      return decide(call, {
        answers: ['signOff'],
        definition: m.waiveSignatureUpdate,
        text: { comment: reason },
        argument: (by) => ({ ...by, entryId: call.id, role, planHash }),
      });
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
    who: { may: 'actOnCase', relations: ['giver', 'receiver', 'supervisor', 'department'] },
    when: { waits: ['signOff'], awaited: true },
    takes: { params },
    gives: a.signOffToken,
    // Whoever has the token signs by it.
    signs: true,
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
];

/** The delegation by which the caller signs for somebody; undefined: there is none, and only a deputy may. */
async function delegationFrom(
  call: Call<{ params: { handoverId: string } }>,
  forId: string,
): Promise<string | undefined> {
  const mine = await call.as((tx) => actsFor(tx, call.input.params.handoverId));
  return mine.find((one) => one.personId === forId)?.delegationId;
}
