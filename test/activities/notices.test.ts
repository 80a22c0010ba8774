import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { type Letter, type Notice, notify, post } from '../../activities/mail.ts';
import { smtpMailer } from '../../activities/smtp.ts';
import { WAITING_MAILS_WORKFLOW } from '../../src/contract/names.ts';
import { MANDATORY, NOTICES, kindOfNotice, linksOf, pageOfCase } from '../../src/contract/notices.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { RESOURCES } from '../../src/i18n/index.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { startTestApi } from '../http/api.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { keepHistory } from '../support/histories.ts';
import { type Mailbox, openMailbox, recipientOf } from '../support/mailbox.ts';
import { type Case, type Stage, attempt, effect, setStage } from './stage.ts';

let stage: Stage;
let c: Case;
let mailbox: Mailbox;
let mails: Mailbox['mails'];
let deps: Stage['engine']['deps'];
/** thrown when the server has taken a mail: the crash before the note */
let crash = false;
beforeAll(async () => {
  stage = await setStage();
  mailbox = await openMailbox();
  ({ mails } = mailbox);
  const smtp = smtpMailer(mailbox.url, '移交 <handover@demo.example>');
  const mailer: typeof smtp = {
    ...smtp,
    async send(mail) {
      const answer = await smtp.send(mail);
      if (crash) throw new Error('killed');
      return answer;
    },
  };
  deps = { ...stage.engine.deps, mailer };
  await publishKey(stage.database.worker, deps.signer.keyId, deps.signer.publicJwk);
});
beforeEach(async () => {
  mails.length = 0;
  crash = false;
  c = await stage.makeCase();
});
afterAll(async () => {
  deps.mailer = stage.engine.deps.mailer;
  await mailbox.stop();
  await stage.stop();
});

const activities = () => createActivities(deps);
const prefer = (personId: string, values: object) =>
  stage.database.admin
    .insertInto('notification_preferences')
    .values({ person_id: personId, ...values })
    .execute();
const letter = (of: Partial<Letter> = {}): Letter => ({
  handoverId: c.input.handoverId,
  step: 'followUp',
  round: 1,
  template: 'transferred',
  params: { moved: 7 },
  ...of,
});
const tell = (personIds: string[], of: Partial<Letter> = {}) => attempt(c, 1, () => post(deps, personIds, letter(of)));
const sendWaiting = () => attempt(c, 1, () => activities().sendWaitingMails());
const noticesOf = (personId: string) =>
  stage.database.admin.selectFrom('notices').selectAll().where('person_id', '=', personId).orderBy('id').execute();
/** As if their time had come. */
const elapse = () =>
  stage.database.admin
    .updateTable('notice_mails')
    .set({ due_at: sql`now()` })
    .execute();
const waiting = () =>
  stage.database.admin.selectFrom('notice_mails').select(['notice_id', 'digest', 'due_at']).execute();

describe('a letter to somebody', () => {
  test('by default, sent twice: one notice in the product and one mail at once', async () => {
    await tell([c.company.giver.id]);
    await tell([c.company.giver.id]);
    expect(await noticesOf(c.company.giver.id)).toMatchObject([
      {
        template: 'transferred',
        category: 'progress',
        mail: 'direct',
        shown: true,
        params: {},
        until: null,
        done_at: null,
      },
    ]);
    expect(mails).toHaveLength(1);
  });

  test('that asks for something: is open until the case does not wait for it any more, and told to a delegate as for whom', async () => {
    const { supervisor, stranger } = c.company;
    await sql`insert into delegations (from_id, to_id, reason, starts_at, ends_at, made_by) values (${supervisor.id}, ${stranger.id}, 'x', now() - interval '1 hour', now() + interval '1 day', ${supervisor.id})`.execute(
      stage.database.admin,
    );
    await prefer(stranger.id, { delegate_copies: false });
    await attempt(c, 1, () =>
      activities().planBook(effect(c, 'plan', { waitingFor: 'approval', awaitedIds: [supervisor.id] }), {
        giverId: c.input.giver.id,
        receiverIds: c.input.receivers.map((one) => one.id),
        assignment: 'in_turn',
      }),
    );
    expect(await noticesOf(supervisor.id)).toMatchObject([
      { until: 'awaited', wait: 'approval', for_id: null, done_at: null },
    ]);
    expect(await noticesOf(stranger.id)).toMatchObject([
      { for_id: supervisor.id, mail: 'none', shown: true, done_at: null },
    ]);
    expect(mails).toHaveLength(1);
    await stage.database.admin
      .updateTable('handovers')
      .set({ waiting_for: null, awaited_ids: [] })
      .where('id', '=', c.input.handoverId)
      .execute();
    for (const id of [supervisor.id, stranger.id])
      expect(await noticesOf(id)).toMatchObject([{ done_at: expect.any(Date) }]);
  });

  test('of a category that is off, only in the product, or only by mail: goes there and nowhere else', async () => {
    const [off, inApp, mail] = [c.company.giver.id, c.company.supervisor.id, c.company.boss.id];
    await prefer(off, { channels: JSON.stringify({ progress: 'off' }) });
    await prefer(inApp, { channels: JSON.stringify({ progress: 'inApp' }) });
    await prefer(mail, { channels: JSON.stringify({ progress: 'mail' }) });
    await tell([off, inApp, mail]);
    expect(await noticesOf(off)).toMatchObject([{ shown: false, mail: 'none' }]);
    expect(await noticesOf(inApp)).toMatchObject([{ shown: true, mail: 'none' }]);
    expect(await noticesOf(mail)).toMatchObject([{ shown: false, mail: 'direct' }]);
    expect(mails).toHaveLength(1);
  });
});

describe('mails that wait', () => {
  test('for a digest: leave as one, with what is not done by then; killed after the server took it, the same once more', async () => {
    const { giver } = c.company;
    await prefer(giver.id, { digest: 'hourly' });
    await tell([giver.id]);
    await tell([giver.id], { template: 'coverEnds', which: 'a' });
    await tell([giver.id], { template: 'support.asked', params: { n: 3 } });
    expect(mails).toEqual([]);
    expect(await waiting()).toHaveLength(3);
    await sendWaiting();
    // Nobody asks any more: what asked for an answer has fallen out, and nothing is due yet.
    expect(mails).toEqual([]);
    expect(await waiting()).toMatchObject([{ digest: true }, { digest: true }]);
    await elapse();
    crash = true;
    await expect(sendWaiting()).rejects.toThrow('killed');
    crash = false;
    await Promise.all([sendWaiting(), sendWaiting()]);
    expect(mails).toHaveLength(2);
    const [first, second] = mails;
    expect(second?.messageId).toBe(first?.messageId);
    expect(second?.text).toBe(first?.text);
    expect(first?.text).toContain(`/handovers/${c.input.handoverId}/items`);
    expect(first?.text).not.toContain('support-requests');
    expect(first?.headers.get('list')).toMatchObject({
      unsubscribe: { url: expect.stringContaining('/unsubscribe/') },
    });
    expect(await waiting()).toEqual([]);
    await sendWaiting();
    expect(mails).toHaveLength(2);
  });

  test('for the end of quiet hours: leave by themselves, under the Message-ID that they would have had', async () => {
    const { giver, supervisor } = c.company;
    // Quiet but for the minute two minutes ago: now, whenever that is.
    const ago = await sql<{ a: string; b: string }>`
      select to_char((now() - interval '2 minutes') at time zone 'Asia/Shanghai', 'HH24:MI') as a,
             to_char((now() - interval '3 minutes') at time zone 'Asia/Shanghai', 'HH24:MI') as b`.execute(
      stage.database.admin,
    );
    const { a = '', b = '' } = ago.rows[0] ?? {};
    await prefer(giver.id, { quiet_from: a, quiet_until: b });
    await tell([giver.id, supervisor.id]);
    await tell([giver.id], { which: 'soon', dueAt: new Date(Date.now() + 3_600_000) });
    expect(mails.map(recipientOf)).toEqual([supervisor, giver].map((one) => addresses.get(one.id)));
    expect(await waiting()).toMatchObject([{ digest: false }]);
    await elapse();
    await sendWaiting();
    expect(mails[2]?.messageId).toBe(mails[0]?.messageId?.replace(supervisor.id, giver.id));
  });

  test('of somebody who wants none of the kind by now: do not leave', async () => {
    const { giver } = c.company;
    await prefer(giver.id, { digest: 'daily' });
    await tell([giver.id]);
    await stage.database.admin
      .updateTable('notification_preferences')
      .set({ channels: JSON.stringify({ progress: 'inApp' }) })
      .where('person_id', '=', giver.id)
      .execute();
    await elapse();
    expect(await sendWaiting()).toEqual({ sent: 0, dropped: 1 });
    expect(mails).toEqual([]);
  });
});

const addresses = new Map<string, string>();
beforeEach(async () => {
  const rows = await stage.database.admin.selectFrom('employees').select(['id', 'email']).execute();
  for (const { id, email } of rows) addresses.set(id, email);
});

/** What people enter, at its worst. */
const EVIL = '客户\r\nBcc: victim@demo.example\u2028X: y';

test('the Schedule’s workflow, with nothing that waits: looks and ends', async () => {
  const { client, taskQueue } = stage.engine;
  const workflowId = `waiting-mails-${randomUUID()}`;
  const done: unknown = await client.workflow.execute(WAITING_MAILS_WORKFLOW, { workflowId, taskQueue });
  expect(done).toEqual({ sent: 0, dropped: 0 });
  await keepHistory(client, workflowId, 'scheduled-sendWaitingMails');
});

describe('every kind of mail', () => {
  const templates = Object.keys(RESOURCES.en.mail).flatMap((key) =>
    key.endsWith('.subject') ? [key.slice(0, -8)] : [],
  );
  /** To people outside, or made by their own activity. */
  const others = [
    'organiserBack',
    'organiserChanged',
    'introduction.meeting',
    'introduction.meetingCalledOff',
    'introduction.calledOff',
    'survey',
    'auditHead',
    'digest',
  ];

  test('is a kind of notice, or written to somebody outside', () => {
    expect(Object.keys(NOTICES).sort()).toEqual(templates.filter((one) => !others.includes(one)).sort());
  });

  test.each(['zh-CN', 'en'] as const)(
    'in %s: whole, in one language, on one line, with the link to the thing to do',
    async (locale) => {
      const { database } = stage;
      const api = await startTestApi({ db: database.api, gateway: gatewayAway });
      const { giver } = c.company;
      await database.admin.updateTable('employees').set({ locale }).where('id', '=', giver.id).execute();
      deps = { ...deps, publicUrl: api.url };
      const wanted = (template: string) => {
        const texts: Readonly<Record<string, string>> = RESOURCES[locale].mail;
        const places = `${texts[`${template}.subject`]} ${texts[`${template}.body`]}`.matchAll(/\{\{(\w+)\}\}/g);
        return Object.fromEntries([...places].map(([, name = '']) => [name, EVIL]));
      };
      try {
        for (const template of Object.keys(NOTICES)) {
          mails.length = 0;
          const kind = kindOfNotice(template);
          const params = wanted(template);
          const about = { type: 'x', id: c.input.supervisor.id };
          const notice: Notice = {
            id: ['walk', locale],
            step: 'x',
            template,
            params: () => params,
            about,
            caseId: c.input.handoverId,
          };
          await (pageOfCase(kind.place)
            ? tell([giver.id], { template, which: 'walk', params })
            : attempt(c, 1, () => notify(deps, [giver.id], notice)));
          const [mail, ...more] = mails;
          expect(more, template).toEqual([]);
          const text = mail?.text ?? '';
          expect(mail?.subject?.length, template).toBeLessThanOrEqual(200);
          expect(mail?.subject?.length, template).toBeGreaterThan(5);
          expect(`${mail?.subject}${text}`, template).not.toMatch(/undefined|null|\{\{|\.(subject|body)\b/);
          const headers = mail?.headerLines.map(({ key }) => key);
          expect(headers, template).not.toContain('bcc');
          expect(headers, template).not.toContain('x');
          expect(mail?.headers.get('auto-submitted'), template).toBe('auto-generated');
          const { page, resource } = linksOf(
            kind.place,
            pageOfCase(kind.place) ? c.input.handoverId : about.id,
            params,
          );
          expect(text, template).toContain(`${api.url}${page}`);
          expect((await api.ask('GET', page)).status, page).toBe(200);
          expect(
            ROUTES.some(
              (route) =>
                route.method === 'get' &&
                new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(resource.replace(/\?.*/, '')),
            ),
            resource,
          ).toBe(true);
          const stop = mail?.headers.get('list') as { unsubscribe?: { url: string } } | undefined;
          expect(stop === undefined, template).toBe(MANDATORY.has(kind.category));
          if (stop)
            expect(
              mail?.headers.get('list-unsubscribe-post') ?? mail?.headerLines.map(({ line }) => line).join('\n'),
              template,
            ).toMatch(/List-Unsubscribe=One-Click/);
          if (locale === 'en')
            expect(text.replaceAll(/客户|测试\w+|书|离职/g, ''), template).not.toMatch(/[\u4e00-\u9fff]{4}/);
        }
      } finally {
        deps = { ...deps, publicUrl: stage.engine.deps.publicUrl };
        await api.stop();
      }
    },
  );
});
