import type * as z from 'zod';
import * as a from '../contract/answers.ts';
import { CliError, EXIT } from './errors.ts';
import { fields, when } from './print.ts';
import { type Call, shaped } from './verb.ts';

export type Handover = z.output<typeof a.handover>;
type Awaited = { person: { number: string; name?: string } };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id of a handover that was named by id or by label (HO-2026-000123).
 * @throws CliError when no handover that the caller may see has the label
 */
export async function idOf(call: Call, named: string): Promise<string> {
  if (UUID.test(named)) return named;
  for await (const { id, label } of call.api().items('/handovers', { query: { limit: 200 } }))
    if (label === named) return id;
  throw new CliError('handoverUnknown', { handover: named }, EXIT.refused);
}

/** The handover that the first argument names, as part of an address. @throws CliError as idOf */
export async function caseOf(call: Call): Promise<{ handoverId: string }> {
  return { handoverId: await idOf(call, call.given.arg(0)) };
}

export async function readHandover(call: Call, id: string): Promise<Handover> {
  return shaped(call, a.handover, await call.api().get('/handovers/{handoverId}', { path: { handoverId: id } }));
}

/** The id of somebody of the case who was named by number; what is no number of theirs is taken for an id. */
export function personId(handover: Handover, ref: string): string {
  const people = [handover.giver, handover.supervisor, ...handover.receivers, ...handover.deputies];
  return people.find((person) => person.number === ref)?.id ?? ref;
}

export function nameOf({ number, name }: { number: string; name?: string }): string {
  return name === undefined ? number : `${name} (${number})`;
}

/** Where a case stands: what list, show and every decision tell alike. */
export function standingOf(
  call: Call,
  at: Pick<Handover, 'state' | 'step' | 'waitingFor' | 'dueAt' | 'overdue' | 'progressPct' | 'planHash' | 'flags'> & {
    awaited: readonly Awaited[];
  },
): string {
  const due = when(at.dueAt, call.locale);
  return fields([
    [call.t('col.state'), call.label(`state.${at.state}`)],
    [call.t('col.step'), call.label(`step.${at.step}`)],
    [call.t('col.waitsFor'), waitOf(call, at)],
    [call.t('col.awaited'), at.awaited.map((one) => nameOf(one.person)).join(', ')],
    [call.t('col.due'), at.overdue ? `${due} (${call.t('overdue')})` : due],
    [call.t('col.progress'), `${at.progressPct} %`],
    [call.t('col.planHash'), at.planHash],
    [call.t('col.flags'), at.flags.map((flag) => call.label(`flag.${flag}`)).join('; ')],
  ]);
}

export function waitOf(call: Call, { waitingFor }: Pick<Handover, 'waitingFor'>): string {
  return waitingFor === null ? '' : call.label(`wait.${waitingFor}`);
}
