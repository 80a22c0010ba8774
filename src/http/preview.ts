import type { StartRequest } from '../contract/schemas.ts';
import type { Tx } from '../db/connect.ts';
import { bookRisks, countBook, countOwned, sampleBook, shareOut, unknownYears } from '../db/reads/book.ts';
import { type Locale, sentence } from '../i18n/index.ts';
import type { ResolvedRequest } from './handover-request.ts';

/** What one transfer moved in a second when it was measured, with what hangs on the customers (database.md), halved. */
const CUSTOMERS_PER_SECOND = 20_000;

/** What a request would bring about, by the same rule as the plan. */
export async function previewOf(tx: Tx, found: ResolvedRequest, request: StartRequest, locale: Locale) {
  const book = { giverId: found.giver.id, customerIds: found.customerIds };
  const receivers = request.assignment === 'fixed' ? found.receivers.slice(0, 1) : found.receivers;
  const person = ({ id, number, name }: { id: string; number: string; name: string }) => ({ id, number, name });
  const receiverAt = (i: number) => {
    const receiver = receivers[i];
    if (!receiver) throw new RangeError(`no receiver ${i}`);
    return receiver;
  };

  const counts = await countBook(tx, book);
  const shares = await shareOut(tx, book, receivers.length);
  const owned = await countOwned(
    tx,
    receivers.map((r) => r.id),
  );
  const parts = receivers.map((receiver, i) => {
    const mine = shares.filter((share) => share.receiver === i);
    return {
      person: person(receiver),
      customers: mine.reduce((sum, share) => sum + share.customers, 0),
      annualValue: mine.map(({ currency, amount }) => ({ currency, amount })),
      owns: owned.get(receiver.id) ?? 0,
      capacity: receiver.capacity,
    };
  });

  const risks = await bookRisks(
    tx,
    book,
    receivers.map((r) => r.region),
  );
  const now = new Date();
  const until = request.effectiveAt === undefined ? now : new Date(request.effectiveAt);
  const years = await unknownYears(tx, found.policy.body.calendar, [now.getUTCFullYear(), until.getUTCFullYear()]);
  const warnings: { code: string; params: Record<string, string | number> }[] = [
    ...parts
      .filter((part) => part.owns + part.customers > part.capacity)
      .map(({ person: { number }, owns, customers, capacity }) => ({
        code: 'receiverOverCapacity',
        params: { receiver: number, owns, gets: customers, capacity },
      })),
    ...risks.mismatch.map(({ receiver, n }) => ({
      code: 'regionDiffers',
      params: { receiver: receiverAt(receiver).number, count: n },
    })),
    ...(risks.openComplaints > 0 ? [{ code: 'openComplaints', params: { count: risks.openComplaints } }] : []),
    ...years.map((year) => ({ code: 'calendarYearUnknown', params: { year } })),
  ];
  const samples = await sampleBook(tx, book, receivers.length, 5);
  return {
    giver: person(found.giver),
    supervisor: found.supervisor,
    counts,
    receivers: parts,
    warnings: warnings.map((w) => ({ ...w, sentence: sentence(locale, 'labels', `warning.${w.code}`, w.params) })),
    samples: samples.map((c) => ({
      id: c.id,
      name: c.name,
      annualValue: c.annual_value,
      currency: c.currency,
      receiver: person(receiverAt(c.receiver)),
    })),
    transferSeconds: Math.ceil(counts.reduce((sum, c) => sum + c.inPerson, 0) / CUSTOMERS_PER_SECOND),
  };
}
