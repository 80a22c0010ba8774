import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

// oxlint-disable-next-line typescript/no-explicit-any -- a JSON document, walked by name
type Json = any;

/**
 * Holds values against the schemas of an OpenAPI document.
 * @returns what is wrong, each with the pointer of the schema; the formats are not looked at
 */
export function faultsBy(document: Json): (schema: Json, value: unknown, pointer: string) => string[] {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ components: document.components }, 'openapi');
  /** By their text: the same schema stands in many places, and each takes its time to be made. */
  const checks = new Map<string, ValidateFunction>();
  return (schema, value, pointer) => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/');
    const check = checks.get(text) ?? ajv.compile(JSON.parse(text));
    checks.set(text, check);
    return check(value) ? [] : [`${pointer}: ${ajv.errorsText(check.errors)} in ${JSON.stringify(value)}`];
  };
}

interface Answer {
  status: number;
  headers: Headers;
  /** parsed */
  body: unknown;
}

/**
 * Holds answers against what an OpenAPI document tells of their operations.
 * @returns what is wrong; nothing for operations that the document does not have
 */
export function answerFaultsBy(document: Json): (method: string, path: string, answer: Answer) => string[] {
  const faults = faultsBy(document);
  const addresses = Object.entries<Json>(document.paths)
    .map(([template, operations]) => ({
      pattern: new RegExp(`^${template.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      operations,
    }))
    .sort((a, b) => a.pattern.source.split('[^/]+').length - b.pattern.source.split('[^/]+').length);
  return (method, path, { status, headers, body }) => {
    const [bare = ''] = path.split('?');
    const operation = addresses.find(({ pattern }) => pattern.test(bare))?.operations[method.toLowerCase()];
    if (!operation) return [];
    const pointer = `${method} ${bare} ${status}`;
    const told = operation.responses[`${status}`];
    if (!told) return [`${pointer}: no such status`];
    const { content } = told.$ref ? document.components.responses[told.$ref.split('/').at(-1)] : told;
    const type = headers.get('content-type')?.split(';')[0];
    if (!content) return type ? [`${pointer}: a body of ${type}`] : [];
    return content[type ?? ''] ? faults(content[type ?? ''].schema, body, pointer) : [`${pointer}: ${type}`];
  };
}
