/**
 * The schemas of the directory (RFC 7643), as data. Discovery shows them; filters, PATCH and answers go by them, so that what
 * /Schemas says is what holds.
 */

export interface Attribute {
  name: string;
  type: 'string' | 'boolean' | 'integer' | 'dateTime' | 'reference' | 'complex';
  description: string;
  multiValued: boolean;
  required: boolean;
  caseExact: boolean;
  mutability: 'readOnly' | 'readWrite' | 'immutable';
  returned: 'always' | 'default' | 'request';
  uniqueness: 'none' | 'server';
  canonicalValues?: string[];
  referenceTypes?: string[];
  subAttributes?: Attribute[];
}

type Given = Partial<Omit<Attribute, 'name' | 'description'>>;
const attribute = (name: string, description: string, given: Given = {}): Attribute => ({
  name,
  type: given.subAttributes ? 'complex' : 'string',
  description,
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...given,
});
const readOnly = { mutability: 'readOnly' } as const;
const reference = (...referenceTypes: string[]): Given => ({ type: 'reference', caseExact: true, referenceTypes });
const primary = attribute('primary', 'Whether this is the preferred one; one of them at most.', { type: 'boolean' });

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENTERPRISE_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';

export interface Schema {
  id: string;
  name: string;
  description: string;
  attributes: Attribute[];
}

const user: Schema = {
  id: USER_SCHEMA,
  name: 'User',
  description: 'An employee',
  attributes: [
    attribute('userName', 'Account in the directory.', { required: true, uniqueness: 'server' }),
    attribute('name', 'Parts of the name.', {
      subAttributes: [
        attribute('formatted', 'The whole name.'),
        attribute('familyName', 'Family name.'),
        attribute('givenName', 'Given name.'),
        attribute('middleName', 'Middle name.'),
        attribute('honorificPrefix', 'Title before the name.'),
        attribute('honorificSuffix', 'Title after the name.'),
      ],
    }),
    attribute('displayName', 'The name that people see; absent in a new one, it is made of the parts.', {
      required: true,
    }),
    attribute('nickName', 'Casual name.'),
    attribute('profileUrl', 'Page about the person.', reference('external')),
    attribute('title', 'Title of the post.'),
    attribute('userType', 'Kind of employment.'),
    attribute('preferredLanguage', 'Language of what is written to the person, where the engine speaks it.'),
    attribute('locale', 'The same, where preferredLanguage is not given.'),
    attribute('timezone', 'IANA name of the time zone.'),
    attribute('active', 'false starts the departure of the person; absent in a new one, it is true.', {
      type: 'boolean',
      required: true,
    }),
    attribute('emails', 'The primary one, else the one for work, is where the engine writes to.', {
      multiValued: true,
      required: true,
      subAttributes: [
        attribute('value', 'E-mail address.', { required: true }),
        attribute('display', 'For display.'),
        attribute('type', 'What it is for.', { canonicalValues: ['work', 'home', 'other'] }),
        primary,
      ],
    }),
    attribute('phoneNumbers', 'The one for work is shown to colleagues.', {
      multiValued: true,
      subAttributes: [
        attribute('value', 'Number.', { required: true }),
        attribute('display', 'For display.'),
        attribute('type', 'What it is for.', { canonicalValues: ['work', 'home', 'mobile', 'fax', 'pager', 'other'] }),
        primary,
      ],
    }),
    attribute('addresses', 'Postal addresses.', {
      multiValued: true,
      subAttributes: [
        attribute('formatted', 'The whole address.'),
        attribute('streetAddress', 'Street.'),
        attribute('locality', 'Town.'),
        attribute('region', 'Region.'),
        attribute('postalCode', 'Postal code.'),
        attribute('country', 'Country.'),
        attribute('type', 'What it is for.', { canonicalValues: ['work', 'home', 'other'] }),
        primary,
      ],
    }),
    attribute('groups', 'The department of the person.', {
      ...readOnly,
      multiValued: true,
      subAttributes: [
        attribute('value', 'Id of the group.', { ...readOnly, caseExact: true }),
        attribute('$ref', 'Address of the group.', { ...reference('Group'), ...readOnly }),
        attribute('display', 'Name of the group.', readOnly),
        attribute('type', 'Always direct.', { ...readOnly, canonicalValues: ['direct'] }),
      ],
    }),
    attribute('roles', 'Roles in the engine, which its HR gives.', {
      ...readOnly,
      multiValued: true,
      subAttributes: [attribute('value', 'Role.', { ...readOnly, caseExact: true })],
    }),
  ],
};

const enterprise: Schema = {
  id: ENTERPRISE_SCHEMA,
  name: 'EnterpriseUser',
  description: 'Post of an employee',
  attributes: [
    attribute('employeeNumber', 'Number of the employee; without one the engine makes its own, not shown here.', {
      caseExact: true,
      uniqueness: 'server',
    }),
    attribute('costCenter', 'Cost centre.'),
    attribute('organization', 'Organization.'),
    attribute('division', 'Division.'),
    attribute('department', 'Name or code of the department; one that is not known yet is made.'),
    attribute('manager', 'Who is above the person.', {
      subAttributes: [
        attribute('value', 'Id of the User.', { caseExact: true }),
        attribute('$ref', 'Address of the User.', reference('User')),
        attribute('displayName', 'Name of the User.', { ...readOnly, returned: 'request' }),
      ],
    }),
  ],
};

const group: Schema = {
  id: GROUP_SCHEMA,
  name: 'Group',
  description: 'A department',
  attributes: [
    attribute('displayName', 'Name of the department.', { required: true, uniqueness: 'server' }),
    attribute('members', 'Its people: each is in one department, so that a new one takes them out of the one before.', {
      multiValued: true,
      subAttributes: [
        attribute('value', 'Id of the User.', { required: true, mutability: 'immutable', caseExact: true }),
        attribute('$ref', 'Address of the User.', { ...reference('User'), mutability: 'immutable' }),
        attribute('type', 'Always User.', { mutability: 'immutable', canonicalValues: ['User'] }),
        attribute('display', 'Name of the User.', { ...readOnly, returned: 'request' }),
      ],
    }),
  ],
};

/** Attributes of every resource, which no schema lists (RFC 7643, 3.1). */
export const COMMON: Attribute[] = [
  attribute('id', 'Id here.', { ...readOnly, caseExact: true, returned: 'always', uniqueness: 'server' }),
  attribute('externalId', 'Id in the directory.', { caseExact: true }),
  attribute('meta', 'About the resource.', {
    ...readOnly,
    subAttributes: [
      attribute('resourceType', 'Its type.', { ...readOnly, caseExact: true }),
      attribute('created', 'When it was made.', { ...readOnly, type: 'dateTime' }),
      attribute('lastModified', 'When it was changed last.', { ...readOnly, type: 'dateTime' }),
      attribute('location', 'Its address.', { ...reference('uri'), ...readOnly }),
      attribute('version', 'Its version.', { ...readOnly, caseExact: true }),
    ],
  }),
];

export interface ResourceType {
  name: 'User' | 'Group';
  endpoint: '/Users' | '/Groups';
  schema: Schema;
  extensions: Schema[];
  /** without it there is none: what else is required is made where it is missing */
  needs: string;
  /** of the core schema, and those of every resource */
  attributes: Attribute[];
}
const typeOf = (name: ResourceType['name'], needs: string, schema: Schema, extensions: Schema[]): ResourceType => ({
  name,
  needs,
  endpoint: `/${name}s`,
  schema,
  extensions,
  attributes: [...COMMON, ...schema.attributes],
});
export const USER = typeOf('User', 'userName', user, [enterprise]);
export const GROUP = typeOf('Group', 'displayName', group, []);
export const RESOURCE_TYPES = [USER, GROUP];

const known = { ...readOnly, caseExact: true } as const;
const flag = (name: string, more: Attribute[] = []) =>
  attribute(name, 'Whether it is served.', {
    ...known,
    subAttributes: [yesOrNo('supported', 'Whether it is served.'), ...more],
  });
const text = (name: string, description: string) => attribute(name, description, known);
const number = (name: string, description: string) => attribute(name, description, { ...known, type: 'integer' });
const yesOrNo = (name: string, description: string) => attribute(name, description, { ...known, type: 'boolean' });
const several = (name: string, description: string, subAttributes?: Attribute[]) =>
  attribute(name, description, { ...known, multiValued: true, ...(subAttributes && { subAttributes }) });

const ofPart = [
  text('name', 'Name.'),
  text('type', 'Type.'),
  text('description', 'What it is.'),
  yesOrNo('multiValued', 'Whether there can be several.'),
  yesOrNo('required', 'Whether it must be there.'),
  yesOrNo('caseExact', 'Whether capitals matter.'),
  text('mutability', 'Whether it can be changed.'),
  text('returned', 'When it is shown.'),
  text('uniqueness', 'Whether it is unique.'),
  several('canonicalValues', 'Usual values.'),
  several('referenceTypes', 'What it refers to.'),
];

/** What is said of an attribute. */
export const ATTRIBUTE = [...ofPart, several('subAttributes', 'Its parts, of the same form.', ofPart)];

/** The schemas of discovery itself. */
export const DISCOVERY: Schema[] = [
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
    name: 'ServiceProviderConfig',
    description: 'What is served',
    attributes: [
      attribute('documentationUri', 'Where it is described.', { ...reference('external'), ...readOnly }),
      flag('patch'),
      flag('bulk', [number('maxOperations', 'At most so many.'), number('maxPayloadSize', 'At most so many bytes.')]),
      flag('filter', [number('maxResults', 'At most so many.')]),
      flag('changePassword'),
      flag('sort'),
      flag('etag'),
      several('authenticationSchemes', 'How clients are known.', [
        text('type', 'Kind.'),
        text('name', 'Name.'),
        text('description', 'What it is.'),
        text('specUri', 'Its specification.'),
        yesOrNo('primary', 'Whether this is the preferred one.'),
      ]),
    ],
  },
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
    name: 'ResourceType',
    description: 'A type of resources',
    attributes: [
      text('id', 'Its id.'),
      text('name', 'Its name.'),
      text('description', 'What it is.'),
      text('endpoint', 'Where its resources are.'),
      text('schema', 'Its schema.'),
      several('schemaExtensions', 'Further schemas.', [
        text('schema', 'The schema.'),
        yesOrNo('required', 'Whether each resource has it.'),
      ]),
    ],
  },
  {
    id: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
    name: 'Schema',
    description: 'A schema',
    attributes: [
      text('id', 'Its URN.'),
      text('name', 'Its name.'),
      text('description', 'What it is.'),
      several('attributes', 'Its attributes.', ATTRIBUTE),
    ],
  },
];
export const SCHEMAS = [user, enterprise, group, ...DISCOVERY];

/** Where an attribute is: in the core schema or an extension, and which part of it. */
export interface Place {
  /** URN; null: the core schema */
  extension: string | null;
  attribute: Attribute;
  sub: Attribute | null;
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
export const named = (attributes: readonly Attribute[], name: string): Attribute | undefined =>
  attributes.find((a) => same(a.name, name));

/**
 * Finds what a name in dotted form means: `name.givenName`, `urn:…:User:manager.value`; capitals do not matter.
 * @returns the extension alone for its bare URN; undefined: there is no such attribute
 */
export function placeOf(type: ResourceType, path: string): Place | { extension: string; attribute: null } | undefined {
  const urn = [type.schema, ...type.extensions].find(
    ({ id }) => same(path.slice(0, id.length), id) && (path.length === id.length || path[id.length] === ':'),
  );
  if (urn === undefined && /^urn:/i.test(path)) return undefined;
  const extension = urn === undefined || urn === type.schema ? null : urn.id;
  const rest = urn === undefined ? path : path.slice(urn.id.length + 1);
  if (rest === '') return extension === null ? undefined : { extension, attribute: null };
  const [first = '', second, ...more] = rest.split('.');
  const found = named(extension === null ? type.attributes : (urn?.attributes ?? []), first);
  if (!found || more.length > 0) return undefined;
  if (second === undefined) return { extension, attribute: found, sub: null };
  const sub = named(found.subAttributes ?? [], second);
  return sub && { extension, attribute: found, sub };
}
