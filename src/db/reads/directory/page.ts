import type { Filter } from '../../../domain/scim/filter.ts';
import type { Resource } from '../../../domain/scim/match.ts';
import type { Place } from '../../../domain/scim/schemas.ts';

/** What a list of the directory is asked for (RFC 7644, 3.4.2). */
export interface Query {
  filter: Filter | null;
  sort: { by: Place; descending: boolean } | null;
  /** how many come before */
  offset: number;
  /** at most so many; 0: only how many there are */
  limit: number;
  /** whether the members of groups are wanted */
  members: boolean;
}
export interface Found {
  total: number;
  resources: Resource[];
}
