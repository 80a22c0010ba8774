import type { RecordType } from '../../contract/steps.ts';

/** Tables of the records that can name a person (`assignee_id`), in the order in which they move after the customers. */
export const RECORD_TABLES = {
  opportunity: 'opportunities',
  task: 'tasks',
  calendar_event: 'calendar_events',
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
  team_membership: 'customer_team',
} as const satisfies Record<Exclude<RecordType, 'customer'>, string>;

export type InPersonType = keyof typeof RECORD_TABLES;
export const IN_PERSON_TYPES = Object.keys(RECORD_TABLES) as InPersonType[];
