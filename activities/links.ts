import type { Category } from '../src/contract/notices.ts';
import type { Signer } from './ports.ts';

/**
 * The token of a one-time link: a JWS of the server's key. Ed25519 signs the same alike, so that a letter that is sent once more after a
 * crash carries the same link.
 * @param link `nth` tells apart the links of one subject: a letter that is sent anew has one of its own
 */
export function linkToken(
  signer: Signer,
  link: { purpose: 'introduction' | 'survey'; subjectId: string; nth: number },
): Promise<string> {
  return signer.sign('handover-link+jws', { purpose: link.purpose, sub: link.subjectId, nth: link.nth });
}

/** Where a link leads. @param publicUrl without a trailing slash */
export const linkUrl = (publicUrl: string, token: string): string => `${publicUrl}/l/${token}`;

/**
 * Where somebody ends mails of these kinds to themselves (RFC 8058). The link can be used more than once and never ends: it is for a mail
 * that may be opened years later, and can do nothing else.
 */
export async function stopUrl(
  { signer, publicUrl }: { signer: Signer; publicUrl: string },
  personId: string,
  categories: readonly Category[],
): Promise<string> {
  const token = await signer.sign('handover-unsubscribe+jws', { sub: personId, of: 'notices', categories });
  return `${publicUrl}/unsubscribe/${token}`;
}

/** The same for surveys to a contact. @param contactId null: the customer's own address */
export async function stopSurveysUrl(
  { signer, publicUrl }: { signer: Signer; publicUrl: string },
  customerId: string,
  contactId: string | null,
): Promise<string> {
  const token = await signer.sign('handover-unsubscribe+jws', { sub: customerId, of: 'surveys', contact: contactId });
  return `${publicUrl}/unsubscribe/${token}`;
}
