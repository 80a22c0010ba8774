import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CryptoKey, type JWK, SignJWT, exportJWK, generateKeyPair, importJWK } from 'jose';
import { sql } from 'kysely';
import { Refusal } from '../contract/failures.ts';
import type { Database } from '../db/connect.ts';
import { type Identity, tokenIdentity } from './identity.ts';

const AUDIENCE = 'handover';
const TOKEN_HOURS = 12;

interface DemoToken {
  token: string;
  expiresAt: string;
  person: { id: string; number: string; name: string };
}

/** Signs in anybody as anybody: for a demonstration on one machine only; the settings refuse it elsewhere. */
export interface DemoIdentity extends Identity {
  /** @throws Refusal notFound when there is no such employee or they left, frozen */
  token(employeeNumber: string): Promise<DemoToken>;
  /** whom one can sign in as, by number; at most 500 */
  people(): Promise<{ id: string; number: string; name: string; title: string | null; roles: string[] }[]>;
}

/** @param dataDir where the signing key is kept, so that tokens outlive a restart */
export async function demoIdentity(db: Database, publicUrl: string, dataDir: string): Promise<DemoIdentity> {
  const issuer = `${publicUrl}/demo`;
  const keys = await keyPair(dataDir);
  const identity = tokenIdentity(db, [
    {
      issuer,
      audience: AUDIENCE,
      algorithms: ['ES256'],
      clockToleranceSeconds: 30,
      keys: () => Promise.resolve(() => Promise.resolve(keys.publicKey)),
      subject: ({ sub }) => (sub === undefined ? null : { id: sub }),
      roles: () => null,
      signing: null,
    },
  ]);
  return {
    ...identity,
    people: () =>
      db
        .selectFrom('employees')
        .select(['id', 'number', 'name', 'title', 'roles'])
        .where('state', '<>', 'left')
        .where(sql<boolean>`not 'service' = any (roles)`)
        .orderBy('number')
        .limit(500)
        .execute(),
    async token(employeeNumber) {
      const found = await db
        .selectFrom('employees')
        .select(['id', 'number', 'name'])
        .select(sql<boolean>`app.is_frozen(id)`.as('frozen'))
        .where('number', '=', employeeNumber)
        .where('state', '<>', 'left')
        .where(sql<boolean>`not 'service' = any (roles)`)
        .executeTakeFirst();
      if (!found) throw new Refusal('notFound');
      const { frozen, ...person } = found;
      if (frozen) throw new Refusal('frozen');
      const expires = new Date(Date.now() + TOKEN_HOURS * 3_600_000);
      const token = await new SignJWT()
        .setProtectedHeader({ alg: 'ES256' })
        .setSubject(person.id)
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(expires)
        .sign(keys.privateKey);
      return { token, expiresAt: expires.toISOString(), person };
    },
  };
}

async function keyPair(dataDir: string): Promise<{ privateKey: CryptoKey; publicKey: CryptoKey }> {
  const file = join(dataDir, 'demo-signing-key.json');
  await mkdir(dataDir, { recursive: true });
  const made = await generateKeyPair('ES256', { extractable: true });
  try {
    await writeFile(file, JSON.stringify(await exportJWK(made.privateKey)), { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const { d, ...open }: JWK = JSON.parse(await readFile(file, 'utf8'));
  const [privateKey, publicKey] = [
    await importJWK({ ...open, ...(d === undefined ? {} : { d }) }, 'ES256'),
    await importJWK(open, 'ES256'),
  ];
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array) throw new Error(`${file} holds no key pair`);
  return { privateKey, publicKey };
}
