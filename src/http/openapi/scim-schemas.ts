import type { oas31 } from 'zod-openapi';
import { SCIM_FAILURES } from '../../domain/scim/error.ts';
import { LONGEST_FILTER } from '../../domain/scim/filter.ts';
import { MOST_OPERATIONS, PATCH_SCHEMA } from '../../domain/scim/patch.ts';
import { longestOf, mostOf } from '../../domain/scim/resource.ts';
import {
  ATTRIBUTE,
  type Attribute,
  COMMON,
  DISCOVERY,
  RESOURCE_TYPES,
  type ResourceType,
  type Schema,
} from '../../domain/scim/schemas.ts';
import {
  BULK_REQUEST,
  BULK_RESPONSE,
  DEFAULT_RESULTS,
  ERROR,
  LIST_RESPONSE,
  MOST_RESULTS,
  SEARCH_REQUEST,
} from '../scim/names.ts';

/** The bodies and answers of the directory as JSON schemas: resources by the schemas that SCIM itself shows, messages by RFC 7644. */

type SchemaObject = oas31.SchemaObject;
type Properties = Record<string, SchemaObject | oas31.ReferenceObject>;

export const refer = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const text = (description: string): SchemaObject => ({ type: 'string', description });
const whole = (minimum: number, description: string): SchemaObject => ({ type: 'integer', minimum, description });
/** An object with these members, all of them needed but for the optional, and no others. */
const strict = (properties: Properties, optional: string[] = []): SchemaObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
/** What a body says that it is. */
const isA = (...urns: string[]): SchemaObject => ({ type: 'array', items: { enum: urns }, minItems: 1 });

const SIMPLE: Readonly<Record<Exclude<Attribute['type'], 'complex'>, SchemaObject>> = {
  string: { type: 'string' },
  reference: { type: 'string' },
  dateTime: { type: 'string', format: 'date-time' },
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
};
/** In which direction a resource goes: what is read-only is not sent, and of what is sent there is a limit. */
type Direction = 'sent' | 'given';

/** Where a schema lists attributes, which list their parts in the same form. */
const LISTS: ReadonlySet<string> = new Set(['attributes', 'subAttributes']);

function attributeSchema(attribute: Attribute, direction: Direction): SchemaObject {
  const { name, type, multiValued, description, canonicalValues, subAttributes = [] } = attribute;
  if (LISTS.has(name)) return { type: 'array', description, items: refer('ScimAttribute') };
  const bounded = direction === 'sent' && SIMPLE[type === 'complex' ? 'string' : type].type === 'string';
  const value: SchemaObject =
    type === 'complex'
      ? members(subAttributes, direction)
      : {
          ...SIMPLE[type],
          ...(bounded && { maxLength: longestOf(attribute) }),
          ...(canonicalValues && { examples: canonicalValues }),
        };
  if (!multiValued) return { ...value, description };
  return { type: 'array', description, items: value, ...(direction === 'sent' && { maxItems: mostOf(attribute) }) };
}

function properties(attributes: readonly Attribute[], direction: Direction): Properties {
  const shown = attributes.filter(({ mutability }) => direction === 'given' || mutability !== 'readOnly');
  return Object.fromEntries(shown.map((one) => [one.name, attributeSchema(one, direction)]));
}

function members(attributes: readonly Attribute[], direction: Direction): SchemaObject {
  const { $ref, ...all } = properties(attributes, direction);
  // Tools that look for references anywhere would take a property of that name for one.
  const reference = $ref && { patternProperties: { [String.raw`^\$ref$`]: $ref } };
  if (direction === 'given') return { ...strict(all, Object.keys(all)), ...reference };
  const required = attributes.filter((one) => one.required && one.name in all).map(({ name }) => name);
  return { type: 'object', properties: all, ...reference, ...(required.length > 0 && { required }) };
}

function resource({ schema, extensions, attributes }: ResourceType): SchemaObject {
  const all: Properties = {
    schemas: isA(schema.id, ...extensions.map(({ id }) => id)),
    ...properties(attributes, 'given'),
    ...further(extensions, 'given'),
  };
  const always = ['schemas', ...attributes.filter(({ returned }) => returned === 'always').map(({ name }) => name)];
  return {
    description: schema.description,
    ...strict(
      all,
      Object.keys(all).filter((name) => !always.includes(name)),
    ),
  };
}

function resourceRequest({ schema, extensions, attributes, needs }: ResourceType): SchemaObject {
  return {
    description: schema.description,
    type: 'object',
    properties: {
      schemas: isA(schema.id, ...extensions.map(({ id }) => id)),
      ...properties(attributes, 'sent'),
      ...further(extensions, 'sent'),
    },
    required: ['schemas', needs],
  };
}

const further = (extensions: readonly Schema[], direction: Direction): Properties =>
  Object.fromEntries(
    extensions.map(({ id, description, attributes }) => [id, { ...members(attributes, direction), description }]),
  );

function discovered({ id, description, attributes }: Schema): SchemaObject {
  const told = properties(attributes, 'given');
  const { meta } = properties(COMMON, 'given');
  return { description, ...strict({ schemas: isA(id), ...told, ...(meta && { meta }) }, Object.keys(told)) };
}

const list = (item: SchemaObject | oas31.ReferenceObject): SchemaObject =>
  strict({
    schemas: isA(LIST_RESPONSE),
    totalResults: whole(0, 'how many there are in all'),
    startIndex: whole(1, 'which of them is the first here, counted from 1'),
    itemsPerPage: whole(0, 'how many are here'),
    Resources: { type: 'array', items: item },
  });

const names: SchemaObject = { type: 'array', items: { type: 'string' } };
/** What can be asked of a list, by the address or in the body of `/.search`. */
export const SEARCH: Readonly<Record<string, SchemaObject>> = {
  filter: {
    ...text('by the attributes of the schemas, RFC 7644, 3.4.2.2'),
    maxLength: LONGEST_FILTER,
  },
  sortBy: text('name of an attribute'),
  sortOrder: { type: 'string', enum: ['ascending', 'descending'], default: 'ascending' },
  startIndex: { type: 'integer', description: 'the first that is wanted, counted from 1', default: 1 },
  count: {
    type: 'integer',
    description: `how many at most; more than ${MOST_RESULTS} are not given at once`,
    default: DEFAULT_RESULTS,
  },
  attributes: {
    ...names,
    description: 'names of the attributes that are wanted; absent: all that are shown by default',
  },
  excludedAttributes: {
    ...names,
    description: 'names of attributes that are not wanted; not together with attributes',
  },
};

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];
const bulkId = text('a name for what is made, by which the others refer to it: bulkId:name');
const aboutOne = {
  path: { ...text('of the type for POST, of the resource otherwise, as /Users/{id}'), maxLength: 300 },
  version: text('the version that was seen, as in If-Match'),
  data: { type: 'object', description: 'the body that the request by itself would have' },
} satisfies Properties;

/** Names of the resources of a type among the components. */
export const componentOf = ({ name }: ResourceType) => `Scim${name}`;

/** The components of the document that the directory is told by. */
export const SCIM_SCHEMAS: Readonly<Record<string, SchemaObject>> = {
  ...Object.fromEntries(
    RESOURCE_TYPES.flatMap((type) => [
      [componentOf(type), resource(type)],
      [`${componentOf(type)}Request`, resourceRequest(type)],
      [`${componentOf(type)}List`, list(refer(componentOf(type)))],
    ]),
  ),
  ScimResourceList: list({ anyOf: RESOURCE_TYPES.map((type) => refer(componentOf(type))) }),
  ScimSearchRequest: {
    type: 'object',
    properties: { schemas: isA(SEARCH_REQUEST), ...SEARCH },
    required: ['schemas'],
  },
  ScimPatchRequest: {
    type: 'object',
    properties: {
      schemas: isA(PATCH_SCHEMA),
      Operations: {
        type: 'array',
        minItems: 1,
        maxItems: MOST_OPERATIONS,
        items: {
          type: 'object',
          properties: {
            op: { type: 'string', enum: ['add', 'replace', 'remove'] },
            path: text('of the attribute, RFC 7644, 3.5.2; absent: the value is an object of attributes'),
            value: { description: 'what is added or takes the place; needed but for remove' },
          },
          required: ['op'],
        },
      },
    },
    required: ['schemas', 'Operations'],
  },
  ScimBulkRequest: {
    type: 'object',
    properties: {
      schemas: isA(BULK_REQUEST),
      failOnErrors: whole(1, 'after so many errors the rest is not done; absent: all are done'),
      Operations: {
        type: 'array',
        maxItems: MOST_OPERATIONS,
        items: {
          anyOf: [
            {
              type: 'object',
              properties: { method: { const: 'POST' }, bulkId, ...aboutOne },
              required: ['method', 'bulkId', 'path', 'data'],
            },
            {
              type: 'object',
              properties: { method: { enum: METHODS.filter((method) => method !== 'POST') }, bulkId, ...aboutOne },
              required: ['method', 'path'],
            },
          ],
        },
      },
    },
    required: ['schemas', 'Operations'],
  },
  ScimBulkAnswer: strict({
    schemas: isA(BULK_RESPONSE),
    Operations: {
      type: 'array',
      items: strict(
        {
          method: { type: 'string', enum: METHODS },
          bulkId: text('as it was sent'),
          location: text('address of the resource'),
          version: text('of the resource, as in ETag'),
          status: text('the status that the request by itself would have'),
          response: refer('ScimError'),
        },
        ['bulkId', 'location', 'version', 'response'],
      ),
    },
  }),
  ScimError: {
    description: 'what went wrong, in the form of RFC 7644, 3.12',
    ...strict(
      {
        schemas: isA(ERROR),
        scimType: {
          type: 'string',
          enum: [...new Set(Object.values(SCIM_FAILURES).flatMap(({ scimType }) => scimType ?? []))],
        },
        detail: text('a sentence in the language of the caller'),
        status: { ...text('the HTTP status'), pattern: String.raw`^[45]\d\d$` },
      },
      ['scimType'],
    ),
  },
  ...Object.fromEntries(DISCOVERY.map((schema) => [`Scim${schema.name}`, discovered(schema)])),
  ScimAttribute: members(ATTRIBUTE, 'given'),
  ScimResourceTypeList: list(refer('ScimResourceType')),
  ScimSchemaList: list(refer('ScimSchema')),
};
