import type * as z from 'zod';
import { Refusal } from '../../contract/failures.ts';
import { type FoundLink, findLink } from '../../db/intake/links.ts';
import type { Locale } from '../../i18n/index.ts';
import type { Deps } from '../route.ts';

/** What one kind of one-time link does: each purpose has a file of its own beside this one. */
export interface LinkPurpose<View, Answer> {
  /** of the answer's body, as JSON and as a form of the page */
  takes: z.ZodType<Answer>;
  /**
   * What the holder is shown.
   * @throws Refusal linkUsed, linkExpired, linkInvalid
   */
  show(deps: Deps, link: FoundLink): Promise<View>;
  /**
   * Writes down what the holder says, once.
   * @throws Refusal linkUsed, linkExpired, linkInvalid
   */
  take(deps: Deps, link: FoundLink, answer: Answer): Promise<void>;
  /** the page: what it says and its form, as HTML inside of `main` */
  page(view: View, locale: Locale): { title: string; html: string };
}

const REFUSALS = { used: 'linkUsed', expired: 'linkExpired', unknown: 'linkInvalid' } as const;

/** A link that can't be used says why in one sentence, and nothing of what it was for. */
export function refuseLink(state: string): never {
  throw new Refusal(state === 'used' || state === 'expired' ? REFUSALS[state] : REFUSALS.unknown);
}

/** @throws Refusal linkInvalid: forged, unknown, or for something that this version does not know; linkUsed; linkExpired */
export async function openedLink(deps: Deps, token: string, purposes: readonly string[]): Promise<FoundLink> {
  const link = await findLink(deps.db, token);
  if (!link || !purposes.includes(link.purpose)) refuseLink('unknown');
  if (link.state !== 'open') refuseLink(link.state);
  return link;
}
