import type { DeletedRecord, RecordKind } from '../api.ts';

/** The kinds that can be deleted, and how plans and the audit log name them. */
export const TYPE_OF: Record<RecordKind, DeletedRecord['type']> = {
  contacts: 'contact',
  projects: 'project',
  preferences: 'preference',
  notes: 'note',
  communications: 'communication',
  tasks: 'task',
  'calendar-events': 'calendar_event',
  attachments: 'attachment',
};

/** @param counted as the counts of a customer name it; undefined: what stays */
export const kindCounted = (counted: string): RecordKind | undefined =>
  (Object.keys(TYPE_OF) as RecordKind[]).find((path) => path.replaceAll('-', '_') === counted);
