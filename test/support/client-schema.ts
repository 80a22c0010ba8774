import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTS, { type OpenAPI3, astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { API_PREFIX, openApiDocument } from '../../src/http/openapi.ts';
import { SCIM_SCHEMAS } from '../../src/http/openapi/scim-schemas.ts';
import { ROUTES } from '../../src/http/routes/index.ts';

export const CLIENT_SCHEMA = join(import.meta.dirname, '../../src/client/schema.ts');

/** Of an operation, what a client sends and reads. Refusals are one type, whatever the route. */
interface Operation {
  summary?: string;
  parameters?: object[];
  requestBody?: object;
  responses: Record<string, { content?: object }>;
}

/** Samples and patterns are for readers of the document; a default would make what a request may leave out something that it must say. */
const UNTOLD = new Set(['example', 'examples', 'default', 'format', 'pattern']);

/** The types of the client, made from the OpenAPI document of the routes; addresses are those under /api/v1. */
export async function clientSchema(): Promise<string> {
  const { openapi, info, paths = {}, components } = openApiDocument(ROUTES, 'https://handover.internal', 'en');
  const document = {
    openapi,
    info,
    paths: Object.fromEntries(
      Object.entries(paths)
        .filter(([address]) => address.startsWith(API_PREFIX))
        .map(([address, operations]) => [
          address.slice(API_PREFIX.length),
          Object.fromEntries(Object.entries(operations ?? {}).map(([method, one]) => [method, core(one as Operation)])),
        ]),
    ),
    components: { schemas: Object.fromEntries(Object.entries(components?.schemas ?? {}).filter(isOfClient)) },
  };
  const types = astToString(await openapiTS(toldByTypes(document) as OpenAPI3, { silent: true }));
  const text = `/** Made from the OpenAPI document of the routes by \`npm run client:types\`. */\n\n${types}`;
  return format(text, { ...(await resolveConfig(CLIENT_SCHEMA)), parser: 'typescript' });
}

/** The directory speaks by clients of its own. */
const isOfClient = ([name]: [string, unknown]) => !Object.hasOwn(SCIM_SCHEMAS, name);

function core({ summary, parameters, requestBody, responses }: Operation) {
  const done = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return {
    summary,
    parameters,
    requestBody,
    responses: Object.fromEntries(done.map(([status, { content }]) => [status, { description: '', content }])),
  };
}

/** @param names whether the keys of this object are names of fields, not words of a schema */
function toldByTypes(part: unknown, names = false): unknown {
  if (Array.isArray(part)) return part.map((one) => toldByTypes(one));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part)
      .filter(([key]) => names || !UNTOLD.has(key))
      .map(([key, value]) => [key, toldByTypes(value, key === 'properties' && !names)]),
  );
}

if (process.argv[1] === import.meta.filename) await writeFile(CLIENT_SCHEMA, await clientSchema());
