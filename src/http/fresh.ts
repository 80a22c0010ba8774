import { Refusal } from '../contract/failures.ts';
import type { SigningRule } from '../issuers.ts';
import type { Authentication } from './claims.ts';
import type { Person } from './identity.ts';

/** A login that lies a little ahead is the issuer's clock, not a fresher login. */
const CLOCK_TOLERANCE_MS = 30_000;

/**
 * Whether a login is good enough for a signature: RFC 9470. What an issuer does not say of the login, it does not have.
 * @param now epoch milliseconds
 */
export function isGoodEnough({ at, acr }: Authentication, rule: SigningRule, now: number): boolean {
  if (rule.acrValues !== undefined && (acr === null || !rule.acrValues.includes(acr))) return false;
  if (rule.maxAgeSeconds === undefined) return true;
  if (at === null) return false;
  const age = now - at.getTime();
  return age >= -CLOCK_TOLERANCE_MS && age <= rule.maxAgeSeconds * 1_000 + CLOCK_TOLERANCE_MS;
}

/** @throws Refusal insufficientUserAuthentication, with what the issuer is to be asked for */
export function mustBeGoodEnough({ authentication, signing }: Person): void {
  if (signing === null || isGoodEnough(authentication, signing, Date.now())) return;
  throw new Refusal('insufficientUserAuthentication', {
    ...(signing.acrValues === undefined ? {} : { acrValues: signing.acrValues.join(' ') }),
    ...(signing.maxAgeSeconds === undefined ? {} : { maxAge: signing.maxAgeSeconds }),
  });
}
