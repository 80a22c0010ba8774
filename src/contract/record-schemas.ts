import * as z from 'zod';
import { person } from './answers.ts';
import { id } from './schemas.ts';
import { day, inAnyZone, instant } from './times.ts';

/**
 * What hangs on a customer, one description a kind of record: its table, its fields, what can be given and changed, by what a list is
 * narrowed and sorted. Routes, statements, requests and answers are all made from it.
 */

interface Field {
  column: string;
  /** what a request gives */
  input: z.ZodType;
  /** what an answer holds; absent: the same */
  answer?: z.ZodType;
  nullable: boolean;
  /** whether a new record must name it, may, or cannot */
  create: 'required' | 'optional' | 'no';
  change: boolean;
  /** read through the functions that mask it */
  sensitive?: true;
  /** a person, by id or number */
  person?: true;
}

export interface RecordKind {
  /** of the address: /contacts */
  path: string;
  table: string;
  /** as the plan of a handover and the audit log name it */
  type: string;
  /** in operation ids: listContacts, getContact */
  many: string;
  one: string;
  label: { en: string; ens: string; zh: string };
  /** what it hangs on */
  parent: { column: string; field: 'customerId' | 'orderId'; table: 'customers' | 'orders'; optional: boolean };
  /** can name a person who has it in person, and when it was made and changed */
  assigned: boolean;
  fields: Record<string, Field>;
  /** columns that a new record fills with the caller; `once`: also at a change, where nobody is named yet, when the condition holds */
  caller: { column: string; when?: (value: Record<string, unknown>) => boolean }[];
  /** by what a list is sorted, besides the id; the type is that of the column */
  sorts: Record<string, { column: string; type: 'date' | 'timestamptz' | 'numeric' | 'text' }>;
  /** it cannot be deleted: business, or what somebody said, which ends by its own state */
  stays?: true;
  /** what the database's own rules are about, by their name: the field that is wrong */
  rules: Record<string, string>;
}

const amount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,2})?$/, { error: 'field.amount' })
  .meta({ description: 'a decimal: "1200.50"', examples: ['1200.50'] });
const signedAmount = z.string().regex(/^-?\d{1,12}(\.\d{1,2})?$/, { error: 'field.amount' });
const amountOut = z.string().regex(/^-?\d+(\.\d+)?$/);
const currency = z.string().regex(/^[A-Z]{3}$/, { error: 'field.currency' });
const line = (max: number) => z.string().trim().min(1).max(max);
const long = line(20_000);
const personRef = z.string().trim().min(1).max(64).meta({ description: 'id or employee number' });
/** A masked value that was read is not to be written back. */
const clear = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^*＊•]*$/, { error: 'field.masked' });

type More = Partial<Pick<Field, 'answer' | 'sensitive' | 'person' | 'change'>>;
const needed = (column: string, input: z.ZodType, more: More = {}): Field => ({
  column,
  input,
  nullable: false,
  create: 'required',
  change: true,
  ...more,
});
/** has a value always, the column's own when none is given */
const preset = (column: string, input: z.ZodType, more: More = {}): Field => ({
  ...needed(column, input, more),
  create: 'optional',
});
const maybe = (column: string, input: z.ZodType, more: More = {}): Field => ({
  ...preset(column, input, more),
  nullable: true,
});
/** said by the engine alone */
const shown = (column: string, answer: z.ZodType, more: More = {}): Field => ({
  column,
  input: z.never(),
  answer,
  nullable: true,
  create: 'no',
  change: false,
  ...more,
});
const someone = (column: string): Field => shown(column, person, { person: true });
const sellerOf = (column: string): Field => maybe(column, personRef, { answer: person, person: true, change: false });

const ofCustomer = { column: 'customer_id', field: 'customerId', table: 'customers', optional: false } as const;
const maybeOfCustomer = { ...ofCustomer, optional: true } as const;
const usual = { parent: ofCustomer, assigned: true, caller: [], sorts: {}, rules: {} };

const isClosed = ({ stage }: Record<string, unknown>) => stage === 'won' || stage === 'lost';

export const RECORD_KINDS = {
  contacts: {
    ...usual,
    path: 'contacts',
    table: 'contacts',
    type: 'contact',
    many: 'Contacts',
    one: 'Contact',
    label: { en: 'contact', ens: 'contacts', zh: '联系人' },
    fields: {
      name: needed('name', line(200)),
      title: maybe('title', line(200)),
      phone: maybe('phone', clear(50), { sensitive: true, answer: z.string() }),
      email: maybe('email', z.email().max(320), { answer: z.string() }),
      wechat: maybe('wechat', line(100)),
      idNumber: maybe('id_number', clear(50), { sensitive: true, answer: z.string() }),
      isKey: preset('is_key', z.boolean()),
      birthday: maybe('birthday', day),
    },
  },
  orders: {
    ...usual,
    stays: true,
    path: 'orders',
    table: 'orders',
    type: 'order',
    many: 'Orders',
    one: 'Order',
    label: { en: 'order', ens: 'orders', zh: '订单' },
    fields: {
      number: maybe('number', line(100)),
      orderedOn: needed('ordered_on', day),
      total: needed('total', signedAmount, { answer: amountOut }),
      currency: preset('currency', currency),
      state: preset('state', z.enum(['open', 'paid', 'cancelled'])),
      seller: sellerOf('seller_id'),
    },
    caller: [{ column: 'seller_id' }],
    sorts: { orderedOn: { column: 'ordered_on', type: 'date' }, total: { column: 'total', type: 'numeric' } },
  },
  orderLines: {
    ...usual,
    stays: true,
    path: 'order-lines',
    table: 'order_lines',
    type: 'order_line',
    many: 'OrderLines',
    one: 'OrderLine',
    label: { en: 'line of an order', ens: 'lines of orders', zh: '订单明细' },
    parent: { column: 'order_id', field: 'orderId', table: 'orders', optional: false },
    assigned: false,
    fields: {
      product: needed('product', line(200)),
      quantity: needed(
        'quantity',
        z.string().regex(/^(?!0+(\.0+)?$)\d{1,9}(\.\d{1,3})?$/, { error: 'field.quantity' }),
        {
          answer: amountOut,
        },
      ),
      unitPrice: needed('unit_price', signedAmount, { answer: amountOut }),
    },
  },
  opportunities: {
    ...usual,
    stays: true,
    path: 'opportunities',
    table: 'opportunities',
    type: 'opportunity',
    many: 'Opportunities',
    one: 'Opportunity',
    label: { en: 'opportunity', ens: 'opportunities', zh: '商机' },
    parent: maybeOfCustomer,
    fields: {
      title: needed('title', line(500)),
      productId: maybe('product_id', id),
      stage: needed('stage', z.enum(['prospecting', 'engaging', 'won', 'lost'])),
      amount: maybe('amount', amount, { answer: amountOut }),
      currency: preset('currency', currency),
      engagedOn: maybe('engaged_on', day),
      closedOn: maybe('closed_on', day),
      seller: sellerOf('seller_id'),
    },
    caller: [{ column: 'seller_id', when: isClosed }],
    sorts: { closedOn: { column: 'closed_on', type: 'date' }, amount: { column: 'amount', type: 'numeric' } },
    rules: { opportunities_check1: '/closedOn', opportunities_check: '/closedOn' },
  },
  contracts: {
    ...usual,
    stays: true,
    path: 'contracts',
    table: 'contracts',
    type: 'contract',
    many: 'Contracts',
    one: 'Contract',
    label: { en: 'contract', ens: 'contracts', zh: '合同' },
    fields: {
      number: needed('number', line(100)),
      title: needed('title', line(500)),
      startsOn: needed('starts_on', day),
      endsOn: maybe('ends_on', day),
      amount: maybe('amount', signedAmount, { answer: amountOut }),
      currency: preset('currency', currency),
      state: preset('state', z.enum(['draft', 'active', 'ended'])),
    },
    sorts: { endsOn: { column: 'ends_on', type: 'date' }, startsOn: { column: 'starts_on', type: 'date' } },
    rules: { contracts_check: '/endsOn' },
  },
  projects: {
    ...usual,
    path: 'projects',
    table: 'projects',
    type: 'project',
    many: 'Projects',
    one: 'Project',
    label: { en: 'project', ens: 'projects', zh: '项目' },
    fields: {
      name: needed('name', line(500)),
      progressPct: preset('progress_pct', z.int().min(0).max(100)),
      state: preset('state', z.enum(['planned', 'running', 'done', 'stopped'])),
      dueOn: maybe('due_on', day),
      summary: maybe('summary', long),
    },
    sorts: { dueOn: { column: 'due_on', type: 'date' } },
  },
  preferences: {
    ...usual,
    path: 'preferences',
    table: 'preferences',
    type: 'preference',
    many: 'Preferences',
    one: 'Preference',
    label: { en: 'preference of a customer', ens: 'preferences of customers', zh: '客户偏好' },
    fields: { kind: needed('kind', z.enum(['preference', 'need', 'taboo'])), body: needed('body', long) },
  },
  notes: {
    ...usual,
    path: 'notes',
    table: 'notes',
    type: 'note',
    many: 'Notes',
    one: 'Note',
    label: { en: 'note', ens: 'notes', zh: '备注' },
    parent: maybeOfCustomer,
    fields: { body: needed('body', long), author: someone('author_id') },
    caller: [{ column: 'author_id' }],
  },
  communications: {
    ...usual,
    path: 'communications',
    table: 'communications',
    type: 'communication',
    many: 'Communications',
    one: 'Communication',
    label: { en: 'communication', ens: 'communications', zh: '沟通记录' },
    parent: maybeOfCustomer,
    fields: {
      channel: needed('channel', z.enum(['call', 'mail', 'visit', 'wechat', 'meeting', 'other'])),
      direction: preset('direction', z.enum(['in', 'out'])),
      happenedAt: needed('happened_at', inAnyZone, { answer: instant }),
      subject: needed('subject', line(500)),
      body: maybe('body', long),
      tags: preset('tags', z.array(line(50)).max(20)),
      author: someone('author_id'),
    },
    caller: [{ column: 'author_id' }],
    sorts: { happenedAt: { column: 'happened_at', type: 'timestamptz' } },
  },
  tasks: {
    ...usual,
    path: 'tasks',
    table: 'tasks',
    type: 'task',
    many: 'Tasks',
    one: 'Task',
    label: { en: 'task', ens: 'tasks', zh: '任务' },
    parent: maybeOfCustomer,
    fields: {
      title: needed('title', line(500)),
      priority: preset('priority', z.enum(['urgent', 'important', 'normal'])),
      state: preset('state', z.enum(['doing', 'review', 'done'])),
      dueOn: maybe('due_on', day),
      isPromise: preset('is_promise', z.boolean()),
    },
    sorts: { dueOn: { column: 'due_on', type: 'date' } },
  },
  calendarEvents: {
    ...usual,
    path: 'calendar-events',
    table: 'calendar_events',
    type: 'calendar_event',
    many: 'CalendarEvents',
    one: 'CalendarEvent',
    label: { en: 'appointment', ens: 'appointments', zh: '日程' },
    parent: maybeOfCustomer,
    fields: {
      title: needed('title', line(500)),
      startsAt: needed('starts_at', inAnyZone, { answer: instant }),
      endsAt: needed('ends_at', inAnyZone, { answer: instant }),
      location: maybe('location', line(500)),
      attendees: preset('attendees', z.array(z.email().max(320)).max(100), { answer: z.array(z.string()) }),
    },
    sorts: { startsAt: { column: 'starts_at', type: 'timestamptz' } },
    rules: { calendar_events_check: '/endsAt', calendar_events_check1: '/endsAt' },
  },
  feedback: {
    ...usual,
    stays: true,
    path: 'feedback',
    table: 'feedback',
    type: 'feedback',
    many: 'Feedback',
    one: 'FeedbackEntry',
    label: { en: 'feedback', ens: 'feedback', zh: '客户反馈' },
    fields: {
      type: needed('type', z.enum(['inquiry', 'suggestion', 'complaint', 'praise'])),
      satisfaction: maybe('satisfaction', z.int().min(1).max(5)),
      state: preset('state', z.enum(['open', 'answered', 'closed'])),
      receivedAt: needed('received_at', inAnyZone, { answer: instant }),
      body: needed('body', long),
    },
    sorts: { receivedAt: { column: 'received_at', type: 'timestamptz' } },
  },
  approvals: {
    ...usual,
    stays: true,
    path: 'approvals',
    table: 'approvals',
    type: 'approval',
    many: 'Approvals',
    one: 'Approval',
    label: { en: 'approval', ens: 'approvals', zh: '审批' },
    parent: maybeOfCustomer,
    fields: {
      kind: needed('kind', line(100)),
      title: needed('title', line(500)),
      amount: maybe('amount', signedAmount, { answer: amountOut }),
      requestedBy: someone('requested_by'),
      state: preset('state', z.enum(['pending', 'approved', 'rejected'])),
    },
    caller: [{ column: 'requested_by' }],
  },
  attachments: {
    ...usual,
    path: 'attachments',
    table: 'attachments',
    type: 'attachment',
    many: 'Attachments',
    one: 'Attachment',
    label: { en: 'attachment', ens: 'attachments', zh: '附件' },
    parent: maybeOfCustomer,
    fields: {
      fileName: needed('file_name', line(255)),
      mediaType: needed(
        'media_type',
        z
          .string()
          .regex(/^[\w.+-]+\/[\w.+-]+$/, { error: 'field.mediaType' })
          .max(255),
      ),
      bytes: needed('bytes', z.int().min(0), { change: false }),
      sha256: needed('sha256', z.string().regex(/^[0-9a-f]{64}$/, { error: 'field.sha256' }), { change: false }),
      storageKey: preset('storage_key', line(1_000), { change: false }),
    },
  },
} satisfies Record<string, RecordKind>;

/** A customer by the same description: its owner is said when it is made, and by a handover afterwards. */
export const CUSTOMER_FIELDS = {
  name: needed('name', line(200)),
  kind: preset('kind', z.enum(['company', 'person'])),
  annualValue: preset('annual_value', amount),
  currency: preset('currency', currency),
  complexity: preset('complexity', z.int().min(1).max(5)),
  businessType: preset('business_type', z.enum(['direct', 'channel', 'key_account', 'project', 'service'])),
  stage: preset('stage', z.enum(['prospect', 'new', 'growing', 'stable', 'declining'])),
  cooperationSince: maybe('cooperation_since', day),
  industry: maybe('industry', line(100)),
  country: maybe('country', line(100)),
  region: maybe('region', line(100)),
  city: maybe('city', line(100)),
  address: maybe('address', line(500)),
  postalCode: maybe('postal_code', line(20)),
  phone: maybe('phone', clear(50), { sensitive: true }),
  email: maybe('email', z.email().max(320)),
  taxId: maybe('tax_id', clear(50), { sensitive: true }),
  bankAccount: maybe('bank_account', clear(50), { sensitive: true }),
  employeeCount: maybe('employee_count', z.int().min(0).max(2_147_483_647)),
  state: preset('state', z.enum(['active', 'dormant', 'lost'])),
  parentId: maybe('parent_id', id),
  language: maybe('language', z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'field.language' })),
  neededSkills: preset('needed_skills', z.array(line(100)).max(50)),
} satisfies Record<string, Field>;

type Shape = Record<string, z.ZodType>;
const shapeOf = (fields: Record<string, Field>, make: (field: Field) => z.ZodType | undefined): Shape =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const made = make(field);
      return made === undefined ? [] : [[name, made] as const];
    }),
  );
/** Fields by name, of a description: what they hold is checked, not typed. */
const strict = (shape: Shape) => z.strictObject(shape);
const nullableIf = (field: Field, schema: z.ZodType) => (field.nullable ? schema.nullable() : schema);
const given = (fields: Record<string, Field>) =>
  shapeOf(fields, (field) =>
    field.create === 'no'
      ? undefined
      : field.create === 'required'
        ? field.input
        : nullableIf(field, field.input).optional(),
  );
/** RFC 7396: what is named changes, null clears. */
const changed = (fields: Record<string, Field>) =>
  shapeOf(fields, (field) => (field.change ? nullableIf(field, field.input).optional() : undefined));

export const createRequest = (kind: RecordKind) =>
  strict({
    [kind.parent.field]: kind.parent.optional ? id.nullable().optional() : id,
    ...(kind.assigned && {
      assignee: personRef
        .nullable()
        .optional()
        .meta({ description: 'who has it in person; null: it follows the owner of its customer' }),
    }),
    ...given(kind.fields),
  }).meta({ id: `New${kind.one}` });
export const changeRequest = (kind: RecordKind) =>
  z.strictObject(changed(kind.fields)).meta({ id: `ChangeOf${kind.one}` });

export const recordAnswer = (kind: RecordKind) =>
  strict({
    id,
    [kind.parent.field]: kind.parent.optional ? id.nullable() : id,
    ...(kind.assigned && { assignee: person.nullable() }),
    // A list over several customers leaves sensitive fields out.
    ...shapeOf(kind.fields, (field) => {
      const schema = nullableIf(field, field.answer ?? field.input);
      return field.sensitive ? schema.optional() : schema;
    }),
    ...(Object.values(kind.fields).some((field) => field.sensitive) && { masked: z.boolean().optional() }),
    ...(kind.assigned && { createdAt: instant, updatedAt: instant }),
    etag: z.string().meta({ description: 'the version, as the header ETag has it' }),
    links: z.strictObject({ self: z.string() }),
  }).meta({ id: kind.one });

/** Types of records that can be deleted. */
const DELETABLE = Object.values(RECORD_KINDS as Record<string, RecordKind>).flatMap(({ stays, type }) =>
  stays ? [] : [type],
);
export const deletedRecord = z
  .strictObject({
    id: id.meta({ description: 'of the record; it keeps it when it is put back' }),
    type: z.enum(DELETABLE),
    name: z.string().meta({ description: 'what it was called, of a longer text the first 200 characters' }),
    customerId: id.nullable(),
    assignee: person.nullable(),
    deletedBy: person,
    deletedAt: instant,
    until: instant.meta({ description: 'so long it can be put back; then it is gone' }),
  })
  .meta({ id: 'DeletedRecord' });
export const deletedRecords = z.strictObject({ items: z.array(deletedRecord), next: z.string().nullable() });
export const restoredRecord = deletedRecord
  .pick({ id: true, type: true })
  .extend({ links: z.strictObject({ self: z.string() }) })
  .meta({ id: 'RestoredRecord' });
export const deletedQuery = z.strictObject({
  customer: id.optional(),
  type: z.enum(DELETABLE).optional(),
  cursor: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** What of an attachment is kept here. */
export const attachmentContent = z
  .strictObject({ id, bytes: z.int().min(0), sha256: z.string() })
  .meta({ id: 'AttachmentContent' });

/** How many there are; beyond the bound they are not counted. */
export const COUNTED_AT_MOST = 10_000;
export const total = z
  .strictObject({ count: z.int().min(0), exact: z.boolean() })
  .meta({ description: `with count=true: how many there are; exact up to ${COUNTED_AT_MOST}` });
export const listAnswer = (item: z.ZodType) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable(), total: total.optional() });

/** Query parameters that lists of records share: sorting, paging and counting. */
export const listParameters = (sorts: readonly string[]) => ({
  sort: z
    .enum(sorts.flatMap((name) => [name, `-${name}`]))
    .default('id')
    .meta({ description: 'by what, "-" before it: descending; a cursor goes on with the sort of its page only' }),
  cursor: z.string().min(1).max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  count: z.stringbool().default(false),
});
export const recordsQuery = (kind: RecordKind) =>
  strict({
    [kind.parent.field === 'customerId' ? 'customer' : 'order']: id.optional(),
    ...(kind.assigned && { assignee: personRef.optional().meta({ description: 'id or employee number; "me"' }) }),
    // What has few values is a filter.
    ...shapeOf(kind.fields, (field) => (field.input instanceof z.ZodEnum ? field.input.optional() : undefined)),
    ...Object.fromEntries(
      Object.entries(kind.sorts).flatMap(([name, { type }]) =>
        type === 'date' || type === 'timestamptz'
          ? [
              [`${name}From`, (type === 'date' ? day : inAnyZone).optional()],
              [`${name}To`, (type === 'date' ? day : inAnyZone).optional()],
            ]
          : [],
      ),
    ),
    ...listParameters(sortsOf(kind)),
  });
const sortsOf = (kind: RecordKind) => ['id', ...Object.keys(kind.sorts), ...(kind.assigned ? ['updatedAt'] : [])];

export const createCustomerRequest = strict({
  owner: personRef
    .nullable()
    .optional()
    .meta({ description: 'id or employee number; absent: the caller; null: the pool, by HR' }),
  ...given(CUSTOMER_FIELDS),
}).meta({ id: 'NewCustomer' });
export const changeCustomerRequest = z.strictObject(changed(CUSTOMER_FIELDS)).meta({ id: 'ChangeOfCustomer' });

/** Operations of one request at the most. */
const MOST_OPERATIONS = 500;
const ifMatch = z.string().min(1).max(50).meta({ description: 'the etag that was seen, or *' });
export const bulkRequest = z.strictObject({
  atomic: z.boolean().default(false).meta({ description: 'all or nothing; otherwise each stands for itself' }),
  operations: z
    .array(
      z.discriminatedUnion('op', [
        z.strictObject({ op: z.literal('create'), value: z.record(z.string(), z.unknown()) }),
        z.strictObject({
          op: z.literal('update'),
          id,
          ifMatch,
          value: z.record(z.string(), z.unknown()),
        }),
        z.strictObject({ op: z.literal('delete'), id, ifMatch }),
      ]),
    )
    .min(1)
    .max(MOST_OPERATIONS),
});
