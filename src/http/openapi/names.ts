import * as z from 'zod';
import { type Route, answersOf } from '../route.ts';

/**
 * Names for the bodies and answers that have none of their own, so that a generated client has a type for each: the page of an
 * item (`HandoverSummaryPage`), else the operation's (`MakeGrantRequest`, `MakeGrantAnswer`).
 * @returns schemas by name
 */
export function namedSchemas(routes: readonly Route[]): Record<string, z.ZodType> {
  const names = new Map<string, z.ZodType>();
  const known = new Set<z.ZodType>();
  for (const route of routes) {
    const { body } = route.takes;
    if (body instanceof z.ZodType) add(body, `${capital(route.operationId)}Request`);
    const answer = `${capital(route.operationId)}Answer`;
    for (const { gives } of answersOf(route))
      if (gives instanceof z.ZodObject || gives instanceof z.ZodUnion) add(gives, pageName(gives) ?? answer, answer);
  }
  return Object.fromEntries(names);

  function add(schema: z.ZodType, ...wanted: string[]): void {
    if (known.has(schema) || idOf(schema) !== undefined) return;
    const name = wanted.find((one) => !names.has(one));
    if (name === undefined) return;
    known.add(schema);
    names.set(name, schema);
  }
}

function pageName(schema: z.ZodType): string | undefined {
  if (!(schema instanceof z.ZodObject)) return undefined;
  const items: unknown = schema.shape.items;
  const item = items instanceof z.ZodArray && items.element instanceof z.ZodType ? idOf(items.element) : undefined;
  if (item === undefined) return undefined;
  const keys = Object.keys(schema.shape);
  return keys.length === 1 ? `${item}List` : keys.length === 2 && keys.includes('next') ? `${item}Page` : undefined;
}

function idOf(schema: z.ZodType): string | undefined {
  const id = schema.meta()?.id;
  return typeof id === 'string' ? id : undefined;
}

const capital = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
