import { Refusal } from '../../contract/failures.ts';
import { CATEGORIES, MANDATORY } from '../../contract/notices.ts';
import * as n from '../../contract/notification-schemas.ts';
import * as s from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { type WantedPreferences, readAll, readOne, writePreferences } from '../../db/intake/notifications.ts';
import { preferencesOf, usualPreferences } from '../../db/notification-preferences.ts';
import { countNotifications, listNotifications, readNotification } from '../../db/reads/notifications.ts';
import { speaksOf } from '../../db/reads/people.ts';
import { type Locale, localeOf, sentence } from '../../i18n/index.ts';
import { versionIn } from '../if-match.ts';
import { sendNotifications } from '../notification-events.ts';
import { toldNotification } from '../notifications.ts';
import { type Call, SENT, route } from '../route.ts';

const tag = 'notifications';
const who = { may: 'signedIn' } as const;

/** What the caller is told, and how they want to be told. */
export const notificationRoutes = [
  route({
    method: 'get',
    path: '/notifications',
    operationId: 'listNotifications',
    tag,
    summary: {
      en: 'What the caller was told, newest first; also what is asked of those for whom they act',
      zh: '本人的通知（最新在前），含委托人待办的事项',
    },
    who,
    takes: { query: n.notificationsQuery },
    gives: n.notifications,
    handle: ({ input: { query }, person, locale, as }) =>
      as(async (tx) => {
        const page = await listNotifications(tx, person.id, query);
        return { ...page, items: page.items.map((row) => toldNotification(row, { locale, me: person.id })) };
      }),
  }),
  // Before /notifications/{id}, which would take these names for ids.
  route({
    method: 'get',
    path: '/notifications/count',
    operationId: 'countNotifications',
    tag,
    summary: { en: 'How many the caller has not read, and how many ask for something', zh: '未读与待办的通知数' },
    who,
    takes: {},
    gives: n.notificationCount,
    handle: ({ person, as }) => as((tx) => countNotifications(tx, person.id)),
  }),
  route({
    method: 'get',
    path: '/notifications/events',
    operationId: 'followNotifications',
    tag,
    summary: {
      en: 'New notifications and counts live, as server-sent events; Last-Event-ID resumes',
      zh: '实时通知与计数（服务器推送事件），可用 Last-Event-ID 续传',
    },
    who,
    takes: {},
    gives: n.notification,
    alsoGives: 'text/event-stream',
    headers: ['Last-Event-ID'],
    async handle(call) {
      await sendNotifications(call);
      return SENT;
    },
  }),
  route({
    method: 'post',
    path: '/notifications/read-all',
    operationId: 'readAllNotifications',
    tag,
    summary: { en: 'Everything up to a notification is read', zh: '将截至某条的通知全部标为已读' },
    who,
    takes: { body: n.readAllRequest },
    gives: n.notificationsRead,
    handle: async ({ input: { body }, person, as }) => ({
      read: await as((tx) => readAll(tx, person.id, body.upTo)),
    }),
  }),
  route({
    method: 'get',
    path: '/notifications/{id}',
    operationId: 'getNotification',
    tag,
    summary: { en: 'One notification', zh: '一条通知' },
    who,
    takes: { params: s.idParams },
    gives: n.notification,
    handle: (call) => call.as((tx) => one(tx, call)),
  }),
  route({
    method: 'post',
    path: '/notifications/{id}/read',
    operationId: 'readNotification',
    tag,
    summary: { en: 'The caller has read a notification of theirs', zh: '将本人的一条通知标为已读' },
    who,
    takes: { params: s.idParams },
    gives: n.notification,
    handle: (call) =>
      call.as(async (tx) => {
        if (!(await readOne(tx, call.person.id, call.input.params.id))) throw new Refusal('notFound');
        return one(tx, call);
      }),
  }),
  route({
    method: 'get',
    path: '/me/notification-preferences',
    operationId: 'getMyNotificationPreferences',
    tag,
    summary: { en: 'How the caller wants to be told, with an ETag', zh: '本人的通知偏好（含 ETag）' },
    who,
    takes: {},
    gives: n.preferences,
    handle: (call) => call.as((tx) => preferences(tx, call, call.person.id)),
  }),
  route({
    method: 'put',
    path: '/me/notification-preferences',
    operationId: 'changeMyNotificationPreferences',
    tag,
    summary: {
      en: 'Say how one wants to be told; If-Match with the version guards against overwriting',
      zh: '修改本人的通知偏好；可用 If-Match 携带版本防止覆盖',
    },
    who,
    takes: { body: n.preferencesRequest },
    ifMatch: 'optional',
    gives: n.preferences,
    handle(call) {
      const { body } = call.input;
      const off = Object.entries(body.channels).find(
        ([category, channel]) => channel === 'off' && (MANDATORY as ReadonlySet<string>).has(category),
      );
      if (off) throw new Refusal('notificationMandatory', {}, `/channels/${off[0]}`);
      const wanted: WantedPreferences = {
        // Without what is as usual: it stays so when the product learns a new usual.
        channels: Object.fromEntries(Object.entries(body.channels).filter(([, channel]) => channel !== 'both')),
        digest: body.digest.when,
        digestHour: body.digest.hour,
        quiet: body.quietHours,
        quietDays: body.quietDays,
        delegateCopies: body.delegateCopies,
        summaries: body.summaries,
      };
      const expected = versionIn(call.req.get('If-Match'));
      return call.as(async (tx) => {
        await writePreferences(tx, call.person.id, wanted, body, expected);
        return preferences(tx, call, call.person.id);
      });
    },
  }),
  route({
    method: 'get',
    path: '/employees/{id}/notification-preferences',
    operationId: 'getNotificationPreferences',
    tag,
    summary: { en: 'How somebody wants to be told; only they change it', zh: '员工的通知偏好（仅本人可改）' },
    who: { may: 'roles', roles: ['hr'] },
    takes: { params: s.idParams },
    gives: n.preferences,
    handle: (call) => call.as((tx) => preferences(tx, call, call.input.params.id)),
  }),
];

async function one(tx: Tx, { input, locale, person }: Call<{ params: { id: string } }>) {
  const row = await readNotification(tx, input.params.id);
  if (!row) throw new Refusal('notFound');
  return toldNotification(row, { locale, me: person.id });
}

async function preferences(tx: Tx, { res, locale }: Call<unknown>, personId: string) {
  const about = await speaksOf(tx, personId);
  if (!about) throw new Refusal('notFound');
  const { locale: language, time_zone: timeZone, ...person } = about;
  const kept = (await preferencesOf(tx, [personId])).get(personId) ?? usualPreferences();
  res.set('ETag', `"${kept.version}"`);
  return {
    person,
    version: kept.version,
    language: localeOf(language),
    timeZone,
    channels: kept.channels,
    digest: { when: kept.digest, hour: kept.digestHour },
    quietHours: kept.quiet,
    quietDays: kept.quietDays,
    delegateCopies: kept.delegateCopies,
    summaries: kept.summaries,
    categories: CATEGORIES.map((category) => categoryIn(locale, category)),
  };
}

function categoryIn(locale: Locale, category: (typeof CATEGORIES)[number]) {
  const mandatory = MANDATORY.has(category);
  return {
    category,
    name: sentence(locale, 'labels', `noticeCategory.${category}`),
    mandatory,
    why: mandatory ? sentence(locale, 'labels', `noticeMandatory.${category}`) : null,
  };
}
