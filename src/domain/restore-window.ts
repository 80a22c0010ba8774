/** The last instant at which a transfer can be taken back. @param days of the policy, each 24 hours */
export function restoreEnds(transferredAt: Date, days: number): Date {
  return new Date(transferredAt.getTime() + days * 86_400_000);
}
