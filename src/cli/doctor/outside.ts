import { readFile, stat } from 'node:fs/promises';
import { importJWK } from 'jose';
import { createTransport } from 'nodemailer';
import * as z from 'zod';
import { readIssuers } from '../../issuers.ts';
import type { Settings } from '../../settings.ts';
import { reasonOf } from '../errors.ts';
import { type Finding, TIMEOUT_MS, error, ok, skipped, warning } from './finding.ts';

/** Whether the mail server takes us, sign-in and encryption included. Nothing is sent. */
export async function mailFinding({ HANDOVER_SMTP_URL: url, production }: Settings): Promise<Finding> {
  if (url === undefined) return production ? warning('smtp') : skipped('smtp');
  const { host } = new URL(url);
  const transport = createTransport({ url, connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS });
  try {
    await transport.verify();
    return ok('smtp', { host });
  } catch (why) {
    // Its code says no more than that the socket failed.
    return error('smtp', { host, why: why instanceof Error ? why.message : String(why) });
  } finally {
    transport.close();
  }
}

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.object({ keys: z.array(z.object({ kid: z.string().optional(), use: z.string().optional() })).min(1) });

/** Whether each issuer tells who it is and gives the keys against which its tokens are checked. */
export async function issuerFindings(settings: Settings): Promise<Finding[]> {
  if (settings.identity === 'demo') return [skipped('issuer')];
  return Promise.all(
    readIssuers(settings).map(async ({ issuer }): Promise<Finding> => {
      try {
        const told = discovery.parse(await json(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`));
        if (told.issuer !== issuer) return error('issuer', { issuer, why: `iss: ${told.issuer}` });
        const { keys } = keySet.parse(await json(told.jwks_uri));
        return ok('issuer', { issuer, count: keys.length });
      } catch (why) {
        return error('issuer', { issuer, why: why instanceof z.ZodError ? z.prettifyError(why) : reasonOf(why) });
      }
    }),
  );
}

async function json(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response.json();
}

const OTHERS = 0o077;
const privateKey = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() });

/** The key that signs: there, of the right kind, nobody else's to read, and known to the API. */
export async function keyFinding({ HANDOVER_SIGNING_KEY_FILE: file, HANDOVER_URL }: Settings): Promise<Finding> {
  if (file === undefined) return skipped('signingKey');
  try {
    const jwk = privateKey.parse(JSON.parse(await readFile(file, 'utf8')));
    await importJWK(jwk, 'EdDSA');
    if (((await stat(file)).mode & OTHERS) !== 0) return warning('signingKey', { file });
    const known = await json(new URL('/api/v1/keys', HANDOVER_URL).href).catch(() => null);
    const keys = z.object({ keys: z.array(z.object({ x: z.string().optional() })) }).safeParse(known);
    // A key that has signed nothing yet is not told by the API.
    const isNew = keys.success && keys.data.keys.length > 0 && !keys.data.keys.some(({ x }) => x === jwk.x);
    return isNew ? warning('signingKeyOther', { file }) : ok('signingKey', { file });
  } catch (why) {
    return error('signingKey', { file, why: why instanceof z.ZodError ? 'Ed25519 JWK' : reasonOf(why) });
  }
}

const sealingKeys = z.object({
  keys: z
    .array(z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() }))
    .min(1),
});

/** The keys that open secrets: there, of the right kind, and nobody else's to read. */
export async function sealingFinding({ HANDOVER_SEALING_KEYS_FILE: file }: Settings): Promise<Finding> {
  if (file === undefined) return skipped('sealingKeys');
  try {
    const { keys } = sealingKeys.parse(JSON.parse(await readFile(file, 'utf8')));
    await Promise.all(keys.map((jwk) => importJWK(jwk, 'ECDH-ES')));
    return ((await stat(file)).mode & OTHERS) === 0 ? ok('sealingKeys', { file }) : warning('sealingKeys', { file });
  } catch (why) {
    return error('sealingKeys', { file, why: why instanceof z.ZodError ? 'P-256 JWK set' : reasonOf(why) });
  }
}
