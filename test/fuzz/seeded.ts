/** A JSON document of which only some members are known. */
// oxlint-disable-next-line typescript/no-explicit-any -- rewritten by name, whatever else it holds
type Json = any;

/** Values that exist, by the name of a parameter or property; `path name` narrows a parameter to addresses that begin so. */
export type Values = Readonly<Record<string, readonly (string | number)[]>>;

/**
 * The OpenAPI document with values that exist beside those that are only well-formed: half of what is made from it names a case, a
 * customer or a person that is there. What a schema demands stays demanded.
 */
export function seeded(document: Json, values: Values): Json {
  const copy = structuredClone(document);
  for (const [path, item] of Object.entries<Json>(copy.paths))
    for (const operation of Object.values<Json>(item)) {
      for (const parameter of operation.parameters ?? []) {
        const known = valuesFor(values, parameter.name, path);
        // An address of nothing is 404 whatever the rest is.
        if (parameter.in === 'path' && known?.length) parameter.schema = { enum: known };
        else parameter.schema = offered(parameter.schema, known);
      }
      for (const content of Object.values<Json>(operation.requestBody?.content ?? {})) rewrite(content.schema);
    }
  for (const [name, schema] of Object.entries<Json>(copy.components.schemas))
    if (name.endsWith('Request')) rewrite(schema);
  return copy;

  function rewrite(schema: Json): void {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [name, property] of Object.entries<Json>(schema.properties ?? {})) {
      const known = valuesFor(values, name, '');
      if (property.type === 'array' && known) property.items = offered(property.items, known);
      else if (property.type === 'string') schema.properties[name] = offered(property, known);
      else rewrite(property);
    }
    rewrite(schema.items);
    for (const part of [...(schema.anyOf ?? []), ...(schema.allOf ?? []), ...(schema.oneOf ?? [])]) rewrite(part);
  }
}

function valuesFor(values: Values, name: string, path: string): Values[string] | undefined {
  const narrowed = Object.keys(values).find(
    (key) => key.includes(' ') && path.startsWith(key.split(' ')[0] ?? '') && key.endsWith(` ${name}`),
  );
  return narrowed === undefined ? values[name] : values[narrowed];
}

function offered(schema: Json, known: Values[string] | undefined): Json {
  return known === undefined || known.length === 0 ? schema : { anyOf: [{ enum: known }, schema] };
}
