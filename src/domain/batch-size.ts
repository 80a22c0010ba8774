/** Rows of the first batch of an attempt: small, because nothing is known of the machine yet. */
export const FIRST_BATCH = 2_000;
const LEAST = 1_000;
const LEAST_WHEN_LOCKED = 50;
const MOST = 10_000;
/** Half of what a transaction may take at the 99th percentile, so that a batch which happens to be twice as heavy still fits. */
const TARGET_MS = 125;

/**
 * How many records the next batch takes along: so many that its transaction lasts about 125 ms, never more than 10,000 (each about
 * two row versions), and never more than twice or less than half of the last one, so that one slow commit does not say everything.
 * Below 1,000 the time is that of the round trips: on a busy machine smaller batches would make the whole slower and none shorter.
 * @param took milliseconds of the transaction that moved `size` records
 */
export function nextBatchSize(size: number, took: number): number {
  if (size < LEAST) return Math.min(LEAST, size * 2);
  const factor = Math.min(2, Math.max(0.5, TARGET_MS / Math.max(took, 1)));
  return Math.min(MOST, Math.max(LEAST, Math.round(size * factor)));
}

/** Somebody works on a record of the batch at this moment: a smaller one sooner gets all that it needs. */
export function smallerBatchSize(size: number): number {
  return Math.max(LEAST_WHEN_LOCKED, Math.round(size / 2));
}

const LANES = 2;
const WORTH_A_LANE = 10_000;

/**
 * How many lanes a transfer moves its customers in. One connection of PostgreSQL is one core's work and the transfer little else, so
 * a large book takes two; more would take the machine away from the people who work on it at the same time.
 */
export function lanesFor(customers: number): number {
  return Math.min(LANES, Math.max(1, Math.floor(customers / WORTH_A_LANE)));
}
