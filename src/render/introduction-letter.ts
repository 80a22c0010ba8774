import type { Outgoing } from '../db/letters.ts';
import { formsOf, inZone } from '../i18n/index.ts';
import type { LetterValues } from './letter.ts';

/** What a letter speaks of, in the customer's language and the company's zone. */
export function letterValues(one: Outgoing, { answerBy, link }: { answerBy: string; link: string }): LetterValues {
  const reader = { locale: one.language, timeZone: one.time_zone };
  const day = new Intl.DateTimeFormat(formsOf(one.language), { dateStyle: 'long', timeZone: one.time_zone });
  const time = (instant: Date | null) => (instant === null ? '' : inZone(instant, reader, 'full'));
  return {
    customer: { name: one.customer },
    contact: { name: one.contact },
    giver: { name: one.giver },
    receiver: { name: one.receiver, title: one.title, email: one.receiver_email, phone: one.phone },
    meeting: {
      startsAt: time(one.meeting_starts_at),
      endsAt: time(one.meeting_ends_at),
      location: one.meeting_location ?? '',
      url: one.meeting_url ?? '',
    },
    answerBy: day.format(new Date(answerBy)),
    link,
  };
}
