import type { Temporal as TC39 } from 'temporal-polyfill';
import {
  type Category,
  MANDATORY,
  type NoticeKind,
  type NotificationPreferences,
  channelOf,
  plainOf,
} from '../src/contract/notices.ts';
import { calendarOf } from '../src/db/calendar.ts';
import type { Database } from '../src/db/connect.ts';
import { preferencesOf, usualPreferences } from '../src/db/notification-preferences.ts';
import { type NewNotice, delegatorsOf, writeNotices } from '../src/db/writes/notices.ts';
import { mailTime } from '../src/domain/mail-time.ts';
import { isWorkday } from '../src/domain/working-days.ts';
import { RESOURCES } from '../src/i18n/index.ts';
import type { Delivery, Recipient } from './mail.ts';
import type { Mail } from './ports.ts';

/** A letter as one person reads it. */
export interface Written {
  person: Recipient;
  template: string;
  topic: string;
  kind: NoticeKind;
  params: Record<string, string | number>;
  /** what it is in a mail with others */
  entry: string;
  mail: Mail;
}

/** The company's calendar: whose days off may be quiet, and on whose workdays daily mails leave. */
const CALENDAR = 'CN';

/**
 * Writes down for each person what they are told, and how: in the product, by mail, now or later.
 * @returns whose mail leaves now; the same at every attempt
 */
export async function tell(db: Database, letter: Delivery, letters: readonly Written[]): Promise<Set<string>> {
  const ids = letters.map(({ person }) => person.id);
  const preferences = await preferencesOf(db, ids);
  const awaited = letter.handoverId !== null && letters.some(({ kind }) => kind.until === 'awaited');
  const delegators = awaited ? await delegatorsOf(db, letter.handoverId ?? '', ids) : new Map<string, string>();
  const worked = preferences.size > 0 ? await worksOn(db) : () => true;
  const now = new Date().toISOString();
  return writeNotices(
    db,
    letters.map((one): NewNotice => {
      const { person, kind, template } = one;
      const prefers = preferences.get(person.id) ?? usualPreferences();
      const forId = delegators.get(person.id) ?? null;
      const channel = channelOf(prefers, kind.category);
      const dueAt = letter.dueAt ?? (kind.until === 'awaited' ? letter.caseDueAt : null);
      const mail =
        channel === 'inApp' || channel === 'off' || (forId !== null && !prefers.delegateCopies)
          ? undefined
          : mailOf(one, { ...prefers, timeZone: person.time_zone }, dueAt?.toISOString() ?? null, now, worked);
      return {
        topic: one.topic,
        personId: person.id,
        forId,
        category: kind.category,
        template,
        params: plainOf(one.params, subjectOf(template)),
        handoverId: letter.handoverId ?? letter.caseId ?? null,
        step: letter.step,
        round: letter.round,
        subject: letter.about ?? null,
        until: kind.until ?? null,
        dueAt: dueAt?.toISOString() ?? null,
        shown: channel === 'both' || channel === 'inApp',
        ...(mail === undefined ? {} : { mail }),
      };
    }),
  );
}

function mailOf(
  { kind, mail, entry }: Written,
  prefers: NotificationPreferences & { timeZone: string },
  dueAt: string | null,
  now: string,
  worked: (day: TC39.PlainDate) => boolean,
): NewNotice['mail'] {
  const timely = {
    mandatory: MANDATORY.has(kind.category satisfies Category),
    urgent: kind.urgent ?? false,
    alone: mail.invitation !== undefined || (kind.alone ?? false),
    dueAt,
  };
  const { at, digest } = mailTime(prefers, timely, now, worked);
  if (Date.parse(at) <= Date.parse(now)) return 'direct';
  return {
    dueAt: at,
    digest,
    subject: mail.subject,
    body: digest ? entry : mail.text,
    ...(mail.html === undefined ? {} : { html: mail.html }),
    ...(mail.invitation === undefined ? {} : { invitation: mail.invitation }),
  };
}

async function worksOn(db: Database): Promise<(day: TC39.PlainDate) => boolean> {
  const calendar = await calendarOf(db, CALENDAR);
  return (day) => isWorkday(calendar, day);
}

/** The sentence that the product tells a notice by, with its places. */
function subjectOf(template: string): string {
  const sentences: Readonly<Record<string, string>> = RESOURCES.en.mail;
  return sentences[`${template}.subject`] ?? '';
}
