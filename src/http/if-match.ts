import type { Request, Response } from 'express';
import { Refusal } from '../contract/failures.ts';

/** Conditional requests (RFC 9110, 13): a version of a row is its strong ETag. */

/** @returns the version that the caller saw; null: they did not say. @throws Refusal versionDiffers for what is no version */
export function versionIn(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null;
  const version = /^"?(\d{1,9})"?$/.exec(ifMatch.trim())?.[1];
  if (version === undefined) throw new Refusal('versionDiffers');
  return Number(version);
}

/**
 * Tells the version of what a GET gives.
 * @returns whether the caller has it already: 304 has been sent then, and there is nothing left to give but SENT
 */
export function notModified({ req, res }: { req: Request; res: Response }, version: number): boolean {
  const etag = `"${version}"`;
  res.setHeader('ETag', etag);
  const known = req.get('If-None-Match');
  // Weak comparison: a copy that some proxy made smaller is the same version.
  if (known === undefined || !known.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, ''))))
    return false;
  res.status(304).end();
  return true;
}

/**
 * The version of a row that the caller saw, where saying it is a duty.
 * @returns null: any version will do ("*")
 * @throws Refusal preconditionRequired, versionDiffers for what is no version
 */
export function etagIn(ifMatch: string | undefined): string | null {
  if (ifMatch === undefined) throw new Refusal('preconditionRequired');
  if (ifMatch.trim() === '*') return null;
  const etag = /^"?(\d{1,10})"?$/.exec(ifMatch.trim())?.[1];
  if (etag === undefined) throw new Refusal('versionDiffers');
  return etag;
}
