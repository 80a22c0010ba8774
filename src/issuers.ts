import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { ROLES } from './contract/roles.ts';
import { type Settings, type SettingName, isLoopback, settingWrong } from './settings.ts';
import { told } from './i18n/told.ts';

/** Asymmetric signatures only: with a shared secret whoever checks a token could make one. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;
const USUAL_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;

const claim = z.string().min(1).max(200);
const seconds = (max: number) => z.int().min(0).max(max);
/** Everywhere but on this machine itself: what travels in the clear can be read and changed. */
const address = z.string().refine(
  (text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname, search, hash } = new URL(text);
    return (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) && search === '' && hash === '';
  },
  { error: () => told('must be an https address without ? and #', '须为不含 ? 和 # 的 https 地址') },
);

/** Which employee the claims of a token mean. */
const employee = z
  .discriminatedUnion('match', [
    z.strictObject({
      match: z.literal('subject').meta({ description: 'employees.identity_subject is the claim "sub"' }),
      prefix: z.string().max(100).default('').meta({
        description: 'stands before "sub" in identity_subject, so that two issuers cannot mean one another’s people',
      }),
      verifiedEmail: z
        .boolean()
        .default(false)
        .meta({ description: 'whether a verified "email" finds whoever has no identity_subject yet' }),
    }),
    z.strictObject({ match: z.literal('number'), claim: claim.meta({ description: 'holds the employee number' }) }),
    z.strictObject({
      match: z.literal('email').meta({ description: 'the claim "email", with "email_verified" true' }),
      domains: z.array(z.string().toLowerCase().min(1).max(253)).min(1).max(50),
    }),
  ])
  .default({ match: 'subject', prefix: '', verifiedEmail: false });

const roles = z.strictObject({
  claim: claim.meta({ description: 'a text or a list of texts' }),
  map: z
    .record(z.string().min(1).max(300), z.enum(ROLES))
    .refine((map) => Object.keys(map).length > 0, { error: () => told('must name one value at least', '至少须有一项') })
    .meta({
      description: 'value of the claim: role. Roles that stand on the right are the issuer’s to give and to take',
    }),
  whenAbsent: z
    .enum(['none', 'keep'])
    .default('none')
    .meta({ description: 'a token without the claim: none of these roles is held, or they stay as they are' }),
});

/** What a signature demands of the login behind it (RFC 9470). */
const signing = z
  .strictObject({
    acrValues: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/))
      .min(1)
      .max(10)
      .exactOptional(),
    maxAgeSeconds: seconds(86_400).exactOptional(),
  })
  .refine((rule) => rule.acrValues !== undefined || rule.maxAgeSeconds !== undefined, {
    error: () => told('must demand something', '须至少有一项要求'),
  });

const login = z.strictObject({
  clientId: z.string().min(1).max(300),
  clientSecretFile: z.string().min(1).exactOptional().meta({ description: 'absent: a public client, by PKCE alone' }),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .max(20)
    .default(['profile', 'email']),
});

const issuer = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
    .meta({ description: 'names the issuer in addresses' }),
  name: z.strictObject({ zh: z.string().min(1).max(100), en: z.string().min(1).max(100) }),
  issuer: address.meta({ description: 'as "iss" says it' }),
  audiences: z.array(z.string().min(1).max(300)).min(1).max(20),
  algorithms: z
    .array(z.enum(ALGORITHMS))
    .min(1)
    .default([...USUAL_ALGORITHMS]),
  clockToleranceSeconds: seconds(300).default(30),
  keysMaxAgeSeconds: seconds(86_400)
    .default(600)
    .meta({ description: 'a key that the issuer has taken back counts so long at the most' }),
  keysCooldownSeconds: seconds(3_600)
    .default(30)
    .meta({ description: 'a token with an unknown key makes the keys be read anew, not more often than this' }),
  employee,
  roles: roles.exactOptional(),
  signing: signing.exactOptional(),
  login: login.exactOptional().meta({ description: 'absent: bearer tokens only' }),
});

const issuers = z
  .array(issuer)
  .min(1)
  .max(20)
  .superRefine((all, ctx) => {
    const repeated = (of: (one: (typeof all)[number]) => string, field: string) =>
      all.forEach((one, i) => {
        if (all.findIndex((other) => of(other) === of(one)) !== i)
          ctx.addIssue({ code: 'custom', path: [i, field], message: told('names another one again', '与另一项重复') });
      });
    repeated((one) => one.key, 'key');
    repeated((one) => one.issuer, 'issuer');
    all.forEach((one, i) => {
      if (one.employee.match !== 'subject') return;
      const { prefix } = one.employee;
      const mixedUp = all.some(
        (other, j) =>
          j !== i &&
          other.employee.match === 'subject' &&
          (other.employee.prefix.startsWith(prefix) || prefix.startsWith(other.employee.prefix)),
      );
      // "sub" is unique at one issuer only: another one could say somebody else’s.
      if (mixedUp)
        ctx.addIssue({
          code: 'custom',
          path: [i, 'employee', 'prefix'],
          message: told(
            'must differ from the beginning on where several issuers match by subject',
            '多个签发方按 subject 匹配时前缀须自开头即不同',
          ),
        });
    });
  });

type Read = z.output<typeof issuer>;
export type SigningRule = NonNullable<Read['signing']>;
/** One OpenID provider, and how its word is taken here. */
export type Issuer = Omit<Read, 'login'> & {
  login?: { clientId: string; clientSecret: string | null; scopes: string[] };
};

/**
 * The issuers: those of HANDOVER_OIDC_FILE, or the one of HANDOVER_OIDC_ISSUER.
 * @throws SettingsError with the setting and the place in the file
 */
export function readIssuers(settings: Settings): Issuer[] {
  const file = settings.HANDOVER_OIDC_FILE;
  return file === undefined ? [ofEnvironment(settings)] : ofFile(file);
}

function ofEnvironment(settings: Settings): Issuer {
  const acrValues = settings.HANDOVER_OIDC_SIGNING_ACR?.split(' ').filter((value) => value !== '');
  const maxAgeSeconds = settings.HANDOVER_OIDC_SIGNING_MAX_AGE;
  const clientId = settings.HANDOVER_OIDC_CLIENT_ID;
  const read = issuer.safeParse({
    key: 'main',
    name: { zh: '公司账号', en: 'the company’s account' },
    issuer: settings.HANDOVER_OIDC_ISSUER,
    audiences: [settings.HANDOVER_OIDC_AUDIENCE],
    employee: { match: 'subject', verifiedEmail: true },
    ...(acrValues === undefined && maxAgeSeconds === undefined
      ? {}
      : { signing: { ...(acrValues && { acrValues }), ...(maxAgeSeconds !== undefined && { maxAgeSeconds }) } }),
    ...(clientId === undefined ? {} : { login: { clientId } }),
  });
  if (!read.success) {
    const [at] = read.error.issues;
    const names = {
      audiences: 'HANDOVER_OIDC_AUDIENCE',
      signing: 'HANDOVER_OIDC_SIGNING_ACR',
      login: 'HANDOVER_OIDC_CLIENT_ID',
    } as const;
    const part = String(at?.path[0]);
    throw settingWrong(
      isNamed(part, names) ? names[part] : 'HANDOVER_OIDC_ISSUER',
      at?.message ?? '',
      at?.message ?? '',
    );
  }
  const { login: browser, ...rest } = read.data;
  const clientSecret = settings.HANDOVER_OIDC_CLIENT_SECRET ?? null;
  return browser === undefined ? rest : { ...rest, login: { ...browser, clientSecret } };
}

const isNamed = <T extends object>(part: string, names: T): part is keyof T & string => part in names;

function ofFile(path: string): Issuer[] {
  const setting: SettingName = 'HANDOVER_OIDC_FILE';
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? told('is not JSON', '不是 JSON') : told('cannot be read', '无法读取');
    throw settingWrong(setting, `${path} ${why}`, `${path} ${why}`, { cause: error });
  }
  const { localeError } = told('en', 'zh') === 'zh' ? z.locales.zhCN() : z.locales.en();
  const read = z.strictObject({ issuers }).safeParse(given, { error: localeError });
  if (!read.success) {
    const [at] = read.error.issues;
    const why = `${path} /${at?.path.join('/') ?? ''}: ${at?.message ?? ''}`;
    throw settingWrong(setting, why, why);
  }
  return read.data.issuers.map(({ login: browser, ...rest }) => {
    if (browser === undefined) return rest;
    const { clientId, scopes, clientSecretFile } = browser;
    return {
      ...rest,
      login: { clientId, scopes, clientSecret: clientSecretFile === undefined ? null : secretOf(clientSecretFile) },
    };
  });
}

function secretOf(path: string): string {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    if (secret !== '') return secret;
  } catch (error) {
    throw settingWrong(
      'HANDOVER_OIDC_FILE',
      `clientSecretFile ${path} cannot be read`,
      `无法读取 clientSecretFile ${path}`,
      { cause: error },
    );
  }
  throw settingWrong('HANDOVER_OIDC_FILE', `clientSecretFile ${path} is empty`, `clientSecretFile ${path} 为空`);
}
