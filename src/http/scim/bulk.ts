import { ScimError } from '../../domain/scim/error.ts';
import { MOST_OPERATIONS } from '../../domain/scim/patch.ts';
import { type Complex, type Json, type Resource, isComplex, textIn } from '../../domain/scim/match.ts';
import { versionOf } from './etag.ts';
import type { Keeper } from './keeper.ts';
import { BULK_REQUEST, BULK_RESPONSE } from './names.ts';
import { ENDPOINTS } from './resources.ts';

interface Operation {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** in the answer */
  said: Complex;
  path: string;
  bulkId: string | undefined;
  version: string | undefined;
  data: Json;
  /** bulkIds that it refers to */
  refers: Set<string>;
}

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Many operations in one request (RFC 7644, 3.7), each in a transaction of its own, in an order in which what one refers to by
 * `bulkId:` is there before it.
 * @param failed how an error is told in the answer
 * @throws ScimError tooManyOperations, invalidSyntax
 */
export async function bulk(
  k: Keeper,
  body: unknown,
  failed: (error: unknown) => { status: number; body: object },
): Promise<object> {
  const { operations, failOnErrors } = read(body);
  const results = new Map<Operation, object>();
  const made = new Map<string, string>();
  const makers = new Map(operations.flatMap((o) => (o.method === 'POST' && o.bulkId ? [[o.bulkId, o]] : [])));
  let errors = 0;
  for (const { operation, inCircle } of ordered(operations, makers)) {
    if (failOnErrors !== null && errors >= failOnErrors) break;
    try {
      if (inCircle) throw new ScimError('bulkIdCycle');
      results.set(operation, await done(k, operation, made));
    } catch (error) {
      errors += 1;
      const told = failed(error);
      results.set(operation, { ...operation.said, status: String(told.status), response: told.body });
    }
  }
  return {
    schemas: [BULK_RESPONSE],
    Operations: operations.flatMap((operation) => results.get(operation) ?? []),
  };
}

function read(body: unknown): { operations: Operation[]; failOnErrors: number | null } {
  if (!isComplex(body) || !Array.isArray(body.schemas) || !body.schemas.includes(BULK_REQUEST))
    throw new ScimError('schemasMissing', { schema: BULK_REQUEST });
  const { Operations: list, failOnErrors = null } = body;
  if (!Array.isArray(list)) throw new ScimError('operationSyntax');
  if (list.length > MOST_OPERATIONS) throw new ScimError('tooManyOperations', { max: MOST_OPERATIONS });
  if (
    failOnErrors !== null &&
    !(typeof failOnErrors === 'number' && Number.isInteger(failOnErrors) && failOnErrors > 0)
  )
    throw new ScimError('parameterWrong', { name: 'failOnErrors' });
  const operations = list.map(operationOf);
  const ids = operations.flatMap(({ method, bulkId }) => (method === 'POST' && bulkId ? [bulkId] : []));
  if (new Set(ids).size < ids.length) throw new ScimError('operationSyntax');
  return { operations, failOnErrors };
}

function operationOf(one: Json): Operation {
  if (!isComplex(one)) throw new ScimError('operationSyntax');
  const method = METHODS.find((known) => known === textIn(one.method).toUpperCase());
  const { path, bulkId, version, data } = one;
  if (method === undefined || typeof path !== 'string' || path.length > 300) throw new ScimError('operationSyntax');
  if (method === 'POST' ? typeof bulkId !== 'string' : bulkId !== undefined && typeof bulkId !== 'string')
    throw new ScimError('operationSyntax');
  if (version !== undefined && typeof version !== 'string') throw new ScimError('operationSyntax');
  return {
    method,
    said: { method, ...(typeof bulkId === 'string' && { bulkId }) },
    path,
    bulkId: typeof bulkId === 'string' ? bulkId : undefined,
    version,
    data: data ?? null,
    refers: new Set([...referred(path), ...referred(data ?? null)]),
  };
}

function referred(value: Json): string[] {
  if (typeof value === 'string') return [...value.matchAll(/(?:^|\/)bulkId:([^/]+)$/gi)].map((m) => m[1] ?? '');
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(referred);
}

/** As they were sent, but after what they refer to; those that refer to each other in a circle cannot be. */
function ordered(operations: readonly Operation[], makers: ReadonlyMap<string, Operation>) {
  const found: { operation: Operation; inCircle: boolean }[] = [];
  const state = new Map<Operation, 'open' | 'done' | 'circle'>();
  const visit = (operation: Operation): boolean => {
    const known = state.get(operation);
    if (known !== undefined) return known === 'done';
    state.set(operation, 'open');
    const all = [...operation.refers].map((id) => makers.get(id)).filter((one) => one !== undefined);
    const fine = all.map(visit).every(Boolean);
    state.set(operation, fine ? 'done' : 'circle');
    found.push({ operation, inCircle: !fine });
    return fine;
  };
  for (const operation of operations) visit(operation);
  return found;
}

async function done(k: Keeper, operation: Operation, made: Map<string, string>): Promise<object> {
  const [, name, id] = /^\/?(\w+)(?:\/([^/?]+))?$/.exec(resolved(operation.path, made)) ?? [];
  const endpoint = ENDPOINTS.find(({ type }) => type.endpoint === `/${name}`);
  if (!endpoint || (operation.method === 'POST') !== (id === undefined))
    throw new ScimError('notFound', { id: operation.path });
  const data = withIds(operation.data, made);
  const answer = (status: number, resource?: Resource) => ({
    ...operation.said,
    location: `${k.base}${endpoint.type.endpoint}/${resource ? textIn(resource.id) : id}`,
    ...(resource && { version: versionOf(resource) }),
    status: String(status),
  });
  if (id === undefined) {
    const resource = await endpoint.create(k, data);
    if (operation.bulkId !== undefined) made.set(operation.bulkId, textIn(resource.id));
    return answer(201, resource);
  }
  switch (operation.method) {
    case 'PUT':
      return answer(200, await endpoint.replace(k, id, data, operation.version));
    case 'PATCH':
      return answer(200, await endpoint.patch(k, id, data, operation.version));
    default:
      await endpoint.remove(k, id, operation.version);
      return answer(204);
  }
}

function resolved(text: string, made: ReadonlyMap<string, string>): string {
  return text.replace(/(^|\/)bulkId:([^/]+)$/i, (_, before: string, bulkId: string) => {
    const id = made.get(bulkId);
    if (id === undefined) throw new ScimError('bulkIdUnknown', { id: bulkId.slice(0, 64) });
    return `${before}${id}`;
  });
}

function withIds(value: Json, made: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return resolved(value, made);
  if (Array.isArray(value)) return value.map((one) => withIds(one, made));
  if (!isComplex(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withIds(inner, made)]));
}
