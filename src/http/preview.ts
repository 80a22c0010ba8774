import type { PlanWarning } from '../contract/planning.ts';
import { isApprovedTwice } from '../contract/policy.ts';
import type { StartRequest } from '../contract/schemas.ts';
import { RECORD_TYPES } from '../contract/steps.ts';
import type { Tx } from '../db/connect.ts';
import { type Question, dealtTo, isDealt, makePlan, whyOf } from '../db/planning/plan.ts';
import { type Receives, overloads, readReceives, toldPlanning, toldRisks } from '../db/planning/warnings.ts';
import * as read from '../db/reads/preview.ts';
import { tooMuch } from '../domain/safety.ts';
import type { Locale } from '../i18n/index.ts';
import { toldWarning, toldWhy } from '../i18n/planning.ts';
import type { ResolvedRequest } from './handover-request.ts';

/** Where nothing has been measured yet: items that a transfer moves in a second (docs/decisions, benchmarks), halved. */
const USUAL_RATE = 20_000;

/** What a request would bring about, by the same rule as the plan. */
export async function previewOf(tx: Tx, found: ResolvedRequest, request: StartRequest, locale: Locale) {
  const question = questionOf(found, request);
  const dealt = isDealt(question);
  const plan = dealt ? null : await makePlan(tx, question);
  const first = dealtTo(request.assignment, found.receivers);
  // Of receivers to whom the rule gives nothing only those are shown for whom somebody might be named.
  const receivers = dealt ? found.receivers.slice(0, first) : found.receivers;
  const asked: read.Asked = {
    book: { giverId: found.giver.id, customerIds: found.customerIds },
    receiverIds: receivers.map((r) => r.id),
    options: request.options,
    plan,
    dealtTo: first,
  };
  const planned = await read.countPlan(tx, asked);
  const shares = await read.shareOut(tx, asked);
  const receives = await readReceives(
    tx,
    { ...question, receiverIds: asked.receiverIds },
    await read.countGets(tx, asked),
  );
  const samples = await read.sampleBook(tx, asked, 5);
  const rate = (await read.measuredRate(tx)) ?? USUAL_RATE;

  const parts = receivers.map((receiver, i) => {
    const counts = countsOf(planned.filter((row) => row.receiver === i));
    return {
      person: person(receiver),
      customers: counts.find((c) => c.type === 'customer')?.inPerson ?? 0,
      annualValue: shares.filter((s) => s.receiver === i).map(({ currency, amount }) => ({ currency, amount })),
      owns: at(receives, i).owns,
      capacity: at(receives, i).capacity,
      counts: counts.filter((c) => c.followsCustomer + c.inPerson > 0),
    };
  });
  const items = planned.reduce((sum, row) => sum + row.inPerson + row.ofOthers, 0);
  const warnings = await warningsOf(tx, found, request, { asked, receives, items });
  return {
    giver: person(found.giver),
    supervisor: found.supervisor,
    counts: countsOf(planned),
    receivers: parts,
    leftOut: planned.filter((row) => row.stays > 0).map(({ type, stays }) => ({ type, count: stays })),
    ofOthers: planned.reduce((sum, row) => sum + row.ofOthers, 0),
    warnings: warnings.map((warning) => toldWarning(locale, warning)),
    samples: samples.map((c) => ({
      id: c.id,
      name: c.name,
      annualValue: c.annual_value,
      currency: c.currency,
      receiver: person(at(receivers, c.receiver)),
      ...toldWhy(
        locale,
        whyOf(plan, c.id) ?? { code: request.assignment === 'fixed' ? 'fixed' : 'inTurn', params: {} },
      ),
    })),
    transferSeconds: Math.ceil(items / rate),
  };
}

function questionOf(found: ResolvedRequest, { assignment }: StartRequest): Question {
  const { giver, receivers, customerIds, planning, policy } = found;
  return {
    scope: { giverId: giver.id, chosen: customerIds, excluded: [] },
    receiverIds: receivers.map((r) => r.id),
    assignment,
    terms: planning.terms,
    policy: policy.body,
    overrides: planning.overrides,
  };
}

async function warningsOf(
  tx: Tx,
  found: ResolvedRequest,
  request: StartRequest,
  { asked, receives, items }: { asked: read.Asked; receives: Receives[]; items: number },
): Promise<PlanWarning[]> {
  const risks = await read.countRisks(tx, asked);
  const cases = await read.openCasesOf(tx, [found.giver.id, ...asked.receiverIds]);
  const now = new Date();
  const until = request.effectiveAt === undefined ? now : new Date(request.effectiveAt);
  const years = await read.unknownYears(tx, found.policy.body.calendar, [now.getUTCFullYear(), until.getUTCFullYear()]);
  const customers = receives.reduce((sum, r) => sum + r.gets, 0);
  const company = risks.find((r) => r.code === 'company')?.n ?? customers;
  const stops = tooMuch(found.policy.body, { customers, company, planned: items, refused: 0 });
  const numbers = receives.map((r) => r.number);
  return [
    ...overloads(receives),
    ...(asked.plan ? toldPlanning(asked.plan) : []),
    ...toldRisks(risks, numbers),
    ...cases.map(({ id, number, label }) => ({
      code: id === found.giver.id ? 'otherHandover' : 'receiverHandsOver',
      params: { person: number, label },
    })),
    ...(isApprovedTwice(found.policy.body, customers)
      ? [{ code: 'secondApproval', params: { count: customers } }]
      : []),
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
