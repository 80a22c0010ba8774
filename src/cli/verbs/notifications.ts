import type * as z from 'zod';
import * as n from '../../contract/notification-schemas.ts';
import { DIGESTS } from '../../contract/notices.ts';
import { LOCALES } from '../../i18n/index.ts';
import { CliError } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, PAGING, type Verb, give, pageOf, shaped } from '../verb.ts';
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
        return give(call, n.notification, await call.api().ask('POST', `notifications/${read}/read`), (one) =>
          rows(call, { items: [one], next: null }),
        );
      if (given.flag('readAll'))
        return give(
          call,
          n.notificationsRead,
          await call.api().ask('POST', 'notifications/read-all', { body: {} }),
          (all) => call.t('notificationsRead', { read: all.read }),
        );
      const query = {
        cursor: given.text('cursor'),
        limit: given.text('limit'),
        unread: given.flag('unread') ? true : undefined,
        open: given.flag('toDo') ? true : undefined,
      };
      give(call, n.notifications, await call.api().ask('GET', 'notifications', { query }), (page) => rows(call, page));
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
      { flags: '--speak <language>', choices: LOCALES },
      { flags: '--zone <zone>' },
    ],
    async run(call) {
      const { given } = call;
      const person = given.arg(0);
      const api = call.api();
      if (person !== '') {
        const id = await employeeId(call, person);
        return tell(call, await api.ask('GET', `employees/${id}/notification-preferences`));
      }
      const path = 'me/notification-preferences';
      const now = await api.ask('GET', path);
      const kept = shaped(call, n.preferences, now);
      const wanted = changed(call, kept);
      if (wanted === null) return tell(call, now);
      tell(call, await api.ask('PUT', path, { body: wanted, headers: { 'If-Match': `"${kept.version}"` } }));
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
  const digest = given.text('digest');
  const hour = given.text('digestHour');
  const quiet = given.text('quiet');
  const days = given.text('quietDays');
  const copies = given.text('delegateCopies');
  const language = given.text('speak');
  const zone = given.text('zone');
  if (channels.length === 0 && [digest, hour, quiet, days, copies, language, zone].every((one) => one === undefined))
    return null;
  const [, from = '', until = ''] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(quiet ?? '') ?? [];
  if (quiet !== undefined && quiet !== 'off' && from === '') throw new CliError('quietWrong', { value: quiet });
  const named = channels.map((one) => /^(\w+)=(\w+)$/.exec(one) ?? fail(one));
  const asked = {
    language: language ?? kept.language,
    timeZone: zone ?? kept.timeZone,
    channels: { ...kept.channels, ...Object.fromEntries(named.map(([, category, channel]) => [category, channel])) },
    digest: { when: digest ?? kept.digest.when, hour: hour === undefined ? kept.digest.hour : Number(hour) },
    quietHours: quiet === undefined ? kept.quietHours : quiet === 'off' ? null : { from, until },
    quietDays: days === undefined ? kept.quietDays : days === 'on',
    delegateCopies: copies === undefined ? kept.delegateCopies : copies === 'on',
  };
  // What it may be, the API says, field by field.
  return asked as z.input<typeof n.preferencesRequest>;
}

function fail(value: string): never {
  throw new CliError('channelWrong', { value });
}

function tell(call: Call, answer: unknown): void {
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
