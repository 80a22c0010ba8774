import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type CryptoKey, type JWK, exportJWK, generateKeyPair } from 'jose';
import { type Configuration, Provider, errors, interactionPolicy } from 'oidc-provider';

export const MFA = 'urn:example:mfa';
export const PASSWORD = 'urn:example:password';
/** for whom the tokens are that clients get for themselves */
export const AUDIENCE = 'handover';

/** Whoever sits at the keyboard when the provider asks. */
export interface AtTheKeyboard {
  sub: string;
  acr: string;
  /** further claims */
  claims: Record<string, unknown>;
}

/** A real OpenID provider on a port of its own; whoever it asks answers at once. */
export async function startProvider(): Promise<TestProvider> {
  const accounts = new Map<string, Record<string, unknown>>();
  let handle = (_: IncomingMessage, res: ServerResponse): unknown => res.writeHead(503).end();
  const server = createServer((req, res) => void handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${portOf(server)}`;
  let signing = await signingKey('k1');
  const provider: TestProvider = {
    issuer,
    person: { sub: 'nobody', acr: PASSWORD, claims: {} },
    asked: [],
    key: () => signing,
    serve(redirectUri) {
      const oidc = new Provider(issuer, configuration(signing.jwk, redirectUri, accounts));
      // What it prints about being no production is known.
      oidc.on('server_error', (_, error) => console.error(error));
      oidc.on('backchannel.error', (_, error) => console.error(error));
      const callback = oidc.callback();
      handle = (req, res) => {
        provider.asked.push(req.url ?? '');
        return req.url?.startsWith('/interaction/')
          ? answer(oidc, req, res, provider.person, accounts)
          : callback(req, res);
      };
    },
    async rotate(kid, redirectUri) {
      signing = await signingKey(kid);
      provider.serve(redirectUri);
    },
    away() {
      handle = (_, res) => res.writeHead(503).end();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return provider;
}

export interface TestProvider {
  issuer: string;
  person: AtTheKeyboard;
  /** addresses that were asked for, in order */
  asked: string[];
  key(): SigningKey;
  /** Begins to answer, with the client `handover` of this redirect URI and the service client `robot`. */
  serve(redirectUri: string): void;
  /** Another key under another id; the old one is no longer published. */
  rotate(kid: string, redirectUri: string): Promise<void>;
  away(): void;
  stop(): Promise<void>;
}

interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

async function signingKey(kid: string): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { extractable: true });
  return { ...pair, kid, jwk: { ...(await exportJWK(pair.privateKey)), kid, alg: 'RS256', use: 'sig' } };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function configuration(jwk: JWK, redirectUri: string, accounts: Map<string, Record<string, unknown>>): Configuration {
  const policy = interactionPolicy.base();
  // acr_values are a wish; like most providers this one grants it.
  policy.get('login')?.checks.add(
    new interactionPolicy.Check('acr_wished', 'a stronger login is wished for', 'login_required', ({ oidc }) => {
      const said = oidc.params?.acr_values;
      const wished = typeof said === 'string' ? said.split(' ') : [];
      return wished.length > 0 && !wished.includes(oidc.acr ?? '')
        ? interactionPolicy.Check.REQUEST_PROMPT
        : interactionPolicy.Check.NO_NEED_TO_PROMPT;
    }),
  );
  return {
    jwks: { keys: [jwk] },
    clients: [
      {
        client_id: 'handover-browser',
        client_secret: 'a secret that is long enough for a client',
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [redirectUri.replace('/auth/callback', '/')],
        backchannel_logout_uri: redirectUri.replace('/callback', '/backchannel-logout'),
        backchannel_logout_session_required: true,
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
      {
        client_id: 'robot',
        client_secret: 'another secret that is long enough for a client',
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
      },
    ],
    acrValues: [MFA, PASSWORD],
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time', 'groups'],
      email: ['email', 'email_verified'],
      profile: ['name'],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...accounts.get(accountId) }),
    }),
    async loadExistingGrant(ctx) {
      const { client, session, provider } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out of the provider</button>`;
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `urn:${AUDIENCE}`,
        getResourceServerInfo: () => ({
          scope: '',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 300,
          jwt: { sign: { alg: 'RS256' } },
        }),
        useGrantedResource: () => true,
      },
    },
    // Its own guard keeps it from addresses of this machine, where the product under test is.
    fetch: (url, options = {}) =>
      fetch(url, Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'dispatcher'))),
    cookies: { keys: [randomUUID()] },
    ttl: { Session: 3_600, Interaction: 600, Grant: 3_600, IdToken: 300, AccessToken: 300 },
  };
}

async function answer(
  oidc: Provider,
  req: IncomingMessage,
  res: ServerResponse,
  { sub, acr, claims }: AtTheKeyboard,
  accounts: Map<string, Record<string, unknown>>,
): Promise<void> {
  try {
    await oidc.interactionDetails(req, res);
    accounts.set(sub, claims);
    const login = { accountId: sub, acr, amr: acr === MFA ? ['pwd', 'otp'] : ['pwd'], remember: true };
    await oidc.interactionFinished(req, res, { login }, { mergeWithLastSubmission: false });
  } catch (error) {
    res.writeHead(error instanceof errors.OIDCProviderError ? error.statusCode : 500).end(String(error));
  }
}

/** What a browser does: keeps cookies per origin and follows redirects. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  /** addresses in the order in which they were opened */
  readonly opened: string[] = [];

  cookies(origin: string): Map<string, string> {
    const known = this.#cookies.get(new URL(origin).origin) ?? new Map<string, string>();
    this.#cookies.set(new URL(origin).origin, known);
    return known;
  }

  /** One request, without following where it leads. */
  async request(address: string, init: RequestInit = {}): Promise<Response> {
    const jar = this.cookies(address);
    const headers = new Headers(init.headers);
    if (jar.size > 0 && !headers.has('cookie'))
      headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(address, { ...init, headers, redirect: 'manual' });
    this.opened.push(address);
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const gone = attributes.some((a) => /^\s*expires=Thu, 01 Jan 1970/i.test(a));
      if (gone) jar.delete(name);
      else jar.set(name, pair.slice(name.length + 1));
    }
    return response;
  }

  /** Opens an address and follows redirects until a page, or an address that `stopAt` matches, which is not opened. */
  async open(address: string, stopAt?: RegExp): Promise<{ address: string; response: Response }> {
    for (let hops = 0; hops < 20; hops += 1) {
      const response = await this.request(address);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) return { address, response };
      address = new URL(location, address).href;
      if (stopAt?.test(address)) return { address, response };
    }
    throw new Error(`redirected for ever: ${this.opened.at(-1)}`);
  }
}
