import type { Request, Response } from 'express';

/** What the browser keeps: the token of a session, and of a login under way. */
export type CookieName = 'session' | 'login';

/** With https the prefix __Host- makes the browser hold it to this host, so that no neighbour of the domain can set one. */
export function cookieName(name: CookieName, publicUrl: string): string {
  return isHttps(publicUrl) ? `__Host-handover-${name}` : `handover-${name}`;
}

/** @returns the first of this name that has the shape of a token; a browser sends more than one only when somebody planted it */
export function readCookie(req: Pick<Request, 'headers'>, name: CookieName, publicUrl: string): string | undefined {
  const wanted = cookieName(name, publicUrl);
  const sent = (req.headers.cookie ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 && pair.slice(0, at).trim() === wanted ? [pair.slice(at + 1).trim()] : [];
  });
  return sent.length === 1 && /^[\w-]{43}$/.test(sent[0] ?? '') ? sent[0] : undefined;
}

/** Until the browser closes: how long it counts is the server's to say. */
export function setCookie(res: Response, name: CookieName, token: string, publicUrl: string): void {
  res.cookie(cookieName(name, publicUrl), token, attributes(publicUrl));
}

export function clearCookie(res: Response, name: CookieName, publicUrl: string): void {
  res.clearCookie(cookieName(name, publicUrl), attributes(publicUrl));
}

const isHttps = (publicUrl: string) => publicUrl.startsWith('https:');
const attributes = (publicUrl: string) =>
  ({ httpOnly: true, secure: isHttps(publicUrl), sameSite: 'lax', path: '/' }) as const;
