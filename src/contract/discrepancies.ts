/**
 * A discrepancy is a conversation between receiver and giver about a customer whose materials are not right. open: the giver is to
 * answer; answered: the receiver is to say whether that settles it; agreed, withdrawn: settled between them; accepted, mend: decided by
 * the supervisor, as they are or to be mended in the materials.
 */
export const DISCREPANCY_STATES = ['open', 'answered', 'agreed', 'withdrawn', 'accepted', 'mend'] as const;
export type DiscrepancyState = (typeof DISCREPANCY_STATES)[number];

/** What somebody says in it, and does by saying so. */
export const DISCREPANCY_ACTS = ['answer', 'reply', 'agree', 'withdraw', 'reopen', 'accept', 'mend'] as const;
export type DiscrepancyAct = (typeof DISCREPANCY_ACTS)[number];

/** decider: the supervisor, or a deputy once asked, after the time for settling is over. */
export type DiscrepancySpeaker = 'giver' | 'receiver' | 'decider';

interface Move {
  by: DiscrepancySpeaker;
  from: readonly DiscrepancyState[];
  to: DiscrepancyState;
  /** whether it says something by itself */
  words: boolean;
}

/** Who may say what when. A trigger of the database holds raw SQL to the same. */
export const DISCREPANCY_MOVES: Record<DiscrepancyAct, Move> = {
  answer: { by: 'giver', from: ['open', 'answered'], to: 'answered', words: true },
  reply: { by: 'receiver', from: ['open', 'answered'], to: 'open', words: true },
  agree: { by: 'receiver', from: ['answered'], to: 'agreed', words: false },
  withdraw: { by: 'receiver', from: ['open', 'answered'], to: 'withdrawn', words: false },
  reopen: { by: 'receiver', from: ['agreed', 'withdrawn'], to: 'open', words: true },
  accept: { by: 'decider', from: ['open', 'answered'], to: 'accepted', words: true },
  mend: { by: 'decider', from: ['open', 'answered'], to: 'mend', words: true },
};

export const isUnsettled = (state: string): boolean => state === 'open' || state === 'answered';
