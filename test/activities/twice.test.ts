import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { type Case, type Stage, attempt, contents, effect, growth, setStage } from './stage.ts';

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
const by = (c: Case, action: 'plan.approved' | 'minutes.recorded' | 'case.paused') => [
  { action, personId: c.input.supervisor.id },
];

/** They belong to the audit log rather than to a case: test/workflows/audit-sealer.test.ts. */
const ofTheLog = ['sealAudit', 'mailHead'] as const;
type OfTheLog = (typeof ofTheLog)[number];

/** Every activity with a call of it, in an order that brings a case from its start to its end. The type wants a line for each. */
const lines: Record<Exclude<keyof Activities, OfTheLog>, Line> = {
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
  openSignOff: {
    mails: true,
    call: (a, c) => a.openSignOff(effect(c, 'signOff', { awaitedIds: [c.input.giver.id] }), true),
  },
  recordSignOff: {
    mails: false,
    call: (a, c) => {
      const { id } = c.input.giver;
      const given = { via: 'http', signerId: id, forId: id, role: 'giver' } as const;
      return a.recordSignOff(effect(c, 'signOff'), { by: given, decision: 'signed', planHash: c.planHash });
    },
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
  openAccessReview: {
    mails: true,
    call: (a, c) => a.openAccessReview({ reviewId: c.input.handoverId, startedBy: c.company.hr.id }, c.at),
  },
  countPendingAccess: { mails: false, reads: true, call: (a, c) => a.countPendingAccess(c.input.handoverId) },
  remindAccessReviewers: { mails: true, call: (a, c) => a.remindAccessReviewers(c.input.handoverId, 'remind', 1) },
  closeAccessReview: { mails: true, call: (a, c) => a.closeAccessReview(c.input.handoverId, 'lapsed', c.at) },
  // What it does with an alert: test/activities/alerts.test.ts.
  tellAlerts: { mails: false, reads: true, call: (a) => a.tellAlerts() },
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

/** A case on which one activity after the other runs, each by `run`. */
function walk(title: string, run: (c: Case, name: string, line: Line) => Promise<void>): void {
  describe(title, () => {
    let c: Case;
    beforeAll(async () => {
      // Each case has one HR at work: what goes to all of HR is then as much for every case.
      await sql`update employees set state = 'on_leave' where 'hr' = any (roles)`.execute(stage.database.admin);
      c = await stage.makeCase();
      await invite(c);
    });
    test.each(Object.entries(lines))('%s', async (name, line) => {
      await run(c, name, line);
      await stage.refresh(c);
    });
  });
}

test('the table, held against the activities: has a line for each', () => {
  expect([...Object.keys(lines), ...ofTheLog].sort()).toEqual(Object.keys(stage.activities).sort());
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
