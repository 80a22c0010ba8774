import { type Resource, textIn } from '../../domain/scim/match.ts';
import { asComplex } from '../../domain/scim/resource.ts';

/** The version of a resource, which is its entity tag. */
export const versionOf = (resource: Resource): string => textIn(asComplex(resource.meta).version);

const weak = (tag: string) => tag.trim().replace(/^W\//, '');

/** Whether none of the tags of a header is the version: weakly, as what is compared is what a resource says, not its bytes. */
export function noneMatches(header: string, version: string): boolean {
  return header.trim() !== '*' && !header.split(',').some((tag) => weak(tag) === weak(version));
}
