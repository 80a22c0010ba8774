import { Refusal } from '../contract/failures.ts';

const YEARS = 3;

/**
 * Nobody plans a handover for the year 9999: a date that far ahead is a slip of the keyboard, and no calendar knows its holidays.
 * @throws Refusal tooFarAhead
 */
export function mustBeNear(instant: string | undefined, pointer: string): void {
  if (instant !== undefined && Date.parse(instant) > Date.now() + YEARS * 366 * 86_400_000)
    throw new Refusal('tooFarAhead', { years: YEARS }, pointer);
}
