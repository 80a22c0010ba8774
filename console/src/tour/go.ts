import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { type Handover, type Person, api } from '../api.ts';
import { EMPTY } from '../case/action-form.ts';
import { hasDraft, keepDraft } from '../drafts.ts';
import { session } from '../session.ts';
import type { Look } from './look.ts';
import { useWords } from './words.ts';

/**
 * Goes to a place as somebody.
 * @returns which throws as the client
 */
export function useGo(): (who: Person, meId: string | null, path: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async (who, meId, path) => {
    if (who.id !== meId) {
      session.keep((await api.demoToken(who.number)).token);
      // What the one has seen is not for the other; whatever stands on the page is made anew.
      void client.resetQueries();
    }
    await navigate(path);
  };
}

/** Fills in what takes long to write, unless the visitor has begun to: they look at it and send it. */
export function useSamples(): (look: Look) => void {
  const t = useWords();
  return ({ handover, toExplain }) => {
    if (handover === null) return;
    const { id, giver } = handover;
    if (toExplain !== null) sample(giver, `explain:${id}:${toExplain}`, { text: t('sample.explain'), answers: {} });
    if (handover.waitingFor !== 'minutes') return;
    const form = { ...EMPTY, minutes: t('sample.minutes'), attendees: partiesOf(handover).map((one) => one.id) };
    for (const { person } of handover.awaited) sample(person, `act:${id}:recordMinutes:${handover.round}`, form);
  };
}

function sample({ id }: Person, name: string, value: unknown): void {
  if (!hasDraft(id, name)) keepDraft(id, name, value);
}
const partiesOf = ({ giver, receivers, supervisor }: Handover) => [giver, ...receivers, supervisor];
