/** The shape of a policy as the API publishes it (JSON Schema in /openapi.json), and values of it. */

export interface Shape {
  $ref?: string;
  type?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  /** of a record: what its keys can be */
  propertyNames?: { enum?: string[] };
  additionalProperties?: boolean | Shape;
  items?: Shape;
  anyOf?: Shape[];
  enum?: string[];
  const?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  minItems?: number;
}
export type Value = boolean | number | string | Value[] | Rules;
export interface Rules {
  [name: string]: Value;
}
export const isRules = (value: unknown): value is Rules =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns the shape itself, where it is only named */
export function resolved(shape: Shape, shapes: Record<string, unknown>): Shape {
  const name = shape.$ref?.split('/').at(-1);
  return name === undefined ? shape : (shapes[name] as Shape);
}

/** @returns the shape of what a path leads to in one that is made of members, records and lists; {}: not told */
export function shapeAt(path: string[], of: Shape, shapes: Record<string, unknown>): Shape {
  const shape = resolved(of, shapes);
  const [first, ...rest] = path;
  if (first === undefined) return shape;
  const { properties, additionalProperties, items } = shape;
  const record = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return shapeAt(rest, properties?.[first] ?? record ?? items ?? {}, shapes);
}

/** @returns the least that fits a shape, to be filled in */
export function blank(of: Shape, shapes: Record<string, unknown>): Value {
  const shape = resolved(of, shapes);
  const first = shape.anyOf?.[0];
  if (first) return blank(first, shapes);
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0] ?? '';
  switch (shape.type) {
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return shape.minimum ?? 0;
    case 'array':
      return shape.items && (shape.minItems ?? 0) > 0 ? [blank(shape.items, shapes)] : [];
    case 'object':
      return Object.fromEntries(
        (shape.required ?? []).flatMap((name): [string, Value][] => {
          const inner = shape.properties?.[name];
          return inner ? [[name, blank(inner, shapes)]] : [];
        }),
      );
    default:
      return '';
  }
}
