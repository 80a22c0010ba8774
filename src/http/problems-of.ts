import * as z from 'zod';
import { FAILURES, type FailureType } from '../contract/failures.ts';
import { REFUSALS } from './refusals.ts';
import type { Route } from './route.ts';

/** Of any request, before anybody looks who sends it and what it is about. */
const ANY: readonly FailureType[] = [
  'malformed',
  'invalid',
  'notAcceptable',
  'hostNotAllowed',
  'uriTooLong',
  'headersTooLarge',
  'requestTimeout',
  'rateLimited',
  'unavailable',
  'tookTooLong',
  'internal',
];
const SIGNED_IN: readonly FailureType[] = [
  'unauthenticated',
  'frozen',
  'notForYou',
  'notForService',
  'scopeMissing',
  'issuerUnavailable',
];
const WITH_BODY: readonly FailureType[] = ['payloadTooLarge', 'unsupportedMediaType', 'bodyTooComplex'];
const WITH_KEY: readonly FailureType[] = ['idempotencyKeyMissing', 'idempotencyKeyReused', 'idempotencyKeyInFlight'];
/** Failures that no operation of the API answers with: they end elsewhere. */
const ELSEWHERE: ReadonlySet<FailureType> = new Set(['loginFailed', 'loginUnknown', 'methodNotAllowed']);

/** Every problem that an operation can answer with: what the shape of its route implies, and what the business refuses. */
export function problemsOf(route: Route): ReadonlySet<FailureType> {
  const changes = route.method !== 'get';
  const takesBody = 'body' in route.takes || route.bodyType !== undefined;
  return new Set<FailureType>([
    ...ANY,
    ...(route.who.may === 'everybody' ? [] : SIGNED_IN),
    ...(route.who.may !== 'everybody' && changes ? (['crossSite'] as const) : []),
    ...(route.signs ? (['insufficientUserAuthentication'] as const) : []),
    ...(route.path.includes('{') ? (['notFound'] as const) : []),
    ...(takesBody ? WITH_BODY : []),
    ...(route.idempotency ? WITH_KEY : []),
    ...(route.ifMatch ? (['versionDiffers'] as const) : []),
    ...(route.ifMatch === 'required' ? (['preconditionRequired'] as const) : []),
    ...(pages(route) ? (['cursorWrong'] as const) : []),
    ...(REFUSALS[route.operationId] ?? anything()),
  ]);
}

/** Whether a list goes on by a cursor. */
function pages({ takes: { query } }: Route): boolean {
  return query instanceof z.ZodObject && 'cursor' in query.shape;
}

function anything(): FailureType[] {
  return failureTypes().filter((type) => !ELSEWHERE.has(type));
}

function failureTypes(): FailureType[] {
  return Object.keys(FAILURES).filter((type): type is FailureType => type in FAILURES);
}

/** Problems by HTTP status, lowest first; the codes in the order of FAILURES. */
export function byStatus(problems: ReadonlySet<FailureType>): Map<number, FailureType[]> {
  const found = new Map<number, FailureType[]>();
  for (const type of failureTypes())
    if (problems.has(type)) found.set(FAILURES[type].status, [...(found.get(FAILURES[type].status) ?? []), type]);
  return new Map([...found].sort(([a], [b]) => a - b));
}
