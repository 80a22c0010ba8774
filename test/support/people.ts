import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import {
  type HandoverInput,
  type Progress,
  answerReviewUpdate,
  approvePlanUpdate,
  confirmMaterialsUpdate,
  recordMinutesUpdate,
  signOffSignal,
  signOffUpdate,
} from '../../src/contract/messages.ts';
import { handoverWorkflowId } from '../../src/contract/names.ts';
import type { TestDatabase } from './database.ts';
import type { Engine } from './engine.ts';

/** What the people of a case do, by the messages that the API sends for them. */
export function people(database: TestDatabase, engine: Engine, input: HandoverInput) {
  const id = input.handoverId;
  const send = engine.gateway.update;
  const entry = async (body: object, authorId: string, round = 1) => {
    const row = await database.admin
      .insertInto('handover_inbox')
      .values({ handover_id: id, kind: 'text', round, author_id: authorId, body: JSON.stringify(body) })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  };
  const check = async (round = 1, ok = true) => {
    await sql`
      insert into handover_inbox (handover_id, kind, round, customer_id, author_id, body)
      select handover_id, 'verification', ${round}, record_id, receiver_id, ${JSON.stringify({ ok })}
        from handover_items where handover_id = ${id} and to_verify`.execute(database.admin);
  };
  return {
    entry,
    approve: (
      p: Pick<Progress, 'planHash'>,
      decision: 'approved' | 'sentBack' = 'approved',
      personId = input.supervisor.id,
    ) => send(id, approvePlanUpdate, { personId, decision, planHash: p.planHash ?? '' }, randomUUID()),
    confirmMaterials: (personId = input.giver.id) => send(id, confirmMaterialsUpdate, { personId }, randomUUID()),
    async recordMinutes(personId = input.supervisor.id) {
      const body = {
        minutes: '已逐一说明',
        attendees: [input.giver.id],
        actions: [{ body: '补充合同', owner: input.giver.id }],
      };
      return send(id, recordMinutesUpdate, { personId, entryId: await entry(body, personId) }, randomUUID());
    },
    /** Every receiver checks their sample. */
    check,
    /** The same; the API then sends one signal. */
    async verify(round = 1, ok = true) {
      await check(round, ok);
      await engine.gateway.inboxReady(id);
    },
    sign: (p: Progress, personId: string, forId = personId) =>
      send(id, signOffUpdate, { personId, forId, decision: 'signed', planHash: p.planHash ?? '' }, randomUUID()),
    reject: (p: Progress, personId: string, sendBackTo: 'plan' | 'materials' | 'verification') =>
      send(
        id,
        signOffUpdate,
        { personId, forId: personId, decision: 'rejected', planHash: p.planHash ?? '', sendBackTo },
        randomUUID(),
      ),
    /** Signs by the signal, with a one-time token as the API issues it. */
    async token(personId: string, planHash: string, round = 1) {
      const token = randomUUID();
      await database.admin
        .insertInto('sign_off_tokens')
        .values({
          digest: createHash('sha256').update(token).digest(),
          handover_id: id,
          round,
          person_id: personId,
          plan_hash: Buffer.from(planHash, 'hex'),
          expires_at: '2999-01-01',
        })
        .execute();
      await engine.client.workflow
        .getHandle(handoverWorkflowId(id))
        .signal(signOffSignal, { token, decision: 'signed' });
    },
    answerReview: (reviewId: string, personId: string, satisfaction = 4) =>
      send(id, answerReviewUpdate, { personId, reviewId, satisfaction }, randomUUID()),
    signers: [input.giver.id, ...input.receivers.map((r) => r.id), input.supervisor.id],
  };
}
