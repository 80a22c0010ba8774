import { QueryClient, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Handover, all, api } from '../api.ts';
import { listen } from '../ui/listen.ts';
import { eye, newestCase } from './eye.ts';
import { type Memory, change } from './memory.ts';

/** What the tour has to know of its case, read anew whenever something happened in it. */
export interface Look {
  /** null: not started yet */
  handover: Handover | null;
  /** a customer of whom the giver still says something; null: they have, or it is not the time */
  toExplain: string | null;
  /** customers that are still to be checked, and by whom */
  toVerify: { customerId: string; receiverId: string }[];
  /** address of a customer's own page; null: their letter has not left */
  letter: string | null;
  review: { dueAt: string; dayOffset: number } | null;
}

/** Kept apart from the pages', which are forgotten whenever the visitor becomes somebody else. */
const queries = new QueryClient();
const BURST_MS = 300;
/** What no event of the case tells is asked for so often. */
const SOON_MS = 1_500;

export function useLook(memory: Memory) {
  const { begunAt, handoverId } = memory;
  const { data, error } = useQuery(
    {
      queryKey: ['look', begunAt],
      queryFn: () => lookAt(memory),
      retry: 1,
      refetchInterval: ({ state }) => (state.data === undefined || isSettled(state.data, memory) ? false : SOON_MS),
    },
    queries,
  );
  const found = data?.handover?.id ?? null;
  useEffect(() => {
    if (found !== null && handoverId === null) change(() => ({ handoverId: found }));
  }, [found, handoverId]);
  useEffect(() => {
    if (handoverId === null) return undefined;
    const gone = new AbortController();
    let after: string | null = null;
    let burst: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      burst = undefined;
      void queries.invalidateQueries();
    };
    const open = (signal: AbortSignal) =>
      api.follow(
        handoverId,
        after,
        (_entry, eventId) => {
          after = eventId;
          burst ??= setTimeout(tell, BURST_MS);
        },
        signal,
        eye,
      );
    void listen(open, gone.signal);
    return () => {
      gone.abort();
      clearTimeout(burst);
    };
  }, [handoverId]);
  return { look: data, error };
}

/** Whether there is nothing to come but by an event of the case: what people enter by the customer is none. */
function isSettled({ handover, toExplain, toVerify, letter }: Look, { seen }: Memory): boolean {
  if (handover === null) return false;
  if (handover.transferredAt !== null) return letter !== null || seen.includes('letters');
  const working = handover.state === 'running' && handover.waitingFor === null;
  return !working && toExplain === null && toVerify.length === 0;
}

async function lookAt(memory: Memory): Promise<Look> {
  const none: Look = { handover: null, toExplain: null, toVerify: [], letter: null, review: null };
  const id = memory.handoverId ?? (await startedCase(memory));
  if (id === null) return none;
  const handover = await eye.get('/handovers/{handoverId}', { path: { handoverId: id } });
  if (handover.transferredAt !== null) {
    const [review, letter] = await Promise.all([
      firstReview(id),
      memory.seen.includes('letters') ? null : letterOf(handover),
    ]);
    return { ...none, handover, review, letter };
  }
  if (handover.waitingFor === 'materials') return { ...none, handover, toExplain: await toExplain(id) };
  if (handover.waitingFor === 'verification') return { ...none, handover, toVerify: await toVerify(id) };
  return { ...none, handover };
}

/** No clocks: the browser's is not that of the server. */
async function startedCase({ giver, lastBefore }: Memory): Promise<string | null> {
  const newest = await newestCase(giver);
  return newest !== null && newest > (lastBefore ?? '') ? newest : null;
}

const materials = (handoverId: string, toVerify?: boolean) =>
  all(eye.items('/handovers/{handoverId}/materials', { path: { handoverId }, query: { toVerify, limit: 200 } }));

/** One is enough for the tour: of whom the data raises a question, and whom a receiver will check. */
async function toExplain(handoverId: string): Promise<string | null> {
  const packs = await materials(handoverId);
  if (packs.some(({ explained }) => explained)) return null;
  const asked = packs.filter(({ needsExplanation }) => needsExplanation);
  return (asked.find(({ toVerify }) => toVerify) ?? asked[0] ?? packs[0])?.customer.id ?? null;
}

async function toVerify(handoverId: string): Promise<Look['toVerify']> {
  const packs = await materials(handoverId, true);
  return packs
    .filter(({ verified }) => !verified)
    .map(({ customer, receiver }) => ({ customerId: customer.id, receiverId: receiver.id }));
}

async function firstReview(handoverId: string): Promise<Look['review']> {
  const { items } = await eye.get('/handovers/{handoverId}/reviews', { path: { handoverId } });
  return items.toSorted((a, b) => a.dayOffset - b.dayOffset)[0] ?? null;
}

/** The page of a customer who has not answered, by the link in the mail that left for them. */
async function letterOf({ id, transferredAt }: Handover): Promise<string | null> {
  const sent = await eye.get('/handovers/{handoverId}/introductions', {
    path: { handoverId: id },
    query: { state: 'sent', limit: 1 },
  });
  const customerId = sent.items[0]?.customer.id;
  if (customerId === undefined) return null;
  const [customer, contacts, outbox] = await Promise.all([
    eye.get('/customers/{id}', { path: { id: customerId } }),
    eye.get('/contacts', { query: { customer: customerId } }),
    eye.get('/outbox'),
  ]);
  const addresses = [customer, ...contacts.items].map(({ email }) => email);
  const mail = outbox.items.find(
    ({ to, receivedAt }) => to.some((one) => addresses.includes(one)) && receivedAt >= (transferredAt ?? ''),
  );
  return /\/l\/[\w.-]+/.exec(mail?.text ?? '')?.[0] ?? null;
}
