/**
 * Changes of behaviour that running handovers must not see halfway, by the id given to `patched()`, oldest first.
 * A handover lives for months: an id stays here, with both branches, until no open run can have started before it
 * (query HandoverState in the Temporal UI), then becomes `deprecatePatch()`, then goes.
 */
export const PATCHES = {
  'restore-window': 'a case whose reviews end early stays open until nothing can be restored any more',
  tellAttendees: 'whoever is invited to appointments of the book hears of the new organiser after the transfer',
  'tell-attendees-back': 'whoever is invited to appointments that a move back brought to their organiser hears of it',
  'told-before-close':
    'a case does not close while those invited are still being told, because their letters would be lost',
} as const satisfies Record<string, string>;
