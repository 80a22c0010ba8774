import { type MaterialsSummary, api } from '../api.ts';

/** The pack of a customer as a row of a table. */
export type Pack = MaterialsSummary & { id: string };

/** How the packs of a case are read, page by page. */
export const packsOf = (handoverId: string, filter: Omit<Parameters<typeof api.materials>[1], 'limit' | 'cursor'>) => ({
  async queryFn({ pageParam }: { pageParam: string | null }) {
    const page = await api.materials(handoverId, { ...filter, limit: 200, cursor: pageParam });
    return { ...page, items: page.items.map((one): Pack => ({ ...one, id: one.customer.id })) };
  },
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next: string | null }) => page.next,
});
