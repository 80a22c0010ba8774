import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useSettled } from '../ui/use-settled.ts';
import { type StartDraft, requestOf } from './draft.ts';

/** What the handover would bring about, counted by the server a moment after each change. */
export function usePreview(draft: StartDraft, placeholder: string) {
  // A plan is asked for before its reason is written.
  const request = useSettled(JSON.stringify(requestOf(draft, draft.reason.trim() || placeholder)), 400);
  return useQuery({
    queryKey: ['preview', request],
    queryFn: () => api.preview(JSON.parse(request) as NonNullable<ReturnType<typeof requestOf>>),
    enabled: request !== 'null',
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}
