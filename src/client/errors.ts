import type { Schemas } from './routes.ts';

export type Problem = Schemas['Problem'];

/** The server said no (RFC 9457); the message is its sentence, in the language that was asked for. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** stable; `problem.params` goes with it */
  readonly code: string;
  readonly status: number;
  readonly problem: Problem;
  /** the Idempotency-Key of the request, with which it may be sent again */
  readonly key: string | undefined;
  constructor(problem: Problem, key?: string) {
    super(problem.detail);
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
    this.key = key;
  }
}

/** There was no answer, or it broke off; `cause` says why. Sent again with the same key, the request has one effect at most. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  readonly url: string;
  readonly key: string | undefined;
  constructor(url: string, cause: unknown, key?: string) {
    super(`no answer from ${url}`, { cause });
    this.url = url;
    this.key = key;
  }
}

/** Something else answered: a proxy, or another program. */
export class NotTheEngine extends Error {
  override readonly name = 'NotTheEngine';
  readonly url: string;
  readonly status: number;
  constructor(url: string, status: number) {
    super(`${url} answered ${status}, but not as the engine does`);
    this.url = url;
    this.status = status;
  }
}

export function isProblem(said: unknown): said is Problem {
  return (
    typeof said === 'object' &&
    said !== null &&
    'code' in said &&
    typeof said.code === 'string' &&
    'detail' in said &&
    typeof said.detail === 'string' &&
    'status' in said &&
    typeof said.status === 'number'
  );
}
