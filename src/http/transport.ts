import { STATUS_CODES, type Server, type ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { FAILURES, type FailureType } from '../contract/failures.ts';
import { sentence } from '../i18n/index.ts';

/** Of what stands in the head of a request: larger than any token of an identity provider. */
const HEAD_BYTES = 32_768;
/** So long the head of a request may take; a body of JSON has its own limit, a file may take as long as its line is slow. */
const HEAD_MS = 15_000;
const WHOLE_MS = 3_600_000;
const LOOK_EVERY_MS = 5_000;
/** So long an answered client may go on sending what nobody reads. */
const UNREAD_MS = 2_000;

/** Connections that say nothing, or too much, end by themselves. */
export const TRANSPORT: ServerOptions = {
  maxHeaderSize: HEAD_BYTES,
  headersTimeout: HEAD_MS,
  requestTimeout: WHOLE_MS,
  connectionsCheckingInterval: LOOK_EVERY_MS,
  keepAliveTimeout: 65_000, // longer than that of the usual load balancer, which would meet a closed connection
  requireHostHeader: true,
};

/** Has a server answer what is no request that any route could see, as a problem too. */
export function guardTransport(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(refused(failureOf(error.code)), () => socket.destroy());
  });
  server.on('request', (req, res) => {
    res.once('finish', () => {
      if (req.complete) return;
      // Who is answered before they have sent everything (no token, too large) must not keep the line by sending on slowly.
      const unread = setTimeout(() => req.socket.destroy(), UNREAD_MS).unref();
      req.once('end', () => clearTimeout(unread));
      req.once('close', () => clearTimeout(unread));
    });
  });
}

function failureOf(code: string | undefined): FailureType {
  if (code === 'HPE_HEADER_OVERFLOW') return 'headersTooLarge';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'requestTimeout';
  return 'malformed';
}

/** Nothing of the request is known, not even its language. */
function refused(type: FailureType): string {
  const { status } = FAILURES[type];
  const title = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({
    type: `urn:handover:problem:${type}`,
    code: type,
    title,
    status,
    detail: sentence('en', 'problems', type, { why: 'HTTP' }),
    correlationId: '',
  });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
