import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from '../support/company.ts';
import type { World } from './world.ts';

const PATIENCE_MS = 200_000;

/** An answer that asking again does not change. */
class Refused extends Error {}

/** Asks again until there is something. @throws Error with what was wanted when patience (in ms) ends */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  patience: number = PATIENCE_MS,
): Promise<T> {
  let last: unknown;
  for (const giveUpAt = Date.now() + patience; Date.now() < giveUpAt; await pause(250)) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      if (error instanceof Refused) throw error;
      last = error; // a server that is away is asked again
    }
  }
  throw new Error(`waited in vain for ${what}`, { cause: last });
}

const tokens = new WeakMap<World, Map<string, string>>();

/**
 * What a careful client does: the same request with the same Idempotency-Key until it is answered. Nobody answering, `unavailable`,
 * `notNow` (the case has not come to that yet) and `idempotencyKeyInFlight` (somebody killed who worked on it) are reasons to try again; any other refusal is an error.
 * @returns the body of the answer
 */
export async function request(world: World, person: Person, path: string, body: object): Promise<unknown> {
  const key = randomUUID();
  const token = await tokenFor(world, person);
  return until(`POST ${path}`, async () => {
    const response = await post(world, path, body, { authorization: `Bearer ${token}`, 'idempotency-key': key });
    const text = await response.text();
    if (response.ok) return { answer: JSON.parse(text) as unknown };
    if (response.status === 503 || /"code":"(notNow|idempotencyKeyInFlight)"/.test(text)) throw new Error(text);
    throw new Refused(`${path}: ${text}`);
  }).then(({ answer }) => answer);
}

async function tokenFor(world: World, { number }: Person): Promise<string> {
  const known = tokens.get(world) ?? new Map<string, string>();
  tokens.set(world, known);
  const token =
    known.get(number) ??
    (await until(`a token for ${number}`, async () => {
      const response = await post(world, 'demo/token', { employeeNumber: number });
      return response.ok ? ((await response.json()) as { token: string }).token : undefined;
    }));
  known.set(number, token);
  return token;
}

function post(world: World, path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${world.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
