import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Route } from '../route.ts';

/** Examples of what a JSON schema describes: the same each time, and such as a company in China would send and see. */

export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  minItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

/** What stands in a field of that name, when its schema takes it. */
const BY_NAME: Readonly<Record<string, readonly unknown[]>> = {
  action: ['plan.approved', 'signOff.signed'],
  address: ['上海市浦东新区世纪大道 100 号'],
  agenda: ['一、客户概况；二、未结事项；三、联系人引荐'],
  amount: ['1280000.00'],
  annualValue: ['1280000.00'],
  attributes: [{}],
  body: ['请在本周内补充合同扫描件。'],
  calendar: ['CN'],
  channel: ['letter'],
  city: ['上海'],
  code: ['CN', 'EAST', 'noContact'],
  comment: ['同意，按计划执行。'],
  country: ['CN'],
  currency: ['CNY'],
  dataset: ['crm'],
  description: ['推送到数据平台'],
  detail: ['缺少此项。'],
  email: ['wang.fang@example.cn'],
  employee: ['E1001'],
  employeeNumber: ['E1001'],
  en: ['East China'],
  events: [['handover.*']],
  from: ['1', 'E1001', 'standard/1', '2026-01-01', 1],
  giver: ['E1001'],
  grantee: ['E1002'],
  hash: ['c0ffee'],
  industry: ['零售'],
  key: ['standard'],
  label: ['HO-2026-0001'],
  language: ['zh-CN'],
  limit: [50],
  locale: ['zh-CN'],
  location: ['上海总部 三号会议室'],
  mapping: ['crm/accounts'],
  minutes: ['逐一说明了各客户的现状与未结事项。'],
  mitigation: ['本周内由接收人上门拜访'],
  name: ['王芳'],
  note: ['客户偏好电话沟通'],
  number: ['E1001'],
  onlineUrl: ['https://meeting.example.cn/r/3021'],
  outcome: ['已补齐'],
  owner: ['E1002'],
  phone: ['021-5550-0100'],
  planHash: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  postalCode: ['200120'],
  q: ['晨星'],
  reason: ['离职交接'],
  receiver: ['E1002'],
  receivers: [['E1002', 'E1003']],
  region: ['华东'],
  satisfaction: [4],
  secret: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  sentence: ['上海晨星贸易有限公司将由李强接手。'],
  source: ['crm'],
  sourceId: ['A-20391'],
  stage: ['growing'],
  subject: ['客户经理变更说明'],
  supervisor: ['E1000'],
  text: ['老客户，重信誉，结算周期为月结 30 天。'],
  timeZone: ['Asia/Shanghai'],
  title: ['大客户经理'],
  to: ['2', 'E1002', 'standard/2', '2026-03-31', 2],
  url: ['https://hooks.example.cn/handover'],
  version: [1],
  whySentence: ['李强负责同一区域的客户。'],
  words: ['希望保持原有的交货安排'],
  year: [2026],
  // A wait: reminded before it is due, the deputies asked before it is given up.
  dueWorkingDays: [5],
  remindBeforeWorkingDays: [[1]],
  escalateAfterWorkingDays: [2],
  afterWorkingDays: [4],
  giveUpAfterWorkingDays: [6],
  minAnnualValue: [1_000_000],
  maxAnnualValue: [50_000],
  days: [[7, 30], 30],
  zh: ['华东大区'],
};
const COMPANY_NAME = '上海晨星贸易有限公司';
const OFFERED = [
  '2026-03-02T01:30:00Z',
  '2026-03-31',
  '09:00',
  '1280000.00',
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'standard',
  'standard/1',
  'CN',
  'zh-CN',
  'customer:01950c1e-7a3b-7c52-9d41-5be0aa317f20',
  '#/customers',
  '0',
];
const DEEPEST = 12;

/**
 * @param schema as it stands in the document
 * @param schemas components of the document, for references
 * @param optional whether members that may be left out are there
 */
export function exampleOf(
  schema: JsonSchema,
  schemas: Readonly<Record<string, JsonSchema>>,
  { optional, name = '' }: { optional: boolean | string; name?: string },
): unknown {
  return make(schema, name, '', 0);

  function make(given: JsonSchema, field: string, owner: string, depth: number): unknown {
    if (given.$ref !== undefined) {
      const component = given.$ref.split('/').at(-1) ?? '';
      return make(schemas[component] ?? {}, field, component, depth);
    }
    if (given.const !== undefined) return given.const;
    if (given.enum) return given.enum[0];
    if (given.examples?.[0] !== undefined) return given.examples[0];
    const choice = (given.anyOf ?? given.oneOf)?.find(({ type }) => type !== 'null');
    if (choice) return make(choice, field, owner, depth);
    if (given.allOf) return Object.assign({}, ...given.allOf.map((part) => make(part, field, owner, depth)));
    const type = Array.isArray(given.type) ? given.type.find((one) => one !== 'null') : given.type;
    if (type === 'object' || given.properties) return object(given, field, owner, depth);
    if (type === 'array') return array(given, field, owner, depth);
    if (type === 'boolean') return given.default ?? field === 'ok';
    if (type === 'integer' || type === 'number') return number(given, field);
    if (type === 'string') return text(given, field, owner);
    return BY_NAME[field]?.[0] ?? '…';
  }

  function object(given: JsonSchema, field: string, owner: string, depth: number): object {
    const members = Object.entries(given.properties ?? {}).filter(
      ([key]) =>
        given.required?.includes(key) || (depth < DEEPEST && (optional === true || (depth === 0 && optional === key))),
    );
    const made = Object.fromEntries(
      members.map(([key, inner]) => [key, make(inner, key, field === '' ? owner : field, depth + 1)]),
    );
    const more = given.additionalProperties;
    const open = typeof more === 'object' && Object.keys(more).length > 0 && members.length === 0;
    if (!open || (optional === false && !given.required)) return made;
    if (given.required)
      return Object.fromEntries(given.required.map((key) => [key, make(more, key, field, depth + 1)]));
    return {
      [String(make(given.propertyNames ?? { type: 'string' }, 'key', '', depth + 1))]: make(more, field, '', depth + 1),
    };
  }

  function array(given: JsonSchema, field: string, owner: string, depth: number): unknown[] {
    const known = BY_NAME[field]?.[0];
    const item = given.items ?? {};
    if (Array.isArray(known) && known.every((one) => suits(item, one))) return known;
    if (depth >= DEEPEST && !given.minItems) return [];
    const first = make(item, field.replace(/s$/, ''), owner, depth + 1);
    return Array.from({ length: Math.max(1, given.minItems ?? 1) }, (_, n) => (n === 0 ? first : vary(first, n)));
  }

  function text(given: JsonSchema, field: string, owner: string): string {
    if (given.format === 'uuid') return uuidFor(field);
    if (given.format === 'date-time') return instantFor(field);
    if (given.format === 'date') return /(until|ends|last|to)/i.test(field) ? '2026-03-31' : '2026-03-02';
    const named =
      field === 'name' && /customer|link/i.test(owner)
        ? COMPANY_NAME
        : BY_NAME[field]?.find((one) => suits(given, one));
    if (typeof named === 'string' && suits(given, named)) return named;
    if (/url$/i.test(field) || given.format === 'uri') return 'https://handover.example.cn/api/v1/handovers';
    const offered = given.pattern === undefined ? undefined : OFFERED.find((one) => suits(given, one));
    return offered ?? (suits(given, '…') ? '…' : 'x'.repeat(given.minLength ?? 1));
  }

  function number(given: JsonSchema, field: string): number {
    const least = given.minimum ?? (given.exclusiveMinimum === undefined ? 0 : given.exclusiveMinimum + 1);
    const wanted = [BY_NAME[field]?.find((one) => typeof one === 'number'), given.default, 3, 1, least];
    const fits = (one: unknown): one is number =>
      typeof one === 'number' && one >= least && one <= (given.maximum ?? Infinity);
    return wanted.find(fits) ?? least;
  }
}

function suits(schema: JsonSchema, value: unknown): boolean {
  if (typeof value !== 'string') return schema.type === 'integer' || schema.type === 'number';
  if (schema.type !== 'string' || schema.format === 'uuid') return false;
  if (value.length < (schema.minLength ?? 0) || value.length > (schema.maxLength ?? Infinity)) return false;
  return schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value);
}

/** An id of version 7, the same for the same field. */
function uuidFor(field: string): string {
  const hex = createHash('sha256').update(field).digest('hex');
  return `01950c1e-7a3b-7${hex.slice(0, 3)}-9${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}

function instantFor(field: string): string {
  return /(ends|until|due|expires|answerBy|closed)/i.test(field) ? '2026-03-09T03:00:00Z' : '2026-03-02T01:30:00Z';
}

/** Where a list needs several, they differ. */
function vary(value: unknown, n: number): unknown {
  return typeof value === 'number' ? value + n : value;
}

interface Media {
  schema?: JsonSchema;
  example?: unknown;
}
interface Operation {
  parameters?: { name: string; in: string; schema?: JsonSchema; example?: unknown }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
}

/** Puts an example into every parameter, body and answer of an operation that has none. */
export function exemplify(operation: Operation, route: Route, schemas: Readonly<Record<string, JsonSchema>>): void {
  for (const parameter of operation.parameters ?? [])
    if (parameter.in !== 'header' && parameter.schema && parameter.example === undefined)
      parameter.example = exampleOf(parameter.schema, schemas, { optional: false, name: parameter.name });
  const body = operation.requestBody?.content['application/json'];
  if (body?.schema && route.takes.body instanceof z.ZodType)
    body.example = acceptedExample(body.schema, schemas, route.takes.body);
  for (const { content } of Object.values(operation.responses)) {
    const answer = content?.['application/json'];
    if (answer?.schema) answer.example = exampleOf(answer.schema, schemas, { optional: true });
  }
}

/** With all members, unless some exclude each other: then with those that are needed, or one more. */
function acceptedExample(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>, takes: z.ZodType): unknown {
  const whole = schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  const tries: (boolean | string)[] = [true, false, ...Object.keys(whole.properties ?? {})];
  const made = tries.map((optional) => exampleOf(schema, schemas, { optional }));
  return made.find((one) => takes.safeParse(one).success) ?? made[1];
}
