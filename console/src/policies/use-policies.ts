import { useQuery } from '@tanstack/react-query';
import { type PolicyBody, type PolicySummary, api } from '../api.ts';
import type { Rules } from './shape.ts';

/** Policies and their versions, each policy with its newest first. */
export function usePolicies() {
  return useQuery({
    queryKey: ['policies'],
    queryFn: api.policies,
    select: ({ items }) => {
      const keys = [...new Set(items.map(({ key }) => key))];
      return keys.map((key): [PolicySummary, ...PolicySummary[]] => {
        const [newest, ...others] = items.filter((one) => one.key === key).toSorted((a, b) => b.version - a.version);
        if (newest === undefined) throw new Error('a policy has at least one version');
        return [newest, ...others];
      });
    },
  });
}

/** One version with its rules. */
export function usePolicy(key: string, version: string | undefined) {
  return useQuery({
    queryKey: ['policies', key, version],
    queryFn: () => api.policy(key, Number(version)),
    enabled: version !== undefined,
    // A version never changes.
    staleTime: Infinity,
  });
}

export const rulesOf = (body: Record<string, unknown>) => body as Rules;
/** What was made by the shape that the API publishes; whether it fits, the API says. */
export const bodyOf = (rules: Rules) => rules as unknown as PolicyBody;

export function useShapes() {
  return useQuery({ queryKey: ['shapes'], queryFn: api.shapes, staleTime: Infinity });
}
