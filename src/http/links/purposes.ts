import type { FoundLink } from '../../db/intake/links.ts';
import { introductionPurpose } from './introduction.ts';
import { type LinkPurpose, refuseLink } from './link.ts';
import { surveyPurpose } from './survey.ts';

/** Every purpose of one-time links. What a purpose shows and takes is its own; here it only has a name. */
export const PURPOSES: Readonly<Record<string, LinkPurpose<never, never>>> = {
  introduction: introductionPurpose as unknown as LinkPurpose<never, never>,
  survey: surveyPurpose as unknown as LinkPurpose<never, never>,
};

/** @throws Refusal linkInvalid */
export function purposeOf({ purpose }: FoundLink): LinkPurpose<never, never> {
  return PURPOSES[purpose] ?? refuseLink('unknown');
}
