import { Refusal } from '../contract/failures.ts';
import { DEFAULT_DEPUTIES, type Policy, TIERS, type Tier, type WaitName, isApprovedTwice } from '../contract/policy.ts';
import type { tryRequest } from '../contract/rules-schemas.ts';
import { calendarOf } from '../db/calendar.ts';
import type { Tx } from '../db/connect.ts';
import { type RolesOf, peopleNamed } from '../db/named-roles.ts';
import { countNotInBook, isBookEmpty } from '../db/reads/book.ts';
import { hasCalendar } from '../db/reads/calendars.ts';
import { type PersonRow, above, employeesByRef, peopleById } from '../db/reads/people.ts';
import { readPolicy } from '../db/reads/policies.ts';
import { countTrial, type TrialCount } from '../db/reads/trial.ts';
import { trialOf } from '../domain/policy-trial.ts';
import type { CaseSize } from '../domain/wait-rule.ts';
import { type Locale, sentence } from '../i18n/index.ts';
import type * as z from 'zod';
import type { Person } from './identity.ts';
import { mustBeNear } from './near.ts';

type TryRequest = z.output<typeof tryRequest>;

/**
 * What a policy, published or not, would mean for a book, without writing anything.
 * @throws Refusal of the first rule that is broken, with the pointer to the field
 */
export async function tryPolicy(tx: Tx, caller: Person, request: TryRequest, locale: Locale) {
  const { giver, supervisor, receivers } = await partiesOf(tx, caller, request);
  const { policy, shown } = await policyOf(tx, request);
  const customerIds = request.customerIds ?? null;
  if (customerIds === null && (await isBookEmpty(tx, giver.id))) throw new Refusal('bookEmpty', {}, '/giver');
  const strange = customerIds === null ? 0 : await countNotInBook(tx, giver.id, customerIds);
  if (strange > 0) throw new Refusal('customersNotInBook', { count: strange }, '/customerIds');
  mustBeNear(request.effectiveAt, '/effectiveAt');

  const taking = request.assignment === 'fixed' ? receivers.slice(0, 1) : receivers;
  const counts = await countTrial(tx, policy, { giverId: giver.id, customerIds, receivers: taking.length });
  const customers = counts.reduce((sum, c) => sum + c.customers, 0);
  const size: CaseSize = { customers, tier: TIERS.find((tier) => counts.some((c) => c.tier === tier)) ?? null };

  const roles: RolesOf = {
    giverId: giver.id,
    supervisorId: supervisor.id,
    startedBy: caller.id,
    except: [giver.id, supervisor.id, ...receivers.map((r) => r.id)],
  };
  const deputies = await peopleNamed(tx, policy.deputies ?? DEFAULT_DEPUTIES, roles);
  const needed = isApprovedTwice(policy, customers);
  const [second = null] = needed ? await peopleNamed(tx, policy.approval?.by ?? [], roles) : [];
  const calls = new Map<WaitName, { id: string; number: string }[][]>();
  for (const [wait, rule] of Object.entries(policy.waits) as [WaitName, Policy['waits']['approval']][])
    for (const { to } of rule.escalations ?? [])
      calls.set(wait, [...(calls.get(wait) ?? []), await peopleNamed(tx, to, roles)]);
  const trial = trialOf(policy, await calendarOf(tx, policy.calendar), size, {
    startsAt: new Date().toISOString(),
    effectiveAt: request.effectiveAt ?? null,
    second: needed,
    callsOf: (wait) => calls.get(wait) ?? [],
  });

  const who = await peopleById(tx, [
    ...[giver, supervisor, ...receivers, ...deputies, ...[...calls.values()].flat(2)].map((p) => p.id),
    second?.id ?? null,
  ]);
  const shownPeople = (people: { id: string }[]) => people.map((p) => who(p.id));
  const asked: Partial<Record<WaitName, { id: string }[]>> = {
    approval: [supervisor],
    materials: [giver],
    minutes: [supervisor],
    verification: taking,
    signOff: [giver, ...receivers, supervisor],
  };
  const { unknownYears, waits, ...dates } = trial;
  const warnings = [
    ...unknownYears.map((year) => ({ code: 'calendarYearUnknown', params: { year } })),
    ...(needed && second === null ? [{ code: 'secondApproverMissing', params: {} }] : []),
    ...(deputies.length === 0 ? [{ code: 'noDeputies', params: {} }] : []),
    ...(policy.safety && customers > policy.safety.maxCustomers
      ? [{ code: 'safetyStop', params: { count: customers } }]
      : []),
  ];
  return {
    policy: shown,
    giver: who(giver.id),
    supervisor: who(supervisor.id),
    deputies: shownPeople(deputies),
    secondApproval: { needed, by: second === null ? null : who(second.id) },
    signers: signersOf(policy, who, { giver, receivers, supervisor }),
    customers: perTier(counts),
    receivers: taking.map((receiver, place) => {
      const own = counts.filter((c) => c.receiver === place);
      return {
        person: who(receiver.id),
        customers: perTier(own),
        toVerify: own.reduce((sum, c) => sum + c.toVerify, 0),
      };
    }),
    waits: waits.map(({ wait, opensAt, dueAt, agenda }, i) => ({
      wait,
      // The second of two approvals is the second person's.
      person: shownPeople(wait === 'approval' && i === 1 ? (second ? [second] : []) : (asked[wait] ?? [])),
      opensAt,
      dueAt,
      agenda: agenda.map((a) => ({
        at: a.at,
        what: a.what,
        to: a.what === 'escalate' ? shownPeople(a.to ?? deputies) : [],
      })),
    })),
    ...dates,
    warnings: warnings.map((w) => ({ ...w, sentence: sentence(locale, 'labels', `warning.${w.code}`, w.params) })),
  };
}

/** The parties as a request for a handover would have them. */
async function partiesOf(tx: Tx, caller: Person, { giver: giverRef, receivers: refs, supervisor: ref }: TryRequest) {
  const named = await employeesByRef(tx, [giverRef, ...refs, ...(ref === undefined ? [] : [ref])]);
  const giver = named.get(giverRef);
  if (!giver) throw new Refusal('giverNotFound', { giver: giverRef }, '/giver');
  const chain = await above(tx, giver.id);
  if (!caller.roles.includes('hr') && !chain.some((boss) => boss.id === caller.id)) throw new Refusal('notForYou');
  const receivers = refs.map((one, i) => {
    const receiver = named.get(one);
    if (!receiver) throw new Refusal('receiverNotFound', { receiver: one }, `/receivers/${i}`);
    if (receiver.id === giver.id) throw new Refusal('receiverIsGiver', {}, `/receivers/${i}`);
    return receiver;
  });
  const isParty = (id: string) => id === giver.id || receivers.some((r) => r.id === id);
  const supervisor =
    ref === undefined ? chain.find((boss) => boss.state === 'active' && !isParty(boss.id)) : named.get(ref);
  if (!supervisor || supervisor.state === 'left') throw new Refusal('supervisorNotFound', {}, '/supervisor');
  if (isParty(supervisor.id)) throw new Refusal('supervisorIsParty', {}, '/supervisor');
  return { giver, receivers, supervisor };
}

async function policyOf(tx: Tx, { policy: wanted }: TryRequest) {
  if (wanted.body !== undefined) {
    await mustHaveCalendar(tx, wanted.body.calendar, '/policy/body/calendar');
    await mustBeEmployed(tx, wanted.body, '/policy/body');
    return { policy: wanted.body, shown: null };
  }
  const found = await readPolicy(tx, wanted.key ?? '', wanted.version);
  if (!found)
    throw new Refusal('policyNotFound', { policy: [wanted.key, wanted.version].filter(Boolean).join('/') }, '/policy');
  const { key, version, name } = found;
  return { policy: found.policy, shown: { key, version, name } };
}

/** @throws Refusal calendarNotFound */
export async function mustHaveCalendar(tx: Tx, code: string, pointer: string): Promise<void> {
  if (!(await hasCalendar(tx, code))) throw new Refusal('calendarNotFound', { calendar: code }, pointer);
}

/**
 * Whoever gets customers after their last objection is found by their number: of one that nobody has they would silently go to the pool.
 * @throws Refusal personNotFound: nobody, or somebody who has left
 */
export async function mustBeEmployed(tx: Tx, { introduction }: Policy, pointer: string): Promise<void> {
  const last = introduction?.objections.last;
  if (last === undefined || last === 'pool') return;
  const found = (await employeesByRef(tx, [last.person])).get(last.person);
  if (found?.number !== last.person || found.state === 'left')
    throw new Refusal('personNotFound', { person: last.person }, `${pointer}/introduction/objections/last/person`);
}

function signersOf(
  policy: Policy,
  who: (id: string) => PersonRow,
  c: { giver: { id: string }; receivers: { id: string }[]; supervisor: { id: string } },
) {
  const person = (role: string, { id }: { id: string }) => ({ role, person: who(id), department: null });
  return [
    person('giver', c.giver),
    ...c.receivers.map((r) => person('receiver', r)),
    person('supervisor', c.supervisor),
    // Whether a department is asked is found in the data at the moment of signing.
    ...(policy.signers?.departments ?? []).map((d) => ({ role: d.role, person: null, department: d.department })),
  ];
}

function perTier(counts: TrialCount[]): Record<Tier, number> {
  const of = (tier: Tier) => counts.filter((c) => c.tier === tier).reduce((sum, c) => sum + c.customers, 0);
  return { strict: of('strict'), standard: of('standard'), light: of('light') };
}
