import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stopSurveysUrl, stopUrl } from '../../activities/links.ts';
import type { Signer } from '../../activities/ports.ts';
import { signingKey } from '../../activities/signing-key.ts';
import type { Category } from '../../src/contract/notices.ts';
import { publishKey } from '../../src/db/audit/keys.ts';
import { type NewNotice, writeNotices } from '../../src/db/writes/notices.ts';
import { drawSurveys, surveysToSend } from '../../src/db/writes/surveys.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let handoverId: string;
let nth = 0;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
});
beforeEach(async () => {
  c = await makeCompany(database.admin, { receivers: 1, customers: 2 });
  ({ handoverId } = await writeHandover(database, c));
  await database.admin
    .updateTable('handovers')
    .set({ state: 'running', step: 'plan', waiting_for: 'approval', awaited_ids: [c.supervisor.id] })
    .where('id', '=', handoverId)
    .execute();
});
const streams: AbortController[] = [];
afterEach(() => {
  for (const stream of streams.splice(0)) stream.abort();
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

/** Tells somebody something, as the engine does. */
async function tell(personId: string, of: Partial<NewNotice> = {}): Promise<string> {
  nth += 1;
  const notice: NewNotice = {
    topic: `test.${nth}`,
    personId,
    forId: null,
    category: 'progress',
    template: 'transferred',
    params: {},
    handoverId,
    step: 'plan',
    round: 1,
    subject: null,
    until: null,
    dueAt: null,
    shown: true,
    ...of,
  };
  await writeNotices(database.worker, [notice]);
  const row = await database.admin
    .selectFrom('notices')
    .select('id')
    .where('topic', '=', notice.topic)
    .executeTakeFirstOrThrow();
  return row.id;
}
const ask = { template: 'turn.approval', category: 'tasks', until: 'awaited' } as const;
const ids = async (person: { number: string }, query = '') =>
  (await api.get(person, `notifications${query}`)).body.items.map((one: { id: string }) => one.id);

describe('notifications', () => {
  test('of a person, listed: theirs only, in their language, with the page of what there is to do', async () => {
    const [told, asked] = [await tell(c.supervisor.id), await tell(c.supervisor.id, ask)];
    await tell(c.giver.id);
    await tell(c.supervisor.id, { shown: false });
    const { label } = (await api.get(c.supervisor, `handovers/${handoverId}`)).body;
    const { body } = await api.get(c.supervisor, 'notifications');
    expect(body).toMatchObject({
      next: null,
      items: [
        {
          id: asked,
          title: `[${label}] 请批准移交方案`,
          link: `/handovers/${handoverId}/plan`,
          asks: true,
          doneAt: null,
          for: null,
          mine: true,
          handover: { id: handoverId, label },
          links: { subject: `/api/v1/handovers/${handoverId}/plan` },
        },
        { id: told, asks: false, kind: 'transferred', category: 'progress' },
      ],
    });
    const english = await api.ask('GET', `notifications/${asked}`, undefined, {
      as: c.supervisor,
      headers: { 'accept-language': 'en' },
    });
    expect(english.body.title).toBe(`[${label}] Please approve the plan`);
    expect((await api.get(c.giver, `notifications/${asked}`)).status).toBe(404);
    expect((await api.get(c.supervisor, `notifications?limit=1&cursor=${asked}`)).body.items).toMatchObject([
      { id: told },
    ]);
    expect((await api.get(c.supervisor, body.items[0].links.subject)).status).not.toBe(404);
  });

  test('read, one and then all that were seen: counted, once, and by nobody else', async () => {
    const [one, two, three] = [await tell(c.giver.id), await tell(c.giver.id), await tell(c.giver.id)];
    expect((await api.post(c.supervisor, `notifications/${one}/read`, undefined)).status).toBe(404);
    const first = await api.post(c.giver, `notifications/${one}/read`, undefined);
    const again = await api.post(c.giver, `notifications/${one}/read`, undefined);
    expect(again.body.readAt).toBe(first.body.readAt);
    expect(await ids(c.giver, '?unread=true')).toEqual([three, two]);
    expect((await api.post(c.giver, 'notifications/read-all', { upTo: two })).body).toEqual({ read: 1 });
    expect((await api.get(c.giver, 'notifications/count')).body).toEqual({ unread: 1, open: 0 });
    expect((await api.post(c.giver, 'notifications/read-all', {})).body).toEqual({ read: 1 });
  });

  test('of what somebody else may do: shown to their delegate as theirs, once, and only while it is open to them', async () => {
    await database.admin
      .insertInto('delegations')
      .values({
        from_id: c.supervisor.id,
        to_id: c.stranger.id,
        reason: 'x',
        ends_at: new Date(Date.now() + 3_600_000),
        made_by: c.supervisor.id,
      })
      .execute();
    const asked = await tell(c.supervisor.id, ask);
    await tell(c.supervisor.id);
    expect((await api.get(c.stranger, 'notifications')).body.items).toMatchObject([
      { id: asked, for: { id: c.supervisor.id }, mine: false },
    ]);
    expect((await api.get(c.stranger, 'notifications/count')).body).toEqual({ unread: 0, open: 1 });
    expect((await api.post(c.stranger, `notifications/${asked}/read`, undefined)).status).toBe(404);
    const topic = `test.${nth - 1}`;
    const copy: NewNotice = {
      ...ask,
      topic,
      personId: c.stranger.id,
      forId: c.supervisor.id,
      params: {},
      handoverId,
      step: 'plan',
      round: 1,
      subject: null,
      dueAt: null,
      shown: true,
    };
    await writeNotices(database.worker, [copy]);
    const { items } = (await api.get(c.stranger, 'notifications')).body;
    expect(items).toMatchObject([{ for: { id: c.supervisor.id }, readAt: null }]);
    await database.admin
      .updateTable('handovers')
      .set({ waiting_for: 'materials', awaited_ids: [c.giver.id] })
      .where('id', '=', handoverId)
      .execute();
    expect((await api.get(c.stranger, 'notifications?open=true')).body.items).toEqual([]);
    expect((await api.get(c.supervisor, `notifications/${asked}`)).body.doneAt).not.toBeNull();
  });

  test('followed live: come at once with the counts, and after an interruption those that were missed', async () => {
    await tell(c.giver.id);
    const stream = await follow(c.giver);
    await stream.have('count', [{ unread: 1, open: 0 }]);
    const fresh = await tell(c.giver.id);
    await tell(c.supervisor.id);
    await stream.have('notification', [expect.objectContaining({ id: fresh })]);
    await api.post(c.giver, `notifications/${fresh}/read`, undefined);
    await stream.have('count', [
      { unread: 1, open: 0 },
      { unread: 2, open: 0 },
      { unread: 1, open: 0 },
    ]);
    stream.stop();
    const missed = await tell(c.giver.id);
    const again = await follow(c.giver, fresh);
    await again.until('notification', ({ id }) => id === missed);
  });

  test.each(['-'.repeat(36), 'ffffffff-ffff-7fff-bfff-ffffffffffff', 'x'])(
    'followed live after %s, which is nothing that was sent: what comes is told',
    async (lastEventId) => {
      const stream = await follow(c.giver, lastEventId);
      await stream.until('count', () => true);
      const fresh = await tell(c.giver.id);
      await stream.until('notification', ({ id }) => id === fresh);
    },
  );
});

async function follow(person: { number: string }, lastEventId?: string) {
  const stop = new AbortController();
  streams.push(stop);
  const response = await fetch(`${api.url}/api/v1/notifications/events`, {
    headers: {
      authorization: `Bearer ${await api.tokenFor(person.number)}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: stop.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: { event: string; data: { id: string } }[] = [];
  const read = async () => {
    let rest = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = `${rest}${chunk}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event = '', data = ''] = /event: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (event !== '') events.push({ event, data: JSON.parse(data) as { id: string } });
      }
    }
  };
  read().catch(() => {});
  const of = (event: string) => events.filter((one) => one.event === event).map(({ data }) => data);
  return {
    have: (event: string, wanted: unknown[]) => expect.poll(() => of(event), { timeout: 30_000 }).toEqual(wanted),
    until: (event: string, wanted: (data: { id: string }) => boolean) =>
      expect.poll(() => of(event).some(wanted), { timeout: 30_000 }).toBe(true),
    stop: () => stop.abort(),
  };
}

const PREFERENCES = {
  language: 'en',
  timeZone: 'Europe/Berlin',
  channels: { progress: 'inApp', meetings: 'off' },
  digest: { when: 'daily', hour: 8 },
  quietHours: { from: '22:00', until: '07:00' },
  quietDays: true,
  delegateCopies: false,
};
const MINE = 'me/notification-preferences';

describe('preferences', () => {
  test('of somebody who said nothing, and then something: as it was said, guarded by the version; HR may look', async () => {
    const usual = await api.get(c.giver, MINE);
    expect(usual.headers.get('etag')).toBe('"0"');
    expect(usual.body).toMatchObject({ version: 0, channels: {}, digest: { when: 'immediately' }, quietHours: null });
    const said = await api.put(c.giver, MINE, PREFERENCES, { 'if-match': '"0"' });
    expect(said).toMatchObject({ status: 200, body: { ...PREFERENCES, version: 1 } });
    expect((await api.put(c.giver, MINE, PREFERENCES, { 'if-match': '"0"' })).body.code).toBe('versionDiffers');
    expect((await api.put(c.stranger, MINE, PREFERENCES, { 'if-match': '"3"' })).body.code).toBe('versionDiffers');
    const path = `employees/${c.giver.id}/notification-preferences`;
    expect((await api.get(c.hr, path)).body).toMatchObject({ ...PREFERENCES, person: { id: c.giver.id } });
    expect((await api.get(c.supervisor, path)).status).toBe(403);
    expect((await api.put(c.hr, path, PREFERENCES)).status).toBe(405);
    expect((await api.get(c.giver, 'me')).body.locale).toBe('en');
  });

  test('of summaries: both unless something was said, kept by who says nothing of them; ended by the link of a mail', async () => {
    const summaries = async () => (await api.get(c.supervisor, MINE)).body.summaries;
    expect(await summaries()).toBe('both');
    expect((await api.put(c.supervisor, MINE, { ...PREFERENCES, summaries: 'monthly' })).status).toBe(200);
    expect((await api.put(c.supervisor, MINE, PREFERENCES)).body.summaries).toBe('monthly');
    expect(await summaries()).toBe('monthly');
    const wrong = await api.put(c.supervisor, MINE, { ...PREFERENCES, summaries: 'daily' });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/summaries' }] } });
    expect((await api.put(c.supervisor, MINE, { ...PREFERENCES, channels: { summaries: 'off' } })).status).toBe(200);
  });

  test.each([
    [
      'a mandatory category that is off',
      { channels: { signOffs: 'off' } },
      'notificationMandatory',
      '/channels/signOffs',
    ],
    ['a zone that there is not', { timeZone: 'Mars/Olympus' }, 'invalid', '/timeZone'],
    ['an hour that there is not', { quietHours: { from: '24:00', until: '07:00' } }, 'invalid', '/quietHours/from'],
    ['hours that never end', { quietHours: { from: '07:00', until: '07:00' } }, 'invalid', '/quietHours/until'],
    ['a category that there is not', { channels: { gossip: 'mail' } }, 'invalid', undefined],
  ])('with %s: refused, and says what to do', async (_, wrong, code, pointer) => {
    const answer = await api.put(c.giver, MINE, { ...PREFERENCES, ...wrong });
    expect(answer).toMatchObject({ status: 422, body: { code } });
    if (pointer !== undefined) expect(answer.body.errors[0].pointer).toBe(pointer);
    expect(answer.body.errors[0].detail).not.toContain('field.');
    expect((await api.get(c.giver, MINE)).body.version).toBe(0);
  });
});

describe('the link that ends mails', () => {
  let home: string;
  let signer: Signer;
  const link = async (personId: string, categories: Category[]) =>
    stopUrl({ signer, publicUrl: '' }, personId, categories);
  const click = (path: string) =>
    fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'handover-key-'));
    signer = await signingKey(join(home, 'key.json'));
    await publishKey(database.worker, signer.keyId, signer.publicJwk);
  });
  afterAll(() => rm(home, { recursive: true }));

  test('opened, then clicked twice without a sign-in: mails end at the click, and the product still tells', async () => {
    const path = await link(c.giver.id, ['progress', 'meetings']);
    for (const [language, words] of [
      ['en', 'no more mails about: progress and results and meetings'],
      ['zh', '停止接收'],
    ] as const) {
      const page = await fetch(`${api.url}${path}?lang=${language}`);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain(words);
    }
    expect((await api.get(c.giver, MINE)).body.version).toBe(0);
    for (const answer of [await click(path), await click(path)]) expect(answer.status).toBe(200);
    const { body } = await api.get(c.giver, MINE);
    expect(body.channels).toEqual({ progress: 'inApp', meetings: 'inApp' });
  });

  test('of mandatory mails, forged, or signed for something else: ends nothing', async () => {
    const path = await link(c.giver.id, ['signOffs']);
    const good = await link(c.giver.id, ['progress']);
    const other = `/unsubscribe/${await signer.sign('handover-link+jws', { sub: c.giver.id, of: 'notices', categories: ['progress'] })}`;
    for (const wrong of [path, `${good}x`, good.replace('.ey', '.fy'), other, '/unsubscribe/x'])
      expect((await click(wrong)).status, wrong).toBe(404);
    expect((await api.get(c.giver, MINE)).body.version).toBe(0);
  });

  test('of a survey: the contact gets none any more, whoever sends it', async () => {
    const [customerId = ''] = c.customerIds;
    await database.admin
      .updateTable('customers')
      .set({ email: 'own@customer.example', owner_id: c.receivers[0]?.id ?? '' })
      .where('id', '=', customerId)
      .execute();
    const contact = await database.admin
      .insertInto('contacts')
      .values({ customer_id: customerId, name: 'x', email: 'contact@customer.example' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const review = await database.admin
      .insertInto('reviews')
      .values({ handover_id: handoverId, day_offset: 7, due_at: new Date() })
      .returning('id')
      .executeTakeFirstOrThrow();
    await database.admin
      .insertInto('handover_items')
      .values({
        handover_id: handoverId,
        record_type: 'customer',
        record_id: customerId,
        receiver_id: c.receivers[0]?.id ?? '',
        customer_id: null,
        why: 'named',
        tier: 'standard',
      })
      .execute();
    await database.worker
      .transaction()
      .execute((tx) =>
        drawSurveys(
          tx,
          { handoverId, reviewId: review.id },
          { share: 1, most: 10, answerDays: 3, language: 'en' },
          new Date().toISOString(),
        ),
      );
    const before = await surveysToSend(database.worker, review.id);
    expect(before).toMatchObject([{ address: 'contact@customer.example', contact_id: contact.id, opted_out: false }]);
    const path = await stopSurveysUrl({ signer, publicUrl: '' }, customerId, contact.id);
    expect((await click(path)).status).toBe(200);
    expect(await surveysToSend(database.worker, review.id)).toMatchObject([{ opted_out: true }]);
  });
});
