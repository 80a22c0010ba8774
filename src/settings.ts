import { isIPv4 } from 'node:net';
import * as z from 'zod';
import { told } from './i18n/told.ts';

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

const origins = z.string().transform((text, context) => {
  const all = text.split(/\s+/).filter((one) => one !== '');
  const wrong = all.find((one) => !URL.canParse(one) || new URL(one).origin !== one);
  if (wrong !== undefined)
    context.addIssue({
      code: 'custom',
      message: `must be origins such as https://console.example.com, which ${wrong} is not`,
    });
  return all;
});

const bearer = z.string().regex(/^[!-~]+$/, { error: 'must be a token: visible ASCII without spaces' });

const cron = z.string().refine((text) => text === 'off' || isCron(text), {
  error: 'must be cron’s five fields (0 9 1 1,4,7,10 *), or off',
});

/** As Temporal reads them: minute, hour, day, month, day of the week; the last two may be named. */
const CRON_FIELDS = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$/i },
  { least: 0, most: 7, names: /^(sun|mon|tue|wed|thu|fri|sat)$/i },
];

function isCron(text: string): boolean {
  const fields = text.split(' ');
  if (fields.length !== CRON_FIELDS.length) return false;
  return CRON_FIELDS.every(({ least, most, names }, n) => {
    const stands = (one: string) => names?.test(one) || (/^\d{1,2}$/.test(one) && +one >= least && +one <= most);
    return (fields[n] ?? '').split(',').every((part) => {
      const [, range = '', step = '1'] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
      const [from = '', to = from, ...more] = range.split('-');
      const inOrder = !(Number(from) > Number(to));
      return step !== '0' && more.length === 0 && (range === '*' || (stands(from) && stands(to) && inOrder));
    });
  });
}

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
  HANDOVER_OIDC_CLIENT_ID: setting(
    z.string().optional(),
    'Client at the issuer for the login in the browser, with the redirect URI <public URL>/auth/callback. Absent: bearer tokens only.',
    'handover-browser',
  ),
  HANDOVER_OIDC_CLIENT_SECRET: setting(
    z.string().optional(),
    'Secret of that client. Absent: a public client, by PKCE alone.',
    'secret-of-the-client',
  ),
  HANDOVER_OIDC_SIGNING_ACR: setting(
    z.string().optional(),
    'Values of "acr", with a space between them, of which a login must have one before its person signs or waives. Absent: any login will do.',
    'urn:example:mfa',
  ),
  HANDOVER_OIDC_SIGNING_MAX_AGE: setting(
    z.coerce.number().int().min(0).max(86_400).optional(),
    'So many seconds after the login ("auth_time") a person may still sign or waive. Absent: as long as the login lasts.',
    '300',
  ),
  HANDOVER_OIDC_FILE: setting(
    z.string().optional(),
    'JSON file with several issuers, mapping of claims and roles (docs/identity.md), instead of the HANDOVER_OIDC_ settings above.',
    '/run/secrets/issuers.json',
  ),
  HANDOVER_SESSION_IDLE_MINUTES: setting(
    z.coerce.number().int().min(5).max(1_440).default(30),
    'A login in the browser ends after so many minutes without a request.',
  ),
  HANDOVER_SESSION_HOURS: setting(
    z.coerce.number().int().min(1).max(168).default(10),
    'A login in the browser ends after so many hours in any case.',
  ),
  HANDOVER_SMTP_URL: setting(
    url('smtp:', 'smtps:').optional(),
    'Mail server. Absent: the embedded one, whose mails GET /api/v1/outbox shows.',
    'smtp://user:secret@mail:587',
  ),
  HANDOVER_MAIL_FROM: setting(z.string().default('Handover Engine <handover@localhost>'), 'Sender of mails.'),
  HANDOVER_SIGNING_KEY_FILE: setting(
    z.string().optional(),
    'Private key (JWK) that signs sign-offs and heads of the audit log. Absent: one is made in the data directory.',
    '/run/secrets/signing-key.json',
  ),
  HANDOVER_SEALING_KEYS_FILE: setting(
    z.string().optional(),
    'Private keys (JWK set) of the workers to which secrets of webhooks are sealed in the database, the newest first. Absent: made in the data directory.',
    '/run/secrets/sealing-keys.json',
  ),
  HANDOVER_ANCHOR_FILE: setting(
    z.string().optional(),
    'File to which the worker appends every signed head of the audit log; best on a disk that the database’s administrators cannot write. Absent: audit-heads.jws in the data directory.',
    '/var/lib/handover-anchors/audit-heads.jws',
  ),
  HANDOVER_ACCESS_REVIEW_SCHEDULE: setting(
    cron.default('0 9 1 1,4,7,10 *'),
    'When access is reviewed, in cron’s five fields and the time of Asia/Shanghai: the first of each quarter; off: only when HR starts a review.',
  ),
  HANDOVER_INTEGRITY_SCHEDULE: setting(
    cron.default('30 3 * * *'),
    'When the integrity checks run, as above: every night; off: only by handover check.',
  ),
  HANDOVER_PROPOSALS_SCHEDULE: setting(
    cron.default('0 8 * * *'),
    'When handovers that are due are looked for and proposed, as above: every morning; off: never.',
  ),
  HANDOVER_SUMMARY_SCHEDULE: setting(
    cron.default('0 8 * * *'),
    'When it is looked whether a summary of handovers is due, as above: every morning, and it is on the first workday of a week and of a month; off: never.',
  ),
  HANDOVER_WEBHOOK_PRIVATE_ADDRESSES: setting(
    z.enum(['refused', 'allowed']).default('refused'),
    'Whether webhooks may lead to private, loopback and link-local addresses and go by plain HTTP: for receivers in the own network, where nobody who may make webhooks could reach what they must not. The same for API and worker.',
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
  HANDOVER_RATE_LIMIT_PERSON: setting(
    count.optional(),
    'Requests a minute by one person, from wherever; 0 and absent as above.',
    '600',
  ),
  HANDOVER_RATE_LIMIT_BEARER: setting(
    count.optional(),
    'Requests a minute with one bearer token; 0 and absent as above.',
    '600',
  ),
  HANDOVER_RATE_LIMIT_LOGIN: setting(
    count.default(120),
    'Logins begun or ended, and tokens of the demonstration, a minute from one address; 0: no limit.',
  ),
  HANDOVER_CORS_ORIGINS: setting(
    origins.default([]),
    'Origins, with a space between them, whose pages may call the API from a browser with a bearer token. Absent: none.',
    'https://console.example.com',
  ),
  HANDOVER_STATEMENT_TIMEOUT_SECONDS: setting(
    z.coerce.number().int().min(1).max(600).default(30),
    'So long one query of the API may take before it is broken off with 503.',
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
    bearer.optional(),
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

export type SettingName = keyof typeof table;
type Name = SettingName;
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
/** @param en why it is wrong, in both languages, without the full stop */
export const settingWrong = (name: Name, en: string, zh: string, options?: ErrorOptions) =>
  new SettingsError(told(`The setting ${name} is wrong: ${en}.`, `设置 ${name} 有误：${zh}。`), options);
/** @param en what it is needed for, in both languages, without the full stop */
export const settingMissing = (name: Name, en: string, zh: string) =>
  new SettingsError(told(`The setting ${name} is missing: ${en}.`, `缺少设置 ${name}：${zh}。`));

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
  const { read, faults } = parsed(env);
  if (read === undefined) throw faults[0] ?? new SettingsError();
  return read;
}

function parsed(env: Record<string, string | undefined>): { read?: Values; faults: SettingsError[] } {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { localeError } = told('en', 'zh') === 'zh' ? z.locales.zhCN() : z.locales.en();
  const read = z.object(schemas()).safeParse(given, { error: localeError });
  if (read.success) return { read: read.data, faults: [] };
  return {
    faults: read.error.issues.map(({ path, message }) => settingWrong(String(path[0]) as Name, message, message)),
  };
}

/** A setting as it holds here, without what is secret. */
export interface ShownSetting {
  name: string;
  /** null: absent, or secret */
  value: string | null;
  source: 'set' | 'default' | 'absent';
  isSecret: boolean;
}
const SECRET: ReadonlySet<string> = new Set<Name>(['HANDOVER_OIDC_CLIENT_SECRET']);
/** Of the command line, of the first set-up and of the tests: an API that answers does not use them. */
const NOT_OF_THE_API: ReadonlySet<string> = new Set<Name>([
  'HANDOVER_URL',
  'HANDOVER_TOKEN',
  'HANDOVER_ADMIN_DATABASE_URL',
  'HANDOVER_OWNER_PASSWORD',
  'HANDOVER_WORKER_PASSWORD',
  'HANDOVER_API_PASSWORD',
  'TEMPORAL_CLI',
  'TEMPORAL_TEST_SERVER',
]);

/** What holds, setting by setting, for people to look at: no secret, and of addresses neither user nor password. */
export function shownSettings(settings: Values): ShownSetting[] {
  return Object.entries(table)
    .filter(([name]) => !NOT_OF_THE_API.has(name))
    .map(([name, { schema }]) => {
      const text = textOf(settings[name as Name]);
      const source = text === '' ? 'absent' : text === textOf(schema.safeParse(undefined).data) ? 'default' : 'set';
      const isSecret = SECRET.has(name);
      return { name, value: isSecret || text === '' ? null : withoutLogin(text), source, isSecret };
    });
}

const textOf = (value: Values[Name]) => (Array.isArray(value) ? value.join(' ') : String(value ?? ''));

/** An address without what may be a secret in it: user, password and query. */
function withoutLogin(text: string): string {
  if (!/^[a-z]+:\/\//.test(text) || !URL.canParse(text)) return text;
  const { username, password, search, protocol, host, pathname } = new URL(text);
  return username === '' && password === '' && search === '' ? text : `${protocol}//${host}${pathname}`;
}

/**
 * Every setting that is wrong or missing, where reading stops at the first: for whoever mends them. What answers people
 * needs is looked at only where the database is named: elsewhere the command line alone is used.
 */
export function faultsIn(env: Record<string, string | undefined>): SettingsError[] {
  const { read, faults } = parsed(env);
  if (read === undefined) return faults;
  if (read.HANDOVER_DATABASE_URL === undefined) return [];
  try {
    readSettings(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return [error];
    throw error;
  }
}

/** Names that look like settings and are none: most likely misspelt. */
export function strangersIn(env: Record<string, string | undefined>): string[] {
  return Object.keys(env).filter(
    (name) => name.startsWith('HANDOVER_') && !Object.hasOwn(table, name) && !Object.hasOwn(composeTable, name),
  );
}

// The mapped type keeps each schema's own type, which Object.entries would lose.
function schemas() {
  return Object.fromEntries(Object.entries(table).map(([name, { schema }]) => [name, schema])) as Schemas;
}

const OF_ONE_ISSUER = [
  'HANDOVER_OIDC_ISSUER',
  'HANDOVER_OIDC_AUDIENCE',
  'HANDOVER_OIDC_CLIENT_ID',
  'HANDOVER_OIDC_CLIENT_SECRET',
  'HANDOVER_OIDC_SIGNING_ACR',
  'HANDOVER_OIDC_SIGNING_MAX_AGE',
] as const;

function identityOf(read: Values, production: boolean): 'demo' | 'oidc' {
  const why = whyNoDemo(read, production);
  if (read.HANDOVER_IDENTITY === 'demo' && why !== undefined)
    throw new SettingsError(
      told(
        `The setting HANDOVER_IDENTITY must not be demo because ${why.en}: anybody could sign in as anybody.`,
        `设置 HANDOVER_IDENTITY 不能为 demo，因为${why.zh}：任何人都能以任何人的身份登录。`,
      ),
    );
  if (
    read.HANDOVER_IDENTITY === 'demo' ||
    (read.HANDOVER_IDENTITY === undefined &&
      why === undefined &&
      read.HANDOVER_OIDC_ISSUER === undefined &&
      read.HANDOVER_OIDC_FILE === undefined)
  )
    return 'demo';
  if (read.HANDOVER_OIDC_FILE !== undefined) {
    const both = OF_ONE_ISSUER.find((name) => read[name] !== undefined);
    if (both !== undefined)
      throw settingWrong(both, 'HANDOVER_OIDC_FILE names the issuers already', '签发方已由 HANDOVER_OIDC_FILE 指定');
    return 'oidc';
  }
  const because = why ?? { en: 'it is not a demonstration', zh: '并非演示环境' };
  for (const name of ['HANDOVER_OIDC_ISSUER', 'HANDOVER_OIDC_AUDIENCE'] as const)
    if (read[name] === undefined)
      throw settingMissing(
        name,
        `bearer tokens are checked against it, because ${because.en}`,
        `${because.zh}，须据此校验令牌`,
      );
  return 'oidc';
}

/** Where anybody but the person at this machine could reach it, there is no demonstration. */
function whyNoDemo(read: Values, production: boolean): { en: string; zh: string } | undefined {
  if (production) return { en: 'NODE_ENV is production', zh: ' NODE_ENV 为 production' };
  if (!isLoopback(read.HANDOVER_HOST))
    return { en: 'HANDOVER_HOST is not a loopback address', zh: ' HANDOVER_HOST 不是本机回环地址' };
  if (read.HANDOVER_PUBLIC_URL !== undefined && !isLoopback(new URL(read.HANDOVER_PUBLIC_URL).hostname))
    return { en: 'HANDOVER_PUBLIC_URL is not an address of this machine', zh: ' HANDOVER_PUBLIC_URL 不是本机地址' };
  if (read.HANDOVER_TRUSTED_PROXIES > 0)
    return { en: 'HANDOVER_TRUSTED_PROXIES says that others reach it', zh: ' HANDOVER_TRUSTED_PROXIES 表明有外部访问' };
  return undefined;
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
