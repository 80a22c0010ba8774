import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** 256 random bits as base64url: 43 characters. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What the database keeps of a token. */
export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Another secret that follows from a token and cannot be traced back to it, as base64url: 43 characters. */
export const derived = (token: string, purpose: string): string => key(token, purpose).toString('base64url');

const key = (token: string, purpose: string) => Buffer.from(hkdfSync('sha256', token, '', purpose, 32));

/** Seals a text so that only whoever has the token reads it again (AES-256-GCM). */
export function seal(text: string, token: string, purpose: string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(token, purpose), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

/** @throws Error when it was sealed with another token, or was changed */
export function unseal(sealed: Buffer, token: string, purpose: string): string {
  const decipher = createDecipheriv('aes-256-gcm', key(token, purpose), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
}
