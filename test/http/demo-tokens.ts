import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CryptoKey, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT, importJWK } from 'jose';

/** Signs tokens as the demo sign-in of an API would, with whatever is wrong with them. */
export interface DemoSigner {
  /** the private key; its public part is what the API verifies with */
  jwk: JWK;
  issuer: string;
  /** @param claims instead of those of a good token; undefined leaves one away */
  token(
    sub: string,
    claims?: { [name in keyof JWTPayload]?: unknown },
    header?: Partial<JWTHeaderParameters>,
  ): Promise<string>;
}

/** @param dataDir of the API @param url of the API */
export async function demoSigner(dataDir: string, url: string): Promise<DemoSigner> {
  const jwk: JWK = JSON.parse(await readFile(join(dataDir, 'demo-signing-key.json'), 'utf8'));
  const key = (await importJWK(jwk, 'ES256')) as CryptoKey;
  const issuer = `${url}/demo`;
  const now = () => Math.floor(Date.now() / 1000);
  return {
    jwk,
    issuer,
    token(sub, claims = {}, header = {}) {
      const all = { sub, iss: issuer, aud: 'handover', iat: now(), exp: now() + 600, ...claims };
      const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      return new SignJWT(given).setProtectedHeader({ alg: 'ES256', ...header }).sign(key);
    },
  };
}
