import * as z from 'zod';
import type { Locale } from '../i18n/index.ts';
import { checked } from './problems.ts';

/** Partial answers: `fields` names what the caller wants of each item of a list, or of a record whose route says `partial`. */

interface Whole {
  method: string;
  takes: z.ZodRawShape;
  gives: z.ZodType;
  partial?: true;
}

export interface PartialAnswers {
  /** what the route takes, `fields` among it */
  takes: z.ZodRawShape;
  /** of answers of which parts are missing */
  gives: z.ZodType;
  /**
   * @param parts of the request
   * @returns them without `fields`, and what of an answer is wanted; undefined: all
   * @throws InvalidRequest when it has no such fields
   */
  read(parts: object, locale: Locale): { parts: object; wanted?: (answer: object) => object };
}

/** @returns null: the route gives no such answer, or takes `fields` of its own, as those do that give tables */
export function partialOf({ method, takes, gives, partial }: Whole): PartialAnswers | null {
  const { query = z.strictObject({}) } = takes;
  if (method !== 'get' || !(gives instanceof z.ZodObject) || !(query instanceof z.ZodObject)) return null;
  const { items } = gives.shape;
  const whole = items instanceof z.ZodArray ? items.element : partial ? gives : undefined;
  if (!(whole instanceof z.ZodObject) || 'fields' in query.shape) return null;
  const fields = fieldsParameter(Object.keys(whole.shape));
  return {
    takes: { ...takes, query: query.safeExtend({ fields }) },
    gives: whole === gives ? whole.partial() : gives.extend({ items: z.array(whole.partial()) }),
    read(parts, locale) {
      const { fields: said, ...others }: Record<string, unknown> = {
        ...('query' in parts && typeof parts.query === 'object' && parts.query),
      };
      const names = checked(z.object({ query: z.object({ fields }) }), { query: { fields: said } }, locale).query
        .fields;
      const rest = { ...parts, query: others };
      return names === undefined ? { parts: rest } : { parts: rest, wanted: (answer) => narrowed(answer, names) };
    },
  };
}

function narrowed(answer: object, names: readonly string[]): object {
  const part = (record: object) => Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
  return 'items' in answer && Array.isArray(answer.items)
    ? { ...answer, items: answer.items.map((item: object) => part(item)) }
    : part(answer);
}

/** Names of fields between commas, of which the answer is to consist. */
const fieldsParameter = (known: readonly string[]) =>
  z
    .string()
    .min(1)
    .max(1_000)
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine((names) => names.every((name) => known.includes(name)), {
      error: 'field.unknownFields',
      params: { known: known.join(', ') },
    })
    .optional()
    .meta({
      description: `the fields wanted, between commas, of: ${known.join(', ')}`,
      // All: an answer without some of them is not what the schema says.
      examples: [known.join(',')],
    });
