import type { DeadlineRule, Policy, Tier, WaitName, WaitRule } from '../contract/policy.ts';

/** What of a case its deadlines depend on; tier: of its strictest customer, null where it has none. */
export interface CaseSize {
  customers: number;
  tier: Tier | null;
}

/** The rule of a wait for a case of a size: of the policy's deadlines that fit, the last that names the wait holds. */
export function waitRuleOf(policy: Policy, wait: WaitName, size: CaseSize): WaitRule {
  const rule = policy.waits[wait] ?? policy.waits.approval;
  const due = (policy.deadlines ?? [])
    .filter((one) => fits(one, size))
    .reduce<number>((days, one) => one.dueWorkingDays[wait] ?? days, rule.dueWorkingDays);
  // A reminder before the wait has begun would be one at once.
  const remind = rule.remindBeforeWorkingDays.filter((days) => days < due);
  return { ...rule, dueWorkingDays: due, remindBeforeWorkingDays: remind };
}

const fits = ({ tier, fromCustomers }: DeadlineRule, size: CaseSize) =>
  (tier === undefined || tier === size.tier) && (fromCustomers === undefined || size.customers >= fromCustomers);
