import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { DEFAULT_DEPARTURE } from '../../src/contract/kinds.ts';
import type { TransitionEffect } from '../../src/contract/training.ts';
import { trainingRule } from '../support/training.ts';
import { type Case, type Stage, attempt, contents, effect, growth, setStage, signAll } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.stop());

interface Line {
  call: (a: Activities, c: Case) => Promise<unknown>;
  /** whether people hear of it */
  mails: boolean;
  /** it changes nothing */
  reads?: true;
}

const receivers = (c: Case) => c.input.receivers.map((r) => r.id);
const ofTransition = (c: Case): TransitionEffect => ({
  handoverId: c.input.handoverId,
  step: 'transition',
  round: 1,
  at: c.at,
});
const by = (c: Case, action: 'plan.approved' | 'minutes.recorded' | 'case.paused') => [
  { action, personId: c.input.supervisor.id },
];

/** They belong to the audit log rather than to a case: test/workflows/audit-sealer.test.ts. */
const ofTheLog = ['sealAudit', 'mailHead'] as const;
type OfTheLog = (typeof ofTheLog)[number];
/** They belong to webhooks: test/activities/webhooks.test.ts. */
const ofWebhooks = ['deliverWebhooks', 'tellDisabledWebhooks'] as const;
type OfWebhooks = (typeof ofWebhooks)[number];
/** They belong to the company: test/activities/summaries.test.ts. */
const ofSummaries = ['dueSummaries', 'sendSummaries'] as const;
type OfSummaries = (typeof ofSummaries)[number];
/** They belong to a workflow beside the case: test/activities/introduction.test.ts. */
const ofIntroductions = [
  'prepareIntroductions',
  'askForLetters',
  'remindOfLetters',
  'decideLetters',
  'closeLetters',
  'lookAtIntroductions',
  'sendIntroductions',
  'pauseIntroductions',
  'resumeIntroductions',
  'extendIntroductions',
  'endIntroductions',
] as const;
type OfIntroductions = (typeof ofIntroductions)[number];

/** Every activity with a call of it, in an order that brings a case from its start to its end. The type wants a line for each. */
const lines: Record<Exclude<keyof Activities, OfTheLog | OfWebhooks | OfSummaries | OfIntroductions>, Line> = {
  notifyParties: { mails: true, call: (a, c) => a.notifyParties(effect(c, 'notify')) },
  planBook: {
    mails: true,
    call: (a, c) =>
      a.planBook(effect(c, 'plan', { waitingFor: 'approval', awaitedIds: [c.input.supervisor.id] }), {
        giverId: c.input.giver.id,
        receiverIds: receivers(c),
        assignment: 'in_turn',
      }),
  },
  openSecondApproval: {
    mails: true,
    call: (a, c) => a.openSecondApproval(effect(c, 'plan', { waitingFor: 'approval' }), [c.input.supervisor.id]),
  },
  remind: {
    mails: true,
    call: (a, c) =>
      a.remind(effect(c, 'plan', { waitingFor: 'approval' }), {
        wait: 'approval',
        what: 'remind',
        nth: 1,
        personIds: [c.input.supervisor.id],
      }),
  },
  recordDecision: { mails: false, call: (a, c) => a.recordDecision(effect(c, 'plan', {}, by(c, 'case.paused'))) },
  prepareMaterials: {
    mails: true,
    call: (a, c) =>
      a.prepareMaterials(effect(c, 'materials', { awaitedIds: [c.input.giver.id] }, by(c, 'plan.approved'))),
  },
  arrangeMeeting: { mails: true, call: (a, c) => a.arrangeMeeting(effect(c, 'meeting'), null) },
  cancelMeeting: { mails: true, call: (a, c) => a.cancelMeeting(effect(c, 'meeting')) },
  openVerification: {
    mails: true,
    call: (a, c) =>
      a.openVerification(
        effect(c, 'verification', { awaitedIds: receivers(c) }, by(c, 'minutes.recorded')),
        c.minutesEntry,
      ),
  },
  lookAtDiscrepancies: {
    mails: true,
    async call(a, c) {
      await stage.database.admin
        .insertInto('discrepancies')
        .columns(['handover_id', 'round', 'customer_id', 'receiver_id', 'opened_by'])
        .expression((e) =>
          e
            .selectFrom('handover_items')
            .select(['handover_id', e.val(1).as('round'), 'record_id', 'receiver_id', 'receiver_id as by'])
            .where('handover_id', '=', c.input.handoverId)
            .where('record_type', '=', 'customer')
            .limit(1),
        )
        .onConflict((of) => of.doNothing())
        .execute();
      return a.lookAtDiscrepancies(effect(c, 'verification'));
    },
  },
  openRisks: {
    mails: true,
    call: (a, c) =>
      a.openRisks(effect(c, 'verification', { waitingFor: 'risks', awaitedIds: [c.input.supervisor.id] })),
  },
  countBlockingRisks: { mails: false, reads: true, call: (a, c) => a.countBlockingRisks(effect(c, 'verification')) },
  acceptRisks: {
    mails: false,
    call: (a, c) => a.acceptRisks(effect(c, 'verification'), { personId: c.input.supervisor.id, entryId: c.listEntry }),
  },
  openSignOff: {
    mails: true,
    call: (a, c) => a.openSignOff(effect(c, 'signOff', { awaitedIds: [c.input.giver.id] }), true),
  },
  recordSignOff: {
    mails: false,
    call: (a, c) => signAll(a, c),
  },
  openRelease: {
    mails: true,
    call: (a, c) =>
      a.openRelease(effect(c, 'transfer', { waitingFor: 'safety', awaitedIds: [c.input.supervisor.id] }), {
        code: 'size',
        customers: 6,
        moved: 0,
        refused: 0,
        planned: 10,
      }),
  },
  transferBook: {
    mails: true,
    call: (a, c) => a.transferBook(effect(c, 'transfer', { step: 'followUp', waitingFor: 'reviewDate' }), c.planHash),
  },
  moveBack: {
    mails: false,
    call: (a, c) =>
      a.moveBack(effect(c, 'followUp'), {
        personId: c.input.supervisor.id,
        scope: 'listed',
        entryId: c.listEntry,
        as: 'returned',
      }),
  },
  startCheckIns: { mails: false, call: (a, c) => a.startCheckIns(effect(c, 'followUp')) },
  tellAttendees: { mails: true, call: (a, c) => a.tellAttendees(effect(c, 'followUp')) },
  openTraining: { mails: true, call: (a, c) => a.openTraining(ofTransition(c), trainingRule, 30) },
  lookAtTransition: {
    mails: true,
    async call(a, c) {
      // A question that the giver has not been told of.
      await stage.database.admin
        .insertInto('support_requests')
        .values({
          id: c.input.handoverId,
          handover_id: c.input.handoverId,
          receiver_id: receivers(c)[0] ?? '',
          due_at: '2999-01-01',
        })
        .onConflict((of) => of.doNothing())
        .execute();
      return a.lookAtTransition(ofTransition(c));
    },
  },
  pauseTransition: { mails: false, call: (a, c) => a.pauseTransition(ofTransition(c)) },
  resumeTransition: { mails: false, call: (a, c) => a.resumeTransition(ofTransition(c), 60_000) },
  endTransition: { mails: false, call: (a, c) => a.endTransition(ofTransition(c), 'done') },
  sendCheckIn: { mails: true, call: (a, c) => a.sendCheckIn(c.input.handoverId) },
  openReview: {
    mails: true,
    call: (a, c) => a.openReview(effect(c, 'followUp', { awaitedIds: receivers(c) }), c.reviewId),
  },
  recordReviewAnswer: {
    mails: false,
    call: (a, c) =>
      a.recordReviewAnswer(effect(c, 'followUp'), {
        personId: receivers(c)[0] ?? '',
        reviewId: c.reviewId,
        satisfaction: 2,
      }),
  },
  closeReview: { mails: true, call: (a, c) => a.closeReview(effect(c, 'followUp'), c.reviewId) },
  openRestoreWindow: {
    mails: false,
    call: (a, c) => a.openRestoreWindow(effect(c, 'followUp', { waitingFor: 'restoreWindow' })),
  },
  closeHandover: {
    mails: true,
    call: (a, c) => a.closeHandover(effect(c, 'close', { state: 'closed' }), { outcome: 'closed', notUndone: [] }),
  },
  // What it does with an action that is due: test/activities/after-transfer.test.ts.
  followActions: { mails: false, reads: true, call: (a, c) => a.followActions(c.at) },
  // What it sends of a meeting that is there: test/http/further-meetings.test.ts.
  sendMeetingInvitation: { mails: false, reads: true, call: (a, c) => a.sendMeetingInvitation(c.input.handoverId) },
  signEvidence: {
    mails: false,
    call: (a, c) =>
      a.signEvidence({
        handoverId: c.input.handoverId,
        sha256: 'a'.repeat(64),
        personId: c.company.hr.id,
        names: false,
        at: c.at,
      }),
  },
  openAccessReview: {
    mails: true,
    call: (a, c) => a.openAccessReview({ reviewId: c.input.handoverId, startedBy: c.company.hr.id }, c.at),
  },
  countPendingAccess: { mails: false, reads: true, call: (a, c) => a.countPendingAccess(c.input.handoverId) },
  remindAccessReviewers: { mails: true, call: (a, c) => a.remindAccessReviewers(c.input.handoverId, 'remind', 1) },
  closeAccessReview: { mails: true, call: (a, c) => a.closeAccessReview(c.input.handoverId, 'lapsed', c.at) },
  // What it does with an alert: test/activities/alerts.test.ts.
  sendWaitingMails: { mails: false, reads: true, call: (a) => a.sendWaitingMails() },
  tellAlerts: { mails: false, reads: true, call: (a) => a.tellAlerts() },
  openCover: { mails: false, call: (a, c) => a.openCover(effect(c, 'followUp'), '2099-01-01T00:00:00.000Z') },
  tellCoverEnds: { mails: true, call: (a, c) => a.tellCoverEnds(effect(c, 'followUp'), '2099-01-01T00:00:00.000Z') },
  endOfCover: { mails: false, call: (a, c) => a.endOfCover(effect(c, 'followUp'), c.at) },
  returnCover: { mails: true, call: (a, c) => a.returnCover(effect(c, 'followUp')) },
  keepCover: { mails: false, call: (a, c) => a.keepCover(effect(c, 'followUp')) },
  openCustody: { mails: true, call: (a, c) => a.openCustody(effect(c, 'plan'), c.company.boss.id) },
  endCustody: { mails: false, call: (a, c) => a.endCustody(effect(c, 'plan')) },
  askForWaiver: { mails: true, call: (a, c) => a.askForWaiver(effect(c, 'signOff'), c.company.hr.id) },
  cutOffGiver: { mails: false, call: (a, c) => a.cutOffGiver(effect(c, 'notify')) },
  lookAtLeaver: {
    mails: true,
    call: (a, c) => a.lookAtLeaver({ departureId: c.input.handoverId, at: c.at, nth: 0, tell: true }),
  },
  closeDeparture: { mails: false, call: (a, c) => a.closeDeparture(c.input.handoverId, 0) },
  cancelDeparture: { mails: true, call: (a, c) => a.cancelDeparture(c.input.handoverId, c.company.hr.id) },
  keepAbsences: { mails: false, call: (a, c) => a.keepAbsences(c.at) },
  findProposals: { mails: true, call: (a, c) => a.findProposals(c.at) },
  unstartedDepartures: { mails: false, reads: true, call: (a) => a.unstartedDepartures() },
  checkIntegrity: { mails: false, call: (a) => a.checkIntegrity(['grants-have-reasons', 'owner-has-start']) },
};

const expected = new Map<string, Record<string, number>>();
const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** An appointment of the giver to come, with people invited. */
async function invite(c: Case): Promise<void> {
  const hour = (n: number) => new Date(Date.now() + n * 3_600_000);
  await stage.database.admin
    .insertInto('calendar_events')
    .values({
      assignee_id: c.company.giver.id,
      title: '年度回顾',
      starts_at: hour(48),
      ends_at: hour(49),
      attendees: ['buyer@customer.example', 'engineer@customer.example'],
    })
    .execute();
}

/** Two more people with a customer each: the one whose departure is written down, and one of whom only the rules know. */
async function leave({ company, input }: Case): Promise<void> {
  const { admin } = stage.database;
  const leavers = [company.stranger.id, company.auditor.id];
  await admin
    .insertInto('customers')
    .values(leavers.map((id) => ({ name: '离职者的客户', owner_id: id })))
    .execute();
  await admin.updateTable('employees').set({ state: 'leaving' }).where('id', 'in', leavers).execute();
  await admin
    .insertInto('departures')
    .values({
      id: input.handoverId,
      employee_id: company.stranger.id,
      started_by: company.hr.id,
      reason: '测试',
      last_day: '2099-01-01',
      rule: JSON.stringify(DEFAULT_DEPARTURE),
    })
    .execute();
}

/** A case on which one activity after the other runs, each by `run`. */
function walk(title: string, run: (c: Case, name: string, line: Line) => Promise<void>): void {
  describe(title, () => {
    let c: Case;
    beforeAll(async () => {
      // Each case has one HR at work: what goes to all of HR is then as much for every case.
      await sql`update employees set state = 'on_leave' where 'hr' = any (roles)`.execute(stage.database.admin);
      c = await stage.makeCase();
      await invite(c);
      await leave(c);
    });
    test.each(Object.entries(lines))('%s', async (name, line) => {
      await run(c, name, line);
      await stage.refresh(c);
    });
  });
}

test('the table, held against the activities: has a line for each', () => {
  expect([...Object.keys(lines), ...ofTheLog, ...ofWebhooks, ...ofSummaries, ...ofIntroductions].sort()).toEqual(
    Object.keys(stage.activities).sort(),
  );
});

walk('run again after it was done: gives the same result and changes nothing', async (c, name, line) => {
  const { taken, database, activities } = stage;
  const sentBefore = taken.length;
  const untouched = await contents(database);
  let first: unknown;
  expected.set(
    name,
    await growth(database, async () => {
      first = await attempt(c, 1, () => line.call(activities, c));
    }),
  );
  const done = await contents(database);
  const sent = taken.slice(sentBefore);
  if (!line.reads) expect(done).not.toEqual(untouched);
  expect(sent.length > 0).toBe(line.mails);
  expect(new Set(sent).size).toBe(sent.length);

  const second = await attempt(c, 2, () => line.call(activities, c));
  expect(asJson(second)).toEqual(asJson(first));
  expect(await contents(database)).toEqual(done);
  expect(taken.slice(sentBefore)).toEqual(sent);
});

walk('two attempts at once: have the effect of one, and the same result', async (c, name, line) => {
  let results: unknown[] = [];
  const grown = await growth(stage.database, async () => {
    results = await Promise.all([1, 2].map((nth) => attempt(c, nth, () => line.call(stage.activities, c))));
  });
  expect(grown).toEqual(expected.get(name));
  expect(asJson(results[0])).toEqual(asJson(results[1]));
});

walk(
  'with the mail server down: fails where it mails, and the retry sends without a second effect',
  async (c, name, line) => {
    const grown = await growth(stage.database, async () => {
      const first = attempt(c, 1, () => line.call(stage.withoutMail, c));
      if (line.mails) await expect(first).rejects.toThrow('ECONNREFUSED');
      else await first;
      await attempt(c, 2, () => line.call(stage.activities, c));
    });
    expect(grown).toEqual(expected.get(name));
  },
);

walk(
  'killed between the mail server’s 250 and the commit: sends again under the same Message-IDs',
  async (c, name, line) => {
    const { taken, database, activities } = stage;
    const sentBefore = taken.length;
    await attempt(c, 1, () => line.call(activities, c));
    const first = taken.slice(sentBefore);
    // What the crash took: the notes that these mails had left.
    if (line.mails) await database.admin.deleteFrom('notifications').where('message_id', 'in', first).execute();
    await attempt(c, 2, () => line.call(activities, c));
    expect(taken.slice(sentBefore), name).toEqual([...first, ...first]);
  },
);
