import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { smtpMailer } from '../../activities/smtp.ts';
import type { IntroductionEffect, IntroductionRule } from '../../src/contract/introduction.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { verifyDatabase } from '../../src/db/audit/verify.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { introductionWorkflowId } from '../../src/contract/names.ts';
import { answerByLink, giveAddresses, introductionRule, introductionsOf, tokenFor } from '../support/introduction.ts';
import { type Case, type Stage, attempt, contents, effect, setStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.stop());

/** A case whose customers have moved, each with an address. */
async function moved(): Promise<Case & { addresses: Map<string, string> }> {
  const c = await stage.makeCase();
  const addresses = await giveAddresses(stage.database, c.company.customerIds);
  const { handoverId } = c.input;
  const { admin } = stage.database;
  const receiver = c.company.receivers[0]?.id ?? '';
  await admin
    .insertInto('handover_items')
    .values(
      c.company.customerIds.map((id) => ({
        handover_id: handoverId,
        record_type: 'customer',
        record_id: id,
        customer_id: id,
        receiver_id: receiver,
        why: 'fixed',
        tier: 'standard',
      })),
    )
    .execute();
  await admin.updateTable('customers').set({ owner_id: receiver }).where('id', 'in', c.company.customerIds).execute();
  return { ...c, addresses };
}

const asked = (c: Case, round: number, at = c.at): IntroductionEffect => ({
  handoverId: c.input.handoverId,
  step: 'introduction',
  round,
  at,
});
const rule: IntroductionRule = introductionRule;
const rows = (c: Case) => introductionsOf(stage.database, c.input.handoverId);
const a = () => stage.activities;
const prepared = (c: Case) => attempt(c, 1, () => a().prepareIntroductions(asked(c, 1), rule));
const sent = (c: Case, round = 2, nth = 1) => attempt(c, nth, () => a().sendIntroductions(asked(c, round), rule));

/** A mail server of its own that answers `code` to one address. */
async function over<T>(
  answering: { code: number; address: string },
  work: (activities: ReturnType<typeof createActivities>, took: string[]) => Promise<T>,
): Promise<T> {
  const took: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: ({ address }, _session, done) => {
      if (address === answering.address)
        return done(Object.assign(new Error('no such mailbox'), { responseCode: answering.code }));
      took.push(address);
      done();
    },
    onData: (stream, _session, done) => void stream.resume().on('end', () => done()),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = server.server.address();
  const port = typeof listening === 'object' && listening ? listening.port : 0;
  const mailer = smtpMailer(`smtp://127.0.0.1:${port}`, stage.engine.deps.mailFrom);
  try {
    return await work(createActivities({ ...stage.engine.deps, mailer }), took);
  } finally {
    mailer.close();
    await new Promise<void>((resolve) => server.close(resolve));
  }
}

describe('letters, sent', () => {
  it('killed after each letter and tried again, twice: every customer has one letter, under one Message-ID', async () => {
    const c = await moved();
    await prepared(c);
    const before = stage.taken.length;
    let killed = 0;
    for (let nth = 1; nth < 20; nth += 1) {
      try {
        await attempt(
          c,
          nth,
          () => a().sendIntroductions(asked(c, 2), rule),
          () => {
            killed += 1;
            throw new Error('killed');
          },
        );
        break;
      } catch {
        // as the process would be gone
      }
    }
    expect(killed).toBeGreaterThan(1);
    expect((await rows(c)).map((row) => row.state)).toEqual(c.company.customerIds.map(() => 'sent'));
    const ids = stage.taken.slice(before);
    expect(ids).toHaveLength(c.company.customerIds.length);
    expect(new Set(ids).size).toBe(ids.length);
    await sent(c, 2, 21);
    expect(stage.taken.slice(before)).toHaveLength(ids.length);
  });

  it('a copy after a crash: carries the same link', async () => {
    const c = await moved();
    await prepared(c);
    await sent(c);
    const [one] = await rows(c);
    const token = await tokenFor(stage.engine, c.addresses.get(one?.customer_id ?? '') ?? '');
    // As if the process had died between the server's 250 and the commit.
    await stage.database.admin
      .updateTable('introductions')
      .set({ state: 'prepared' })
      .where('id', '=', one?.id ?? '')
      .execute();
    await stage.database.admin.deleteFrom('notifications').where('message_id', 'like', `%${one?.id}%`).execute();
    await sent(c, 3, 2);
    expect(await tokenFor(stage.engine, c.addresses.get(one?.customer_id ?? '') ?? '')).toBe(token);
  });

  it('an address that is refused for good: the others get theirs, and the receiver has to tell this one', async () => {
    const c = await moved();
    await prepared(c);
    const [first] = c.company.customerIds;
    const address = c.addresses.get(first ?? '') ?? '';
    const done = await over({ code: 550, address }, (activities) =>
      attempt(c, 1, () => activities.sendIntroductions(asked(c, 2), rule)),
    );
    expect(done).toEqual({ sent: 5, refused: 1, deferred: 0 });
    const one = (await rows(c)).find((row) => row.customer_id === first);
    expect(one).toMatchObject({ state: 'toDo', why: 'refused' });
    const audited = await stage.database.admin
      .selectFrom('audit_entries')
      .select(['action', 'params'])
      .where('subject_id', '=', first ?? '')
      .where('action', '=', 'introduction.refused')
      .execute();
    expect(audited).toHaveLength(1);
    expect(JSON.stringify(audited)).not.toContain('@');
  });

  it('a mailbox that is full: is tried again, until some minutes are over', async () => {
    const c = await moved();
    await prepared(c);
    const address = c.addresses.get(c.company.customerIds[0] ?? '') ?? '';
    await over({ code: 452, address }, async (activities, took) => {
      for (let nth = 1; nth < 12; nth += 1)
        await expect(attempt(c, nth, () => activities.sendIntroductions(asked(c, 2), rule))).rejects.toThrow(
          /mails deferred by the mail server: 1/,
        );
      expect(took).toHaveLength(5);
      await attempt(c, 12, () => activities.sendIntroductions(asked(c, 2), rule));
    });
    expect((await rows(c)).filter((row) => row.state === 'toDo').map((row) => row.why)).toEqual(['refused']);
  });

  it('at a rate: no two letters leave closer together, an attempt before included', async () => {
    const c = await moved();
    await prepared(c);
    // 1,200 a minute is one in 50 ms.
    const slowly = { ...rule, mailsPerMinute: 1_200 };
    const began = performance.now();
    await attempt(c, 1, () => a().sendIntroductions(asked(c, 2), slowly));
    expect(performance.now() - began).toBeGreaterThan(5 * 50);
    const at = (await rows(c)).map((row) => row.sent_at?.getTime() ?? 0).sort((x, y) => x - y);
    for (const [n, one] of at.entries()) if (n > 0) expect(one - (at[n - 1] ?? 0)).toBeGreaterThanOrEqual(45);
  });

  it('paused in the middle: what has not left stays', async () => {
    const c = await moved();
    await prepared(c);
    await attempt(c, 1, () => a().pauseIntroductions(asked(c, 2)));
    expect(await sent(c, 3)).toEqual({ sent: 0, refused: 0, deferred: 0 });
    await attempt(c, 1, () => a().resumeIntroductions(asked(c, 4), 1_000));
    expect(await sent(c, 5)).toMatchObject({ sent: 6 });
  });
});

describe('everything else, run twice', () => {
  it('each activity again, as its second attempt: changes nothing and answers the same', async () => {
    const c = await moved();
    const steps: [string, (nth: number) => Promise<unknown>][] = [
      [
        'prepareIntroductions',
        (nth) =>
          attempt(c, nth, () =>
            a().prepareIntroductions(asked(c, 1), { ...rule, approval: { by: 'supervisor', wait: rule.inPerson } }),
          ),
      ],
      [
        'askForLetters',
        (nth) => attempt(c, nth, () => a().askForLetters(asked(c, 2), [c.company.supervisor.id], rule.inPerson, true)),
      ],
      [
        'remindOfLetters',
        (nth) => attempt(c, nth, () => a().remindOfLetters(asked(c, 3), 'escalate', [c.company.supervisor.id])),
      ],
      [
        'decideLetters',
        (nth) =>
          attempt(c, nth, () =>
            a().decideLetters(asked(c, 4), { personId: c.company.supervisor.id, decision: 'approved' }),
          ),
      ],
      ['closeLetters', (nth) => attempt(c, nth, () => a().closeLetters(asked(c, 5), 'approved'))],
      ['sendIntroductions', (nth) => attempt(c, nth, () => a().sendIntroductions(asked(c, 6), rule)).then(() => null)],
      ['pauseIntroductions', (nth) => attempt(c, nth, () => a().pauseIntroductions(asked(c, 7)))],
      ['resumeIntroductions', (nth) => attempt(c, nth, () => a().resumeIntroductions(asked(c, 8), 60_000))],
      [
        'extendIntroductions',
        (nth) =>
          attempt(c, nth, () =>
            a().extendIntroductions(asked(c, 9), {
              personId: c.company.supervisor.id,
              dueAt: '2999-01-01T00:00:00.000Z',
            }),
          ),
      ],
      ['lookAtIntroductions', (nth) => attempt(c, nth, () => a().lookAtIntroductions(asked(c, 10), rule))],
      ['endIntroductions', (nth) => attempt(c, nth, () => a().endIntroductions(asked(c, 11), 'done'))],
    ];
    for (const [name, run] of steps) {
      if (name === 'lookAtIntroductions')
        await answerByLink(
          stage.database,
          await tokenFor(stage.engine, [...c.addresses.values()][0] ?? ''),
          'objected',
        );
      const first = await run(1);
      const [mails, after] = [stage.taken.length, await contents(stage.database)];
      expect(await run(2), name).toEqual(first);
      expect(await run(3), name).toEqual(first);
      expect(stage.taken.length, name).toBe(mails);
      expect(await contents(stage.database), name).toEqual(after);
    }
  });

  it('a look killed in the middle, twice: moves each customer once, and what it told is told once', async () => {
    const c = await moved();
    await prepared(c);
    await sent(c);
    for (const address of [...c.addresses.values()].slice(0, 3))
      await answerByLink(stage.database, await tokenFor(stage.engine, address), 'objected');
    const before = stage.taken.length;
    // The mail server is away: the transaction has committed, and nobody has been told.
    for (const nth of [1, 2])
      await expect(attempt(c, nth, () => stage.withoutMail.lookAtIntroductions(asked(c, 3), rule))).rejects.toThrow();
    const look = await attempt(c, 3, () => a().lookAtIntroductions(asked(c, 3), rule));
    expect(look).toMatchObject({ open: 6, toSend: 3, counts: { prepared: 3, reassigned: 3, sent: 3 } });
    const second = (await rows(c)).filter((row) => row.nth === 2);
    expect(new Set(second.map((row) => row.receiver_id))).toEqual(new Set([c.company.receivers[1]?.id]));
    const told = stage.taken.slice(before).filter((id) => id.includes('introduction.'));
    expect(new Set(told).size).toBe(told.length);
    expect(told.filter((id) => id.includes('introduction.objections'))).toHaveLength(1);
  });

  it('customers who went on: are in the log, which verifies, and come back with a restore', async () => {
    const c = await moved();
    await prepared(c);
    await sent(c);
    for (const address of [...c.addresses.values()].slice(0, 2))
      await answerByLink(stage.database, await tokenFor(stage.engine, address), 'objected');
    await attempt(c, 1, () =>
      a().lookAtIntroductions(asked(c, 3), {
        ...rule,
        objections: { first: 'alternateReceiver', maxObjections: 1, last: 'pool' },
      }),
    );
    const owners = () =>
      stage.database.admin
        .selectFrom('customers')
        .select('owner_id')
        .where('id', 'in', c.company.customerIds)
        .execute()
        .then((found) => found.map((row) => row.owner_id));
    expect((await owners()).filter((owner) => owner === null)).toHaveLength(2);
    while (
      await seal(stage.database.worker, (claims) => stage.engine.deps.signer.sign('handover-audit-head+jws', claims))
    );
    const { signer } = stage.engine.deps;
    await publishKey(stage.database.worker, signer.keyId, signer.publicJwk);
    expect((await verifyDatabase(stage.database.owner)).findings).toEqual([]);
    await stage.database.admin
      .updateTable('handovers')
      .set({ transferred_at: new Date() })
      .where('id', '=', c.input.handoverId)
      .execute();
    await attempt(c, 1, () =>
      a().moveBack(effect(c, 'followUp'), { as: 'restored', scope: 'all', personId: c.company.supervisor.id }),
    );
    expect(new Set(await owners())).toEqual(new Set([c.company.giver.id]));
  });
});

it('the workflow of an introduction: is named by its handover', () => {
  expect(introductionWorkflowId('x')).toBe('introduction:x');
});
