import type * as z from 'zod';
import * as n from '../../contract/notification-schemas.ts';
import { DIGESTS, SUMMARIES } from '../../contract/notices.ts';
import { LOCALES } from '../../i18n/index.ts';
import { CliError } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, paging, shaped } from '../verb.ts';
import { employeeId } from './freeze.ts';

const SWITCH = ['on', 'off'] as const;

/** What one is told, and how one wants to be told. */
export const notificationVerbs: readonly Verb[] = [
  {
    name: 'notifications',
    options: [
      { flags: '--unread' },
      { flags: '--to-do' },
      { flags: '--read <notification>' },
      { flags: '--read-all' },
      ...PAGING,
    ],
    async run(call) {
      const { given } = call;
      const read = given.text('read');
      if (read !== undefined)
        return give(
          call,
          n.notification,
          await call.api().post('/notifications/{id}/read', { path: { id: read } }),
          (one) => rows(call, { items: [one], next: null }),
        );
      if (given.flag('readAll'))
        return give(call, n.notificationsRead, await call.api().post('/notifications/read-all', { body: {} }), (all) =>
          call.t('notificationsRead', { read: all.read }),
        );
      const query = {
        ...paging(call),
        unread: given.flag('unread') ? true : undefined,
        open: given.flag('toDo') ? true : undefined,
      };
      give(call, n.notifications, await call.api().get('/notifications', { query }), (page) => rows(call, page));
    },
  },
  {
    name: 'preferences',
    takes: ['[person]'],
    options: [
      { flags: '--told-by <channels...>' },
      { flags: '--digest <when>', choices: DIGESTS },
      { flags: '--digest-hour <number>' },
      { flags: '--quiet <hours>' },
      { flags: '--quiet-days <switch>', choices: SWITCH },
      { flags: '--delegate-copies <switch>', choices: SWITCH },
      { flags: '--summaries <often>', choices: SUMMARIES },
      { flags: '--speak <language>', choices: LOCALES },
      { flags: '--zone <zone>' },
    ],
    async run(call) {
      const { given } = call;
      const person = given.arg(0);
      const api = call.api();
      if (person !== '') {
        const id = await employeeId(call, person);
        return tell(call, await api.get('/employees/{id}/notification-preferences', { path: { id } }));
      }
      const now = await api.get('/me/notification-preferences');
      const kept = shaped(call, n.preferences, now);
      const wanted = changed(call, kept);
      if (wanted === null) return tell(call, now);
      tell(call, await api.put('/me/notification-preferences', { body: wanted, ifMatch: kept.version }));
    },
  },
];

type Page = z.output<typeof n.notifications>;
const rows = (call: Call, page: Page): string =>
  pageOf(call, page, {
    id: (one) => one.id,
    at: (one) => when(one.createdAt, call.locale),
    read: (one) => (one.readAt === null ? '' : '✓'),
    done: (one) => (one.doneAt === null ? '' : '✓'),
    notice: (one) => one.title,
    for: (one) => one.for?.name ?? '',
    link: (one) => one.link,
  });

type Kept = z.output<typeof n.preferences>;

/** @returns null: nothing was named to change; @throws CliError for what cannot be read */
function changed({ given }: Call, kept: Kept): z.input<typeof n.preferencesRequest> | null {
  const channels = given.list('toldBy');
  const digest = given.one('digest', DIGESTS);
  const hour = given.number('digestHour');
  const quiet = given.text('quiet');
  const days = given.text('quietDays');
  const copies = given.text('delegateCopies');
  const summaries = given.one('summaries', SUMMARIES);
  const language = given.one('speak', LOCALES);
  const zone = given.text('zone');
  if (
    channels.length === 0 &&
    [digest, hour, quiet, days, copies, summaries, language, zone].every((one) => one === undefined)
  )
    return null;
  const [, from = '', until = ''] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(quiet ?? '') ?? [];
  if (quiet !== undefined && quiet !== 'off' && from === '') throw new CliError('quietWrong', { value: quiet });
  const named = channels.map((one) => /^(\w+)=(\w+)$/.exec(one) ?? fail(one));
  const asked = {
    language: language ?? kept.language,
    timeZone: zone ?? kept.timeZone,
    channels: { ...kept.channels, ...Object.fromEntries(named.map(([, category, channel]) => [category, channel])) },
    digest: { when: digest ?? kept.digest.when, hour: hour ?? kept.digest.hour },
    quietHours: quiet === undefined ? kept.quietHours : quiet === 'off' ? null : { from, until },
    quietDays: days === undefined ? kept.quietDays : days === 'on',
    delegateCopies: copies === undefined ? kept.delegateCopies : copies === 'on',
    summaries: summaries ?? kept.summaries,
  };
  return asked;
}

function fail(value: string): never {
  throw new CliError('channelWrong', { value });
}

function tell(call: Call, answer: Kept): void {
  give(call, n.preferences, answer, (kept) =>
    [
      fields([
        [call.t('col.who'), `${kept.person.name} (${kept.person.number})`],
        [call.t('preferences.language'), `${kept.language}, ${kept.timeZone}`],
        [
          call.t('preferences.digest'),
          kept.digest.when === 'daily' ? `daily, ${kept.digest.hour}:00` : kept.digest.when,
        ],
        [call.t('preferences.quiet'), kept.quietHours ? `${kept.quietHours.from}-${kept.quietHours.until}` : 'off'],
        [call.t('preferences.quietDays'), kept.quietDays ? 'on' : 'off'],
        [call.t('preferences.delegateCopies'), kept.delegateCopies ? 'on' : 'off'],
        [call.t('preferences.summaries'), kept.summaries],
      ]),
      '',
      pageOf(
        call,
        { items: kept.categories, next: null },
        {
          category: (one) => one.category,
          name: (one) => one.name,
          channel: (one) => kept.channels[one.category] ?? 'both',
          why: (one) => one.why,
        },
      ),
    ].join('\n'),
  );
}
