import type { StartRequest } from '../contract/schemas.ts';
import { RECORD_TYPES } from '../contract/steps.ts';
import type { Tx } from '../db/connect.ts';
import * as read from '../db/reads/preview.ts';
import { tooMuch } from '../domain/safety.ts';
import { type Locale, sentence } from '../i18n/index.ts';
import type { ResolvedRequest } from './handover-request.ts';

/** Where nothing has been measured yet: items that a transfer moves in a second (docs/decisions, benchmarks), halved. */
const USUAL_RATE = 20_000;

/** What a request would bring about, by the same rule as the plan. */
export async function previewOf(tx: Tx, found: ResolvedRequest, request: StartRequest, locale: Locale) {
  const receivers = request.assignment === 'fixed' ? found.receivers.slice(0, 1) : found.receivers;
  const asked: read.Asked = {
    book: { giverId: found.giver.id, customerIds: found.customerIds },
    receiverIds: receivers.map((r) => r.id),
    options: request.options,
  };
  const planned = await read.countPlan(tx, asked);
  const shares = await read.shareOut(tx, asked);
  const owned = await read.countOwned(tx, asked.receiverIds);
  const samples = await read.sampleBook(tx, asked, 5);
  const rate = (await read.measuredRate(tx)) ?? USUAL_RATE;

  const parts = receivers.map((receiver, i) => {
    const counts = countsOf(planned.filter((row) => row.receiver === i));
    return {
      person: person(receiver),
      customers: counts.find((c) => c.type === 'customer')?.inPerson ?? 0,
      annualValue: shares.filter((s) => s.receiver === i).map(({ currency, amount }) => ({ currency, amount })),
      owns: owned.get(receiver.id) ?? 0,
      capacity: receiver.capacity,
      counts: counts.filter((c) => c.followsCustomer + c.inPerson > 0),
    };
  });
  const items = planned.reduce((sum, row) => sum + row.inPerson + row.ofOthers, 0);
  const warnings = await warningsOf(tx, found, request, { asked, parts, items });
  return {
    giver: person(found.giver),
    supervisor: found.supervisor,
    counts: countsOf(planned),
    receivers: parts,
    leftOut: planned.filter((row) => row.stays > 0).map(({ type, stays }) => ({ type, count: stays })),
    ofOthers: planned.reduce((sum, row) => sum + row.ofOthers, 0),
    warnings: warnings.map((w) => ({ ...w, sentence: sentence(locale, 'labels', `warning.${w.code}`, w.params) })),
    samples: samples.map((c) => ({
      id: c.id,
      name: c.name,
      annualValue: c.annual_value,
      currency: c.currency,
      receiver: person(at(receivers, c.receiver)),
    })),
    transferSeconds: Math.ceil(items / rate),
  };
}

interface Warning {
  code: string;
  params: Record<string, string | number>;
}
interface Part {
  person: { number: string };
  owns: number;
  customers: number;
  capacity: number;
}

async function warningsOf(
  tx: Tx,
  found: ResolvedRequest,
  request: StartRequest,
  { asked, parts, items }: { asked: read.Asked; parts: Part[]; items: number },
): Promise<Warning[]> {
  const risks = await read.countRisks(tx, asked);
  const risk = (code: read.Risk['code']) => risks.filter((r) => r.code === code);
  const cases = await read.openCasesOf(tx, [found.giver.id, ...asked.receiverIds]);
  const now = new Date();
  const until = request.effectiveAt === undefined ? now : new Date(request.effectiveAt);
  const years = await read.unknownYears(tx, found.policy.body.calendar, [now.getUTCFullYear(), until.getUTCFullYear()]);
  const customers = parts.reduce((sum, part) => sum + part.customers, 0);
  const company = risk('company')[0]?.n ?? customers;
  const stops = tooMuch(found.policy.body, { customers, company, planned: items, refused: 0 });
  return [
    ...parts
      .filter((part) => part.owns + part.customers > part.capacity)
      .map((part) => ({
        code: 'receiverOverCapacity',
        params: { receiver: part.person.number, owns: part.owns, gets: part.customers, capacity: part.capacity },
      })),
    ...risk('regionDiffers').map(({ receiver, n }) => ({
      code: 'regionDiffers',
      params: { receiver: at(parts, receiver ?? 0).person.number, count: n },
    })),
    ...cases.map(({ id, number, label }) => ({
      code: id === found.giver.id ? 'otherHandover' : 'receiverHandsOver',
      params: { person: number, label },
    })),
    ...(['openComplaints', 'contractsEnd', 'groupSplit'] as const).flatMap((code) =>
      risk(code).map(({ n }) => ({ code, params: { count: n } })),
    ),
    ...(stops.length > 0 ? [{ code: 'safetyStop', params: { count: customers } }] : []),
    ...years.map((year) => ({ code: 'calendarYearUnknown', params: { year } })),
  ];
}

/** Every type, in the order in which the answer has always named them. */
function countsOf(rows: read.PlanCount[]) {
  return RECORD_TYPES.map((type) => {
    const mine = rows.filter((row) => row.type === type);
    return {
      type,
      followsCustomer: mine.reduce((sum, row) => sum + row.follows, 0),
      inPerson: mine.reduce((sum, row) => sum + row.inPerson, 0),
    };
  });
}

const person = ({ id, number, name }: { id: string; number: string; name: string }) => ({ id, number, name });

function at<T>(list: T[], i: number): T {
  const found = list[i];
  if (found === undefined) throw new RangeError(`nothing at ${i}`);
  return found;
}
