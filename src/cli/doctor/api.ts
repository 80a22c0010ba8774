import { connect } from 'node:tls';
import { reasonOf, EXIT } from '../errors.ts';
import { type Finding, TIMEOUT_MS, clockFinding, error, ok, skipped, warning } from './finding.ts';

const PARTS = ['database', 'schema', 'role', 'temporal', 'worker'] as const;
/** So many days before its end a certificate should be renewed. */
const RENEW_DAYS = 14;
const DAY_MS = 86_400_000;

/** The API as it tells of itself, and the clock behind it. @param url as HANDOVER_URL gives it */
export async function apiFindings(url: string): Promise<Finding[]> {
  const ask = async (path: string) => {
    const sentAt = Date.now();
    const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { response, sentAt, receivedAt: Date.now() };
  };
  try {
    const live = await ask('/livez');
    if (!live.response.ok) return [error('api', { url, why: live.response.status }, EXIT.unreachable)];
    const ready: unknown = await (await ask('/readyz')).response.json();
    const parts = PARTS.map((name) => (isTrue(ready, name) ? ok(name) : error(name)));
    const date = live.response.headers.get('date');
    const clock = clockFinding('clock', date === null ? null : Date.parse(date), live.sentAt, live.receivedAt);
    return [ok('api', { url }), ...parts, clock];
  } catch (why) {
    return [error('api', { url, why: reasonOf(why) }, EXIT.unreachable)];
  }
}

function isTrue(answer: unknown, name: string): boolean {
  return typeof answer === 'object' && answer !== null && Object.entries(answer).some(([k, v]) => k === name && v);
}

/** Where people reach the product: by TLS, with a certificate that holds and goes on holding. */
export async function addressFinding(publicUrl: string | undefined, production: boolean): Promise<Finding> {
  if (publicUrl === undefined) return production ? warning('publicUrl') : skipped('publicUrl');
  const { protocol, hostname, port } = new URL(publicUrl);
  if (protocol !== 'https:')
    return production ? error('certificate', { why: protocol, url: publicUrl }) : skipped('certificate');
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) || 443, servername: host, rejectUnauthorized: false });
    const end = (finding: Finding) => {
      socket.destroy();
      resolve(finding);
    };
    socket.setTimeout(TIMEOUT_MS, () => end(error('certificate', { url: publicUrl, why: 'ETIMEDOUT' })));
    socket.once('error', (why) => end(error('certificate', { url: publicUrl, why: reasonOf(why) })));
    socket.once('secureConnect', () => {
      const until = Date.parse(socket.getPeerCertificate().valid_to);
      const days = Math.floor((until - Date.now()) / DAY_MS);
      if (!socket.authorized)
        return end(error('certificate', { url: publicUrl, why: String(socket.authorizationError) }));
      end((days < RENEW_DAYS ? warning : ok)('certificate', { days, url: publicUrl }));
    });
  });
}
