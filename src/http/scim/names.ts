/** What SCIM 2.0 (RFC 7644) calls things, and how much is taken at once. */

export const SCIM_PREFIX = '/scim/v2';
export const SCIM_JSON = 'application/scim+json';

const message = (name: string) => `urn:ietf:params:scim:api:messages:2.0:${name}`;
export const LIST_RESPONSE = message('ListResponse');
export const SEARCH_REQUEST = message('SearchRequest');
export const BULK_REQUEST = message('BulkRequest');
export const BULK_RESPONSE = message('BulkResponse');
export const ERROR = message('Error');

/** in bytes */
export const LARGEST_PAYLOAD = 2_097_152;
/** on a page, where nothing else is asked for */
export const DEFAULT_RESULTS = 100;
export const MOST_RESULTS = 500;
