/**
 * What moves along with the customers, as far as it names the giver in person: records that name nobody follow their customer in any
 * case. Each option with its values, the default first; what an option leaves out stays with the giver.
 */
export const OPTIONS = {
  tasks: ['all', 'open', 'none'],
  events: ['future', 'all', 'none'],
  opportunities: ['all', 'open', 'none'],
  othersOpportunities: ['leave', 'move'],
  approvals: ['pending', 'all', 'none'],
  contracts: ['all', 'open', 'none'],
  projects: ['all', 'open', 'none'],
  orders: ['all', 'open', 'none'],
  feedback: ['all', 'open', 'none'],
  communications: ['all', 'none'],
  notes: ['all', 'none'],
  attachments: ['all', 'none'],
  contacts: ['all', 'none'],
  preferences: ['all', 'none'],
  teams: ['move', 'leave'],
} as const;

export type OptionName = keyof typeof OPTIONS;
export type HandoverOptions = { [Name in OptionName]: (typeof OPTIONS)[Name][number] };
