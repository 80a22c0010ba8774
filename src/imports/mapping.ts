import { z } from 'zod';
import { ImportError } from './errors.ts';

/**
 * What a mapping file may say. Unknown keys are refused, so that a misspelt option is an error and not silence.
 * Values are text, a list of texts or null (nothing there) until the database's column type takes them.
 */

const name = z.string().min(1);
const formats = z.array(z.string().min(1)).min(1);

const transform = z.union([
  z.literal(['trim', 'emptyToNull', 'lower', 'upper', 'integer', 'decimal', 'boolean', 'slug', 'pseudonym']),
  /** thousands: the mark between groups of three digits; times: a factor, such as 1000000 where the file counts in millions */
  z.strictObject({
    decimal: z.strictObject({
      times: z.number().int().positive().optional(),
      thousands: z.literal([',', '.', ' ', "'"]).optional(),
    }),
  }),
  /** ISO, or made of YYYY MM M DD D HH H mm ss and literal characters; the first that fits wins */
  z.strictObject({ date: z.strictObject({ formats }) }),
  /** timeZone holds for values that name no offset of their own */
  z.strictObject({
    timestamp: z.strictObject({ formats, timeZone: z.string().refine(isTimeZone, 'not a time zone') }),
  }),
  z.strictObject({
    map: z.strictObject({
      values: z.record(z.string(), z.string()),
      otherwise: z.literal(['keep', 'refuse', 'empty']),
      ignoreCase: z.boolean().optional(),
    }),
  }),
  z.strictObject({ split: name }),
  z.strictObject({ prepend: name }),
  z.strictObject({ append: name }),
  z.strictObject({
    replace: z
      .array(z.string())
      .length(2)
      .refine(([from]) => from !== '', 'the first is what is replaced, and must not be empty'),
  }),
  /** one text where something is there, another where nothing is */
  z.strictObject({ presence: z.strictObject({ filled: z.string(), empty: z.string() }) }),
]);
export type Transform = z.infer<typeof transform>;

const source = z.union([
  /** a column of the file */
  name,
  /** text with {columns}; nothing there as soon as one of them is empty */
  z.strictObject({ template: z.string().regex(/\{[^{}]+\}/, 'names no {column}') }),
  z.strictObject({ constant: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]) }),
]);
export type Source = z.infer<typeof source>;

const value = {
  /** where the value comes from; of a list, the first that is not empty */
  from: z.union([source, z.array(source).min(1)]),
  transforms: z.array(transform).optional(),
};

const TABLES = [
  'departments',
  'employees',
  'products',
  'customers',
  'contacts',
  'orders',
  'order_lines',
  'opportunities',
  'contracts',
  'projects',
  'preferences',
  'notes',
  'communications',
  'tasks',
  'calendar_events',
  'feedback',
] as const;
const table = z.literal(TABLES);
export type TargetTable = z.infer<typeof table>;

const lookup = z.strictObject({
  table,
  /** the natural key by which the other record is found */
  by: z.literal(['source_id', 'name', 'code', 'number', 'email']),
  /** data set in which the other record is looked for; this one if not said, '*' for all */
  dataset: name.optional(),
  /** whether a filled value that finds nothing refuses the row (true) or leaves the field empty (false) */
  required: z.boolean(),
});
export type Lookup = z.infer<typeof lookup>;

const field = z.strictObject({
  ...value,
  /** the field is empty unless this column holds one of these values */
  when: z.strictObject({ column: name, in: z.array(z.string()).min(1) }).optional(),
  lookup: lookup.optional(),
  /** written when the record is made, left alone by later imports */
  insertOnly: z.boolean().optional(),
});
export type Field = z.infer<typeof field>;

const sourceId = z.strictObject(value);
export type SourceIdRule = z.infer<typeof sourceId>;

export const mappingSchema = z.strictObject({
  table,
  /** absent: found by the header */
  delimiter: z.literal([',', ';', '\t', '|']).optional(),
  /** applied to every cell before anything else */
  clean: z.array(z.literal(['trim', 'emptyToNull'])).default(['trim', 'emptyToNull']),
  /** what the record is called in the data set: the key of idempotency, and what others look it up by */
  sourceId,
  /** a second row with the same source id: refused, or passed over where a file repeats a record on purpose */
  onDuplicate: z.literal(['refuse', 'firstWins']).default('refuse'),
  fields: z.record(z.string().regex(/^[a-z_]+$/), field),
});

/** A mapping file with the name that it goes by, such as `chinook/customers`. */
export type Mapping = z.infer<typeof mappingSchema> & { name: string };

/**
 * Reads a mapping file's content.
 * @throws ImportError mappingInvalid, with the path of what is wrong
 */
export function parseMapping(mappingName: string, json: unknown): Mapping {
  const { success, data, error } = mappingSchema.safeParse(json);
  if (!success) throw new ImportError('mappingInvalid', { mapping: mappingName, why: z.prettifyError(error) });
  return { ...data, name: mappingName };
}

/** Columns that the file must have; others may be there and are not read. */
export function neededColumns(mapping: Mapping): string[] {
  const fields = Object.values(mapping.fields);
  return [
    ...new Set([
      ...columnsOf(mapping.sourceId),
      ...fields.flatMap(columnsOf),
      ...fields.flatMap((f) => (f.when ? [f.when.column] : [])),
    ]),
  ];
}

/** Columns that a value is made from, in the order in which they are tried. */
export function columnsOf({ from }: Pick<Field, 'from'>): string[] {
  return sourcesOf(from).flatMap((s) => {
    if (typeof s === 'string') return [s];
    return 'template' in s ? placeholders(s.template) : [];
  });
}

export function sourcesOf(from: Field['from']): Source[] {
  return Array.isArray(from) ? from : [from];
}

function placeholders(template: string): string[] {
  return [...template.matchAll(/\{([^{}]+)\}/g)].flatMap(([, column]) => column ?? []);
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The same mapping for a workbook, whose dates come in ISO 8601 however its cells show them. */
export function alsoIsoDates(mapping: Mapping): Mapping {
  const iso = (rule: Transform): Transform => {
    if (typeof rule !== 'object') return rule;
    if ('date' in rule) return { date: { formats: [...rule.date.formats, 'ISO'] } };
    if ('timestamp' in rule) return { timestamp: { ...rule.timestamp, formats: [...rule.timestamp.formats, 'ISO'] } };
    return rule;
  };
  const fields = Object.entries(mapping.fields).map(
    ([name, rule]) =>
      [name, rule.transforms === undefined ? rule : { ...rule, transforms: rule.transforms.map(iso) }] as const,
  );
  return { ...mapping, fields: Object.fromEntries(fields) };
}
