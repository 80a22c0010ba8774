import type { Seller } from './company.ts';
import { type Dates, hourAfter } from './dates.ts';
import type { Random } from './random.ts';
import type { Put } from './rows.ts';
import * as say from './sentences.ts';

/** What an account manager has in hand without a customer: it belongs to the person and is part of the book all the same. */
export function inventOwnWork(random: Random, person: Seller, dates: Dates, put: Put): void {
  const own = () => ({ id: random.id(), source: 'demo', customer_id: null, assignee_id: person.id });
  const text = (sentences: readonly string[]) => random.fill(random.pick(sentences), say.PLACES);
  for (let k = random.between(1, 3); k > 0; k -= 1)
    put('tasks', {
      ...own(),
      title: text(say.OWN_TASKS),
      priority: 'important',
      due_on: dates.day(random.between(2, 30)),
    });
  const starts = dates.officeHour(random.between(1, 14), 10);
  put('calendar_events', {
    ...own(),
    title: text(say.OWN_EVENTS),
    starts_at: starts,
    ends_at: hourAfter(starts),
    location: person.region,
  });
  put('notes', { ...own(), author_id: person.id, body: text(say.OWN_NOTES) });
  put('opportunities', {
    ...own(),
    title: text(say.OPPORTUNITIES),
    stage: 'prospecting',
    amount: random.heavyTailed(8_000),
  });
}
