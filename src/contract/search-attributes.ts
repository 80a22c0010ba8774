import { defineSearchAttributeKey } from '@temporalio/common';

/** Search attributes, typed for code; SEARCH_ATTRIBUTES in names.ts says the same to the namespace. */
export const attribute = {
  handoverId: defineSearchAttributeKey('HandoverId', 'KEYWORD'),
  kind: defineSearchAttributeKey('HandoverKind', 'KEYWORD'),
  step: defineSearchAttributeKey('HandoverStep', 'KEYWORD'),
  state: defineSearchAttributeKey('HandoverState', 'KEYWORD'),
  giver: defineSearchAttributeKey('GiverId', 'KEYWORD'),
  orgUnit: defineSearchAttributeKey('OrgUnit', 'KEYWORD'),
  awaited: defineSearchAttributeKey('AwaitedIds', 'KEYWORD_LIST'),
  due: defineSearchAttributeKey('DueAt', 'DATETIME'),
  items: defineSearchAttributeKey('ItemCount', 'INT'),
  pct: defineSearchAttributeKey('ProgressPct', 'INT'),
  overdue: defineSearchAttributeKey('Overdue', 'BOOL'),
} as const;
