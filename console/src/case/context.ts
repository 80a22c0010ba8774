import { createContext, use } from 'react';
import type { AuditEntry, Handover } from '../api.ts';
import type { Action, ActionName } from './actions.ts';

interface OpenCase {
  handover: Handover;
  actions: Action[];
  /** whether the reader may do this on the case now, by its operationId */
  may: (operationId: string) => boolean;
  /** what speaks against it, as the API says it */
  whyNot: (operationId: string) => string | null;
  /** asks for what an action needs, and does it */
  act: (name: ActionName) => void;
  timeline: AuditEntry[];
  /** whether the timeline is followed at this moment */
  live: boolean;
}

export const CaseContext = createContext<OpenCase | null>(null);

/** The case whose page is open. */
export function useCase(): OpenCase {
  const found = use(CaseContext);
  if (found === null) throw new Error('no case is open');
  return found;
}
