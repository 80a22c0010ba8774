import { type HandoverOptions, OPTIONS, type OptionName } from '../contract/options.ts';
import type { RecordType } from '../contract/steps.ts';

/** Which option decides on a type of record; customers always move. */
export const OPTION_OF = {
  opportunity: 'opportunities',
  task: 'tasks',
  calendar_event: 'events',
  approval: 'approvals',
  note: 'notes',
  communication: 'communications',
  attachment: 'attachments',
  contact: 'contacts',
  order: 'orders',
  contract: 'contracts',
  project: 'projects',
  preference: 'preferences',
  feedback: 'feedback',
  team_membership: 'teams',
} as const satisfies Record<Exclude<RecordType, 'customer'>, OptionName>;

/** What a request that says nothing about it means. */
export const DEFAULT_OPTIONS = Object.fromEntries(
  Object.entries(OPTIONS).map(([name, [usual]]) => [name, usual]),
) as HandoverOptions;

/**
 * The options in the one form in which they are signed: names in the order of the alphabet. A case from before there were options has
 * none, and its hash no such line.
 */
export function canonicalOptions(options: Partial<HandoverOptions>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(',');
}

/**
 * Types of records that reach the giver's successor when they come late: those of which the options let at least the open ones move.
 * No options, as in cases from before there were any: all of them.
 */
export function lateTypes(options: Partial<HandoverOptions>): RecordType[] {
  const types = Object.entries(OPTION_OF) as [Exclude<RecordType, 'customer'>, OptionName][];
  const moving = types.filter(([, option]) => options[option] !== 'none' && options[option] !== 'leave');
  return ['customer', ...moving.map(([type]) => type)];
}
