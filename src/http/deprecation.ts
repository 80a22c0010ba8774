import type { Response } from 'express';

/** A route that will go: since when nobody should begin to use it, when it goes, and where it is said what to use instead. */
export interface Deprecated {
  /** YYYY-MM-DD, in UTC */
  since: string;
  /** YYYY-MM-DD, in UTC; absent: not decided */
  sunset?: string;
  link: string;
}

/** Says so with every answer: Deprecation (RFC 9745), Sunset (RFC 8594), and a link. */
export function tellDeprecated(res: Response, { since, sunset, link }: Deprecated): void {
  res.setHeader('Deprecation', `@${Date.parse(`${since}T00:00:00Z`) / 1000}`);
  if (sunset !== undefined) res.setHeader('Sunset', new Date(`${sunset}T00:00:00Z`).toUTCString());
  res.append('Link', `<${link}>; rel="deprecation"; type="text/html"`);
}
