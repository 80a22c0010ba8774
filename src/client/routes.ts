import type { components, paths } from './schema.ts';

/** What each route takes and gives, read from the types of the document. */

export type Schemas = components['schemas'];
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Addresses under /api/v1 that have the method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];
export type Operation<M extends Method, P extends PathOf<M>> = paths[P][M];

/** Method and address as one: `GET /customers`. */
export type Route = { [M in Method]: `${Uppercase<M>} ${PathOf<M>}` }[Method];

type Responses<O> = O extends { responses: infer R } ? R[keyof R] : never;
type Contents<O> = Responses<O> extends infer R ? (R extends { content: infer C } ? C : never) : never;
/** The JSON that a route answers with. */
export type Answer<O> = Contents<O> extends infer C ? (C extends { 'application/json': infer T } ? T : never) : never;
/** In what forms a route answers that has others than JSON. */
export type Form<O> = Exclude<FormOf<O>, 'application/json'> extends never ? never : FormOf<O>;
type FormOf<O> = Contents<O> extends infer C ? (C extends unknown ? keyof C : never) : never;
/** What stands in the pages of a list. */
export type Item<O> = Answer<O> extends { items: readonly (infer T)[]; next: string | null } ? T : never;

export type ListPath = { [P in PathOf<'get'>]: [Item<Operation<'get', P>>] extends [never] ? never : P }[PathOf<'get'>];
export type FilePath = { [P in PathOf<'get'>]: [Form<Operation<'get', P>>] extends [never] ? never : P }[PathOf<'get'>];

/** What may be left out may also be undefined: it is not sent then. */
type Given<T> = T extends object
  ? { [K in keyof T]: object extends Pick<T, K> ? Given<T[K]> | undefined : Given<T[K]> }
  : T;

type Parts<O> = O extends { parameters: infer P extends { path?: unknown; query?: unknown } }
  ? Given<Pick<P, 'path' | 'query'>>
  : never;
type Body<O> = O extends { requestBody: { content: infer C } }
  ? C extends { 'application/json': infer T }
    ? { body: Given<T> }
    : { body: ReadableStream<Uint8Array> | Blob | string; type: keyof C }
  : { body?: never };
type Headers<O> = O extends { parameters: { header?: infer H extends object } } ? H : never;
type Has<O, Name extends string> = [Headers<O>] extends [never] ? false : Name extends keyof Headers<O> ? true : false;

/** What is told beside the parts of a request. */
export interface Manner {
  signal?: AbortSignal | undefined;
}
/** A request by its route: `path`, `query`, `body` as the document has them, and its headers by names of their own. */
export type Asked<O> = O extends unknown
  ? Parts<O> &
      Body<O> &
      Manner &
      (Has<O, 'Idempotency-Key'> extends true
        ? {
            /** the same for a request that is sent again; absent: a POST gets a new one */
            key?: string | undefined;
          }
        : { key?: never }) &
      (Has<O, 'If-Match'> extends true
        ? {
            /** the version that was seen, or the ETag of the answer */
            ifMatch?: number | string | null | undefined;
          }
        : { ifMatch?: never }) &
      (Has<O, 'Last-Event-ID'> extends true
        ? {
            /** of the last event of a stream that was heard */
            after?: string | undefined;
          }
        : { after?: never })
  : never;
/** A request for a file or a stream. */
export type FileAsked<P extends FilePath> = Asked<Operation<'get', P>> & { accept: Form<Operation<'get', P>> };
/** The query that a list takes. */
export type QueryOf<P extends PathOf<'get'>> =
  Parts<Operation<'get', P>> extends { query?: infer Q } ? NonNullable<Q> : never;
/** The body that a route takes. */
export type BodyOf<M extends Method, P extends PathOf<M>> = Body<Operation<M, P>> extends { body: infer B } ? B : never;
/** The last argument of a request, which may be left out where nothing in it must be said. */
export type Rest<T> = object extends T ? [asked?: T] : [asked: T];
