import * as z from 'zod';
import type { oas31 } from 'zod-openapi';
import type { FailureType } from '../../contract/failures.ts';
import type { ScimFailure } from '../../domain/scim/error.ts';
import { GROUP, RESOURCE_TYPES, type ResourceType, SCHEMAS, USER } from '../../domain/scim/schemas.ts';
import { keyHeader } from '../idempotency.ts';
import { resourceTypes, schemas, serviceProviderConfig } from '../scim/discovery.ts';
import * as samples from './scim-samples.ts';
import { SEARCH, componentOf } from './scim-schemas.ts';
import type { Text } from './texts.ts';

/** The operations of the company's directory: what each takes and gives, and how it can be refused. /Me is not there (501). */

export type Code = ScimFailure | FailureType;
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface Operation {
  method: Method;
  /** below SCIM_PREFIX */
  path: string;
  operationId: string;
  summary: Text;
  parameters?: oas31.ParameterObject[];
  /** name of a component, and an example */
  takes?: { schema: string; example: object };
  /** status, the same of what is answered (absent: nothing), and names of headers */
  gives: { status: 200 | 201 | 204; schema?: string; example?: (base: string) => object; headers?: readonly string[] };
  /** 304 is an answer, too */
  conditional?: true;
  /** beyond what every request can be refused with */
  refusals: Code[];
}

const ANY: Code[] = [
  'unauthenticated',
  'issuerUnavailable',
  'frozen',
  'notForYou',
  'scopeMissing',
  'uriTooLong',
  'rateLimited',
  'unavailable',
  'tookTooLong',
  'internal',
];
const BODY: Code[] = [
  'schemasMissing',
  'bodySyntax',
  'bodyTooComplex',
  'payloadTooLarge',
  'mediaType',
  'requestTimeout',
];
const KEY: Code[] = ['idempotencyKeyMissing', 'idempotencyKeyReused', 'idempotencyKeyInFlight'];
const FILTER: Code[] = ['filterSyntax', 'filterTooLong', 'filterAttribute', 'filterOperator', 'filterValue'];
const FINDING: Code[] = ['parameterWrong', ...FILTER, 'sortAttribute'];
const VALUES: Code[] = ['parameterWrong', 'required', 'valueType', 'valueTooLong', 'primaryTwice'];
const PATCHING: Code[] = [
  ...([
    'operationSyntax',
    'tooManyOperations',
    'pathSyntax',
    'pathUnknown',
    'noTarget',
    'readOnly',
    'requiredStays',
  ] as const),
  ...FILTER,
];
/** What the values of a resource of the type can be refused for. */
const OF_TYPE: Readonly<Record<ResourceType['name'], Code[]>> = {
  User: [
    'profileTooLarge',
    'emailMissing',
    'emailWrong',
    'managerUnknown',
    'managerCycle',
    'userNameTaken',
    'emailTaken',
    'numberTaken',
  ],
  Group: ['memberUnknown', 'groupTaken'],
};
const MANY: Readonly<Record<ResourceType['name'], { of: Text; one: Text }>> = {
  User: { of: { en: 'employees', zh: '员工' }, one: { en: 'an employee', zh: '员工' } },
  Group: { of: { en: 'departments', zh: '部门' }, one: { en: 'a department', zh: '部门' } },
};

const parameter = (
  name: string,
  where: 'path' | 'query' | 'header',
  schema: oas31.SchemaObject,
  example?: unknown,
): oas31.ParameterObject => ({
  name,
  in: where,
  schema,
  ...(where === 'path' && { required: true }),
  // Names with commas between.
  ...(where === 'query' && schema.type === 'array' && { style: 'form', explode: false }),
  ...(example !== undefined && { example }),
});
const header = (name: string) => parameter(name, 'header', { type: 'string' });
const { $schema: _, ...keySchema } = z.toJSONSchema(keyHeader) as oas31.SchemaObject & { $schema: string };
const key = parameter('Idempotency-Key', 'header', keySchema);
const searching = Object.entries(SEARCH).map(([name, schema]) =>
  parameter(name, 'query', schema, samples.SEARCH[name]),
);
const showing = searching.filter(({ name }) => /attributes$/i.test(name));

export const OPERATIONS: readonly Operation[] = [
  ...RESOURCE_TYPES.flatMap(ofType),
  {
    method: 'post',
    path: '/.search',
    operationId: 'searchScim',
    summary: {
      en: 'Employees, then departments: of each type that knows the attributes of the filter',
      zh: '先员工、后部门：凡具有筛选所用属性的类型',
    },
    takes: { schema: 'ScimSearchRequest', example: samples.search },
    gives: { status: 200, schema: 'ScimResourceList', example: (base) => samples.list([samples.user(base)]) },
    refusals: [...BODY, ...FINDING],
  },
  {
    method: 'post',
    path: '/Bulk',
    operationId: 'bulkScim',
    summary: {
      en: 'Many operations, each answered by itself; what one refers to is done before it',
      zh: '批量操作：逐项应答；被引用的操作先执行',
    },
    takes: { schema: 'ScimBulkRequest', example: samples.bulk },
    gives: { status: 200, schema: 'ScimBulkAnswer', example: samples.bulkAnswer },
    refusals: [...BODY, 'operationSyntax', 'parameterWrong', 'tooManyOperations'],
  },
  {
    method: 'get',
    path: '/ServiceProviderConfig',
    operationId: 'getScimServiceProviderConfig',
    summary: { en: 'What of SCIM is served here', zh: '此处提供的 SCIM 功能' },
    gives: { status: 200, schema: 'ScimServiceProviderConfig', example: serviceProviderConfig },
    refusals: [],
  },
  ...discovered(
    'ResourceType',
    { en: 'types of resources', zh: '资源类型' },
    resourceTypes,
    RESOURCE_TYPES.map(({ name }) => name),
  ),
  ...discovered(
    'Schema',
    { en: 'schemas', zh: '架构' },
    schemas,
    SCHEMAS.map(({ id }) => id),
  ),
];

function ofType(type: ResourceType): Operation[] {
  const { name, endpoint } = type;
  const { of, one } = MANY[name];
  const schema = componentOf(type);
  const sample = type === USER ? samples.user : samples.group;
  const sent = { schema: `${schema}Request`, example: type === USER ? samples.newUser : samples.newGroup };
  const listed = {
    status: 200,
    schema: `${schema}List`,
    example: (base: string) => samples.list([sample(base)]),
  } as const;
  const given = { status: 200, schema, example: sample, headers: ['ETag'] } as const;
  const id = parameter('id', 'path', { type: 'string', format: 'uuid' }, samples.idOf(type));
  const changing: Code[] = ['notFound', 'versionDiffers', ...(type === USER ? (['oneself'] as const) : [])];
  const values = [...VALUES, ...OF_TYPE[name]];
  return [
    {
      method: 'get',
      path: endpoint,
      operationId: `listScim${name}s`,
      summary: { en: `Find ${of.en}`, zh: `查找${of.zh}` },
      parameters: searching,
      gives: listed,
      refusals: FINDING,
    },
    {
      method: 'post',
      path: endpoint,
      operationId: `createScim${name}`,
      summary: { en: `Enter ${one.en}`, zh: `录入${one.zh}` },
      parameters: [...showing, key],
      takes: sent,
      gives: { ...given, status: 201, headers: ['ETag', 'Location'] },
      refusals: [...BODY, ...KEY, ...values],
    },
    {
      method: 'post',
      path: `${endpoint}/.search`,
      operationId: `searchScim${name}s`,
      summary: { en: `Find ${of.en} by what the body asks for`, zh: `按请求体的条件查找${of.zh}` },
      takes: { schema: 'ScimSearchRequest', example: samples.search },
      gives: listed,
      refusals: [...BODY, ...FINDING],
    },
    {
      method: 'get',
      path: `${endpoint}/{id}`,
      operationId: `getScim${name}`,
      summary: { en: `Look at ${one.en}`, zh: `查看${one.zh}` },
      parameters: [id, ...showing, header('If-None-Match')],
      gives: given,
      conditional: true,
      refusals: ['parameterWrong', 'notFound'],
    },
    {
      method: 'put',
      path: `${endpoint}/{id}`,
      operationId: `replaceScim${name}`,
      summary: {
        en: `Replace ${one.en}: what is left out is taken away, but for what docs/scim.md names`,
        zh: `整体替换${one.zh}：未写出的属性被清除，docs/scim.md 所列者除外`,
      },
      parameters: [id, ...showing, header('If-Match')],
      takes: sent,
      gives: given,
      refusals: [...BODY, ...changing, ...values],
    },
    {
      method: 'patch',
      path: `${endpoint}/{id}`,
      operationId: `changeScim${name}`,
      summary: { en: `Change what the operations name of ${one.en}`, zh: `按所列操作修改${one.zh}` },
      parameters: [id, ...showing, header('If-Match')],
      takes: { schema: 'ScimPatchRequest', example: type === USER ? samples.patchUser : samples.patchGroup },
      gives: given,
      refusals: [...BODY, ...changing, ...values, ...PATCHING],
    },
    {
      method: 'delete',
      path: `${endpoint}/{id}`,
      operationId: `deleteScim${name}`,
      summary:
        type === GROUP
          ? { en: 'Close a department: its people are in none then', zh: '关闭部门：其人员不再属于任何部门' }
          : {
              en: 'Take an employee out of the directory: their departure starts',
              zh: '从目录移除员工：启动其离职流程',
            },
      parameters: [id, header('If-Match')],
      gives: { status: 204 },
      refusals: changing,
    },
  ];
}

function discovered(
  name: 'ResourceType' | 'Schema',
  of: Text,
  all: (base: string) => object[],
  ids: string[],
): Operation[] {
  const schema = `Scim${name}`;
  const first = (base: string) => all(base)[0] ?? {};
  return [
    {
      method: 'get',
      path: `/${name}s`,
      operationId: `listScim${name}s`,
      summary: { en: `All ${of.en}`, zh: `全部${of.zh}` },
      gives: { status: 200, schema: `${schema}List`, example: (base) => samples.list([first(base)]) },
      refusals: [],
    },
    {
      method: 'get',
      path: `/${name}s/{id}`,
      operationId: `getScim${name}`,
      summary: { en: `One of the ${of.en}`, zh: `其中一个${of.zh}` },
      parameters: [parameter('id', 'path', { type: 'string', enum: ids }, ids[0])],
      gives: { status: 200, schema, example: first },
      refusals: ['notFound'],
    },
  ];
}

/** Everything that an operation can be refused with. */
export const refusalsOf = ({ method, refusals }: Operation): Code[] => [
  ...new Set([...ANY, ...(method === 'get' ? [] : (['crossSite'] as const)), ...refusals]),
];
