/** The kinds of records that hang on a customer, as this step knew them. */
export const CHILDREN = [
  'contacts',
  'orders',
  'opportunities',
  'contracts',
  'projects',
  'preferences',
  'notes',
  'communications',
  'tasks',
  'calendar_events',
  'feedback',
  'approvals',
  'attachments',
] as const;
