import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { smtpMailer } from '../../activities/smtp.ts';
import { type Case, type Stage, attempt, effect, setStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.stop());

/** Tells everybody of the case over a mail server that answers `code` to the address of one of them. */
async function notifyPast(
  c: Case,
  answering: { code: number; address: string },
  nth = 1,
  round = 1,
): Promise<string[]> {
  const took: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
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
    const activities = createActivities({ ...stage.engine.deps, mailer });
    await attempt(c, nth, () => activities.notifyParties({ ...effect(c, 'notify'), round }));
    return took;
  } finally {
    mailer.close();
    await new Promise<void>((resolve) => server.close(resolve));
  }
}

const addressOf = async (id: string) =>
  (await stage.database.admin.selectFrom('employees').select('email').where('id', '=', id).executeTakeFirstOrThrow())
    .email;
const refusals = (c: Case) =>
  stage.database.admin
    .selectFrom('audit_entries')
    .select(['subject_id', 'params'])
    .where('handover_id', '=', c.input.handoverId)
    .where('action', '=', 'mail.refused')
    .execute();

describe('mail, an address that the server refuses', () => {
  it('for good (5xx): the others get theirs, the timeline says so once, and nothing waits for it', async () => {
    const c = await stage.makeCase();
    const address = await addressOf(c.company.giver.id);
    const told = await notifyPast(c, { code: 550, address });
    expect(told).toHaveLength(c.company.receivers.length + 1);
    expect(await notifyPast(c, { code: 550, address })).toEqual([]);
    // The address itself lies where it can be erased.
    const values = { address: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(await refusals(c)).toEqual([
      { subject_id: c.company.giver.id, params: { template: 'notify.giver', values } },
    ]);
  });

  it('for now (4xx): the others get theirs, then it fails, so that Temporal tries again and sends what is missing', async () => {
    const c = await stage.makeCase();
    const address = await addressOf(c.company.giver.id);
    await expect(notifyPast(c, { code: 452, address })).rejects.toThrow(/mails deferred by the mail server: 1/);
    expect(await refusals(c)).toEqual([]);
    expect(await notifyPast(c, { code: 452, address: 'nobody@demo.example' }, 2)).toEqual([address]);
  });

  it.each(['n/a', '-', '无'])(
    'what is no address at all (%s): the others get theirs, and nothing waits for it',
    async (none) => {
      const c = await stage.makeCase();
      await stage.database.admin
        .updateTable('employees')
        .set({ email: none })
        .where('id', '=', c.company.giver.id)
        .execute();
      const told = await notifyPast(c, { code: 550, address: 'nobody@demo.example' });
      expect(told).toHaveLength(c.company.receivers.length + 1);
      expect(await refusals(c)).toMatchObject([
        { subject_id: c.company.giver.id, params: { template: 'notify.giver' } },
      ]);
    },
  );

  it('for now, again and again: is given up after some minutes, and is not waited for at the next letter', async () => {
    const c = await stage.makeCase();
    const address = await addressOf(c.company.giver.id);
    await expect(notifyPast(c, { code: 452, address }, 11)).rejects.toThrow(/mails deferred by the mail server: 1/);
    await notifyPast(c, { code: 452, address }, 12);
    expect(await refusals(c)).toHaveLength(1);
    await notifyPast(c, { code: 452, address }, 1, 2);
    expect(await refusals(c)).toHaveLength(2);
  });
});
