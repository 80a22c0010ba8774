import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Client } from '../../src/client/index.ts';
import { type ApiParts, startApi } from '../../src/main/api.ts';
import { readSettings } from '../../src/settings.ts';

export interface Answered {
  status: number;
  headers: Headers;
  /** parsed, if it is JSON; the text otherwise */
  // oxlint-disable-next-line typescript/no-explicit-any -- an answer of any route; checked against its schema by the API itself
  body: any;
}
export interface Asked {
  as?: { number: string };
  key?: string;
  headers?: Record<string, string>;
  /** sent as it is, instead of JSON */
  raw?: string;
}

/** The API over real parts on a port of its own, in demo identity, with every answer held against its schema. */
export async function startTestApi(
  parts: Pick<ApiParts, 'db' | 'gateway'> & Partial<ApiParts>,
  env: Record<string, string> = {},
) {
  const home = await mkdtemp(join(tmpdir(), 'handover-api-'));
  // A test signs in more people in a minute than a company does.
  const settings = readSettings({
    HANDOVER_PORT: '0',
    HANDOVER_DATA_DIR: home,
    HANDOVER_RATE_LIMIT_LOGIN: '0',
    ...env,
  });
  const api = await startApi({
    settings,
    log: pino({ level: process.env.TEST_LOG ?? 'silent' }),
    checkAnswers: true,
    ...parts,
  });
  const tokens = new Map<string, Promise<string>>();

  async function ask(method: string, path: string, body?: unknown, asked: Asked = {}): Promise<Answered> {
    const token = asked.as && (await tokenFor(asked.as.number));
    const response = await fetch(`${api.url}${path.startsWith('/') ? '' : '/api/v1/'}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined && asked.raw === undefined ? {} : { 'content-type': 'application/json' }),
        ...(asked.key === undefined ? {} : { 'idempotency-key': asked.key }),
        ...asked.headers,
      },
      body: asked.raw ?? (body === undefined ? null : JSON.stringify(body)),
      redirect: 'manual',
    });
    const text = await response.text();
    const json = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  }
  function tokenFor(employeeNumber: string): Promise<string> {
    const known =
      tokens.get(employeeNumber) ??
      ask('POST', 'demo/token', { employeeNumber }).then((answer) => String(answer.body.token));
    tokens.set(employeeNumber, known);
    return known;
  }
  return {
    url: api.url,
    ask,
    tokenFor,
    /** the typed client, as somebody */
    client: (as: { number: string }) => new Client({ url: api.url, token: () => tokenFor(as.number) }),
    /** a POST that starts or signs something: with a key of its own */
    post: (as: { number: string }, path: string, body: unknown, key: string = randomUUID()) =>
      ask('POST', path, body, { as, key }),
    get: (as: { number: string }, path: string) => ask('GET', path, undefined, { as }),
    put: (as: { number: string }, path: string, body: unknown, headers: Record<string, string> = {}) =>
      ask('PUT', path, body, { as, headers }),
    async stop() {
      await api.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
export type TestApi = Awaited<ReturnType<typeof startTestApi>>;

/** Asks until the answer is as wanted; bounded. */
export async function until(ask: () => Promise<Answered>, wanted: (answer: Answered) => boolean): Promise<Answered> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (tries > 400) throw new Error(`never answered as wanted: ${JSON.stringify(answer.body)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
