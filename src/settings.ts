import { isIPv4 } from 'node:net';
import * as z from 'zod';

/** Every setting, with what it is for; .env.example is made from this table and a test holds the two together. */
const port = z.coerce.number().int().min(0).max(65_535);
const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  });
const count = z.coerce.number().int().min(0);
const password = z.string().regex(/^[\w.~-]{12,}$/, {
  error: 'must be 12 letters, digits and the signs . _ ~ - at least, because it becomes part of an address',
});

const table = {
  HANDOVER_HOST: setting(z.string().default('127.0.0.1'), 'Address that the HTTP API listens on.'),
  HANDOVER_PORT: setting(port.default(3000), 'Port of the HTTP API; 0 takes a free one.'),
  HANDOVER_PUBLIC_URL: setting(
    url('http:', 'https:').optional(),
    'Where people reach the product: in links, mails and as issuer of demo tokens. Absent: host and port.',
    'https://handover.example.com',
  ),
  HANDOVER_DATABASE_URL: setting(
    url('postgres:', 'postgresql:').optional(),
    'PostgreSQL, as the role of the program that is started: handover_api for the API, handover_worker for the worker, handover_owner to migrate. Absent: the embedded server.',
    'postgres://handover_api:secret@db:5432/handover',
  ),
  TEMPORAL_ADDRESS: setting(
    z.string().optional(),
    'Temporal’s frontend; the rest of Temporal’s own environment configuration holds too. Absent: the embedded server.',
    'temporal:7233',
  ),
  TEMPORAL_NAMESPACE: setting(z.string().optional(), 'Namespace in Temporal. Absent: default.', 'default'),
  HANDOVER_TEMPORAL_UI_URL: setting(
    url('http:', 'https:').optional(),
    'Temporal’s web pages, for links to a case.',
    'http://localhost:8080',
  ),
  HANDOVER_DATA_DIR: setting(z.string().default('.handover'), 'Where the embedded servers and the keys lie.'),
  HANDOVER_IDENTITY: setting(
    z.enum(['demo', 'oidc']).optional(),
    'Who signs people in. demo gives a token to anybody, so it is refused with NODE_ENV=production and on any address but loopback. Absent: demo where that is allowed, else oidc.',
    'oidc',
  ),
  HANDOVER_OIDC_ISSUER: setting(
    url('http:', 'https:').optional(),
    'Issuer of the bearer tokens, as their "iss" says it; its discovery document is read.',
    'https://login.example.com',
  ),
  HANDOVER_OIDC_AUDIENCE: setting(z.string().optional(), 'Audience of the bearer tokens.', 'handover'),
  HANDOVER_SMTP_URL: setting(
    url('smtp:', 'smtps:').optional(),
    'Mail server. Absent: the embedded one, whose mails GET /api/v1/outbox shows.',
    'smtp://user:secret@mail:587',
  ),
  HANDOVER_MAIL_FROM: setting(z.string().default('Handover Engine <handover@localhost>'), 'Sender of mails.'),
  HANDOVER_SIGNING_KEY_FILE: setting(
    z.string().optional(),
    'Private key (JWK) that signs sign-offs. Absent: one is made in the data directory.',
    '/run/secrets/signing-key.json',
  ),
  HANDOVER_LOG_LEVEL: setting(
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'How much is logged; npm start logs from warn on.',
  ),
  HANDOVER_RATE_LIMIT: setting(
    count.optional(),
    'Requests a minute from one address; 0: no limit. Absent: 0 on loopback, 600 elsewhere.',
    '600',
  ),
  HANDOVER_TRUSTED_PROXIES: setting(
    count.default(0),
    'How many proxies stand before the API: so many entries of X-Forwarded-For are believed.',
  ),
  HANDOVER_URL: setting(
    url('http:', 'https:').default('http://127.0.0.1:3000'),
    'Where the command line finds the HTTP API.',
  ),
  HANDOVER_TOKEN: setting(
    z.string().optional(),
    'Bearer token of the command line; on a demonstration machine --as <employee number> does without.',
    'eyJ…',
  ),
  HANDOVER_ADMIN_DATABASE_URL: setting(
    url('postgres:', 'postgresql:').optional(),
    'PostgreSQL as a role that may make roles and databases: for handover migrate --create-roles alone.',
    'postgres://postgres:secret@db:5432/postgres',
  ),
  HANDOVER_OWNER_PASSWORD: setting(
    password.optional(),
    'Password that handover migrate --create-roles gives to handover_owner; letters, digits and . _ ~ - only, here and below.',
    'secret-of-the-owner',
  ),
  HANDOVER_WORKER_PASSWORD: setting(
    password.optional(),
    'Password that handover migrate --create-roles gives to handover_worker.',
    'secret-of-the-worker',
  ),
  HANDOVER_API_PASSWORD: setting(
    password.optional(),
    'Password that handover migrate --create-roles gives to handover_api.',
    'secret-of-the-api',
  ),
  TEMPORAL_CLI: setting(z.string().optional(), 'Path of a temporal binary that is already there.', '/usr/bin/temporal'),
  TEMPORAL_TEST_SERVER: setting(
    z.string().optional(),
    'Path of a Temporal test server that is already there (tests only).',
    '/usr/bin/temporal-test-server',
  ),
} as const;

/** What docker-compose.yml asks for beyond the settings; it makes the rest of them itself. */
const composeTable = {
  POSTGRES_PASSWORD: 'Password of PostgreSQL’s superuser; letters, digits and . _ ~ - only, here and below.',
  TEMPORAL_DB_PASSWORD: 'Password of the role that owns Temporal’s databases.',
  HANDOVER_PUBLISH: 'Address and port of this machine at which the API is published. Absent: 127.0.0.1:3000.',
  TEMPORAL_UI_PUBLISH:
    'Address and port of this machine at which Temporal’s pages are published; they have no sign-in of their own. Absent: 127.0.0.1:8080.',
} as const;

function setting<T extends z.ZodType>(schema: T, about: string, example?: string) {
  return { schema, about, example };
}

type Name = keyof typeof table;
type Schemas = { [K in Name]: (typeof table)[K]['schema'] };
export type Values = Readonly<z.output<z.ZodObject<Schemas>>>;
export type Settings = Values & {
  readonly production: boolean;
  readonly identity: 'demo' | 'oidc';
};

/** A setting is wrong or missing; the message is one sentence that names it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * The settings of what answers people: all values, and who signs them in.
 * @throws SettingsError at the first setting that is wrong or missing
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const values = readValues(env);
  const production = env.NODE_ENV === 'production';
  return { ...values, production, identity: identityOf(values, production) };
}

/**
 * Reads and checks the environment; an empty value counts as absent.
 * @throws SettingsError at the first setting that is wrong
 */
export function readValues(env: Record<string, string | undefined>): Values {
  const read = z
    .object(schemas())
    .safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!read.success) {
    const issue = read.error.issues[0];
    throw new SettingsError(`The setting ${String(issue?.path[0])} is wrong: ${issue?.message ?? ''}.`);
  }
  return read.data;
}

// The mapped type keeps each schema's own type, which Object.entries would lose.
function schemas() {
  return Object.fromEntries(Object.entries(table).map(([name, { schema }]) => [name, schema])) as Schemas;
}

function identityOf(read: Values, production: boolean): 'demo' | 'oidc' {
  const why = production
    ? 'NODE_ENV is production'
    : isLoopback(read.HANDOVER_HOST)
      ? undefined
      : 'HANDOVER_HOST is not a loopback address';
  if (read.HANDOVER_IDENTITY === 'demo' && why !== undefined)
    throw new SettingsError(
      `The setting HANDOVER_IDENTITY must not be demo because ${why}: anybody could sign in as anybody.`,
    );
  if (
    read.HANDOVER_IDENTITY === 'demo' ||
    (read.HANDOVER_IDENTITY === undefined && why === undefined && read.HANDOVER_OIDC_ISSUER === undefined)
  )
    return 'demo';
  for (const name of ['HANDOVER_OIDC_ISSUER', 'HANDOVER_OIDC_AUDIENCE'] as const)
    if (read[name] === undefined)
      throw new SettingsError(`The setting ${name} is missing: bearer tokens are checked against it.`);
  return 'oidc';
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}

/** The text of .env.example. */
export function envExample(): string {
  const lines = Object.entries(table).map(([name, { schema, about, example }]) => {
    const usual = schema.safeParse(undefined);
    const value = usual.success && usual.data !== undefined ? String(usual.data) : (example ?? '');
    return `# ${about}\n# ${name}=${value}\n`;
  });
  const compose = Object.entries(composeTable).map(([name, about]) => `# ${about}\n# ${name}=\n`);
  return [
    '# Settings of the Handover Engine. All are optional in the embedded mode (npm start).\n',
    ...lines,
    '# ---- docker compose up: copied to .env, this file feeds docker-compose.yml ----\n',
    ...compose,
  ].join('\n');
}
