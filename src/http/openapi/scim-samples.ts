import { PATCH_SCHEMA } from '../../domain/scim/patch.ts';
import { ENTERPRISE_SCHEMA, GROUP_SCHEMA, type ResourceType, USER_SCHEMA } from '../../domain/scim/schemas.ts';
import { BULK_REQUEST, BULK_RESPONSE, LIST_RESPONSE, SEARCH_REQUEST } from '../scim/names.ts';

/**
 * What a directory in China would send and see: the examples of SCIM in the document. The `$ref` of references is left out: tools that
 * read the document would follow it.
 */

const USER_ID = '01950c1e-7a3b-7c52-9d41-5be0aa317f20';
const GROUP_ID = '01950c1e-7a3b-7d13-8a60-2f1c7d9be405';
const MANAGER_ID = '01950c1e-7a3b-7e84-b2f7-90c41ad3e6f8';
const VERSION = 'W/"5d41402abc4b2a76"';
const MADE = '2026-03-02T01:30:00Z';

export const idOf = ({ name }: ResourceType): string => (name === 'User' ? USER_ID : GROUP_ID);

const core = {
  schemas: [USER_SCHEMA, ENTERPRISE_SCHEMA],
  externalId: '00u1a2b3',
  userName: 'wang.fang@example.cn',
  name: { familyName: '王', givenName: '芳' },
  displayName: '王芳',
  title: '大客户经理',
  preferredLanguage: 'zh-CN',
  timezone: 'Asia/Shanghai',
  active: true,
  emails: [{ value: 'wang.fang@example.cn', type: 'work', primary: true }],
  phoneNumbers: [{ value: '021-5550-0100', type: 'work' }],
};
const post = { employeeNumber: 'E1001', department: '华东大区' };

export const newUser = { ...core, [ENTERPRISE_SCHEMA]: { ...post, manager: { value: MANAGER_ID } } };
export const user = (base: string) => ({
  ...core,
  id: USER_ID,
  groups: [{ value: GROUP_ID, display: post.department, type: 'direct' }],
  roles: [{ value: 'account_manager' }],
  [ENTERPRISE_SCHEMA]: { ...post, manager: { value: MANAGER_ID } },
  meta: metaOf('User', USER_ID, base),
});
export const patchUser = {
  schemas: [PATCH_SCHEMA],
  Operations: [{ op: 'replace', path: 'active', value: false }],
};

export const newGroup = { schemas: [GROUP_SCHEMA], displayName: post.department, members: [{ value: USER_ID }] };
export const group = (base: string) => ({
  ...newGroup,
  id: GROUP_ID,
  members: [{ value: USER_ID, type: 'User' }],
  meta: metaOf('Group', GROUP_ID, base),
});
export const patchGroup = {
  schemas: [PATCH_SCHEMA],
  Operations: [{ op: 'add', path: 'members', value: [{ value: USER_ID }] }],
};

function metaOf(resourceType: ResourceType['name'], id: string, base: string) {
  const location = `${base}/${resourceType}s/${id}`;
  return { resourceType, created: MADE, lastModified: MADE, location, version: VERSION };
}

export const list = (resources: object[]) => ({
  schemas: [LIST_RESPONSE],
  totalResults: resources.length,
  startIndex: 1,
  itemsPerPage: resources.length,
  Resources: resources,
});

/** By the names of the parameters, which cannot all be sent at once. */
export const SEARCH: Readonly<Record<string, unknown>> = {
  filter: 'userName eq "wang.fang@example.cn"',
  sortBy: 'meta.lastModified',
  sortOrder: 'ascending',
  startIndex: 1,
  count: 100,
  attributes: ['userName', 'displayName'],
  excludedAttributes: ['members'],
};
const { excludedAttributes: _, ...atOnce } = SEARCH;
export const search = { schemas: [SEARCH_REQUEST], ...atOnce };

export const bulk = {
  schemas: [BULK_REQUEST],
  failOnErrors: 1,
  Operations: [
    { method: 'POST', path: '/Users', bulkId: 'wang', data: newUser },
    { method: 'PATCH', path: `/Groups/${GROUP_ID}`, data: memberOf('bulkId:wang') },
  ],
};
function memberOf(value: string) {
  return { ...patchGroup, Operations: [{ op: 'add', path: 'members', value: [{ value }] }] };
}
export const bulkAnswer = (base: string) => ({
  schemas: [BULK_RESPONSE],
  Operations: [
    { method: 'POST', bulkId: 'wang', location: `${base}/Users/${USER_ID}`, version: VERSION, status: '201' },
    { method: 'PATCH', location: `${base}/Groups/${GROUP_ID}`, version: VERSION, status: '200' },
  ],
});

/** What the sentences of refusals are filled with. */
export const PARAMS: Readonly<Record<string, string | number>> = {
  id: USER_ID,
  max: 1_000,
  name: 'emails',
  near: '"王芳',
  op: 'gt',
  path: 'emails[type eq "work"].value',
  scope: 'scim',
  type: 'boolean',
};
