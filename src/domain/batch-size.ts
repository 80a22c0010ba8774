/** Rows of the first batch of an attempt: small, because nothing is known of the machine yet. */
export const FIRST_BATCH = 2_000;
const LEAST = 50;
const MOST = 10_000;
/** Half of what a transaction may take at the 99th percentile, so that a batch which happens to be twice as heavy still fits. */
const TARGET_MS = 125;

/**
 * How many records the next batch takes along: so many that its transaction lasts about 125 ms, never more than 10,000 (each about
 * two row versions), and never more than twice or less than half of the last one, so that one slow commit does not say everything.
 * @param took milliseconds of the transaction that moved `size` records
 */
export function nextBatchSize(size: number, took: number): number {
  const factor = Math.min(2, Math.max(0.5, TARGET_MS / Math.max(took, 1)));
  return Math.min(MOST, Math.max(LEAST, Math.round(size * factor)));
}
