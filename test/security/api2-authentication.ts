import { createHmac } from 'node:crypto';
import { type JWK, SignJWT, UnsecuredJWT, exportJWK, exportSPKI, generateKeyPair, importJWK } from 'jose';
import { expect, test } from 'vitest';
import type { Attacks } from './site.ts';

/** Tokens that are forged, borrowed or worn out. Those of several issuers: test/http/issuers.test.ts; sessions: test/http/login.test.ts. */

const b64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
/** Signed with a secret, as HS256. */
function hs256(claims: object, secret: string | Buffer, header: object = {}): string {
  const signed = `${b64({ alg: 'HS256', typ: 'JWT', ...header })}.${b64(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
const seconds = () => Math.floor(Date.now() / 1000);

export const authentication: Attacks = (site) => {
  const me = (authorization: string) => site().api.ask('GET', 'me', undefined, { headers: { authorization } });
  const hr = () => site().reach.people.hr ?? '';

  test('tokens that are not good, each in its way: 401, and nothing said of why', async () => {
    const { signer } = site();
    const claims = { sub: hr(), iss: signer.issuer, aud: 'handover', iat: seconds(), exp: seconds() + 600 };
    const { d: _, ...open } = signer.jwk;
    const spki = await exportSPKI((await importJWK(open, 'ES256')) as Parameters<typeof exportSPKI>[0]);
    const own = await generateKeyPair('ES256', { extractable: true });
    const ownJwk: JWK = await exportJWK(own.publicKey);
    const forged = (header: object) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...header }).sign(own.privateKey);
    const good = await signer.token(hr());
    const [head = '', payload = '', signature = ''] = good.split('.');
    const boss = b64({ ...claims, sub: site().reach.people.boss });
    const tokens: Record<string, string> = {
      none: new UnsecuredJWT(claims).encode(),
      'None, in another case': `${b64({ alg: 'nOnE' })}.${b64(claims)}.`,
      'signature taken off': `${head}.${payload}.`,
      'HS256 with the public key as PEM': hs256(claims, spki),
      'HS256 with the public key as JWK': hs256(claims, JSON.stringify(open)),
      'HS256 with the public point': hs256(claims, Buffer.from(open.x ?? '', 'base64url')),
      'HS256 with an empty secret': hs256(claims, ''),
      'own key': await forged({}),
      'own key in the header': await forged({ jwk: ownJwk }),
      'own key at an address': await forged({ jku: `${site().api.url}/keys`, x5u: 'https://attacker.example/x' }),
      'kid that is a path': hs256(claims, '', { kid: '../../../../dev/null' }),
      'kid that is SQL': await forged({ kid: "x' union select 'secret' --" }),
      'crit that is not known': await forged({ crit: ['exp'], exp: 1 }).catch(
        () => `${b64({ alg: 'ES256', crit: ['x'] })}.${payload}.${signature}`,
      ),
      'another payload': `${head}.${boss}.${signature}`,
      'another signature': `${head}.${payload}.${b64(Buffer.alloc(64).toString('latin1'))}`,
      'zero signature (r = s = 0)': `${head}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
      expired: await signer.token(hr(), { exp: seconds() - 120 }),
      'not yet': await signer.token(hr(), { nbf: seconds() + 3_600 }),
      'without an end': await signer.token(hr(), { exp: undefined }),
      'of somebody else': await signer.token(hr(), { iss: 'https://attacker.example' }),
      'for somebody else': await signer.token(hr(), { aud: 'another-service' }),
      'for nobody': await signer.token(hr(), { aud: undefined }),
      'of nobody': await signer.token('', { sub: undefined }),
      'sub that is no id': await signer.token("' or 1=1 --"),
      'sub that is an object': await signer.token('x', { sub: { $ne: null } }),
      'much too long': `${head}.${payload}.${'A'.repeat(15_000)}`,
      'no token at all': 'x.y.z',
      empty: '',
    };
    for (const [name, token] of Object.entries(tokens)) {
      const { status, body, headers } = await me(`Bearer ${token}`);
      expect([name, status, body.code]).toEqual([name, 401, 'unauthenticated']);
      expect(headers.get('www-authenticate')).toBe('Bearer');
    }
    expect((await me(`Bearer ${good}`)).status).toBe(200);
  });

  test('a good token, anywhere but in the header: counts for nothing', async () => {
    const { api, signer } = site();
    const token = await signer.token(hr());
    const attempts = [
      await api.ask('GET', `me?access_token=${token}`),
      await api.ask('GET', 'me', undefined, { headers: { cookie: `handover-session=${token}; token=${token}` } }),
      await api.ask('GET', 'me', undefined, {
        headers: { authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` },
      }),
      await api.ask('GET', 'me', undefined, { headers: { authorization: token } }),
      await api.ask('GET', 'me', undefined, { headers: { authorization: `Bearer ${token}, Bearer x` } }),
      await api.ask('GET', 'me', undefined, { headers: { 'x-forwarded-user': 'hr', 'x-user-id': hr() } }),
    ];
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 401));
  });

  test('claims that say more than is known: are not believed', async () => {
    const { signer, api, reach } = site();
    const token = await signer.token(reach.people.stranger ?? '', { roles: ['hr'], scope: 'import', groups: ['hr'] });
    const { body } = await api.ask('GET', 'me', undefined, { headers: { authorization: `Bearer ${token}` } });
    expect(body.roles).toEqual(['account_manager']);
    expect(
      (await api.ask('GET', 'access-log', undefined, { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(403);
  });

  test('who is frozen, has left, or never was: gets no token of the demonstration either', async () => {
    const { api } = site();
    const answers = ['frozen', 'left', 'nobody-of-this-name'].map((employeeNumber) =>
      api.ask('POST', 'demo/token', { employeeNumber }),
    );
    expect((await Promise.all(answers)).map(({ body }) => body.code)).toEqual(['frozen', 'notFound', 'notFound']);
  });
};
