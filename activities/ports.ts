import type { DeliveryError } from '../src/contract/webhooks.ts';
import type { SealingKey } from '../src/db/sealed-secrets.ts';

/** The outside systems that activities touch, each behind an interface; the real implementations stand beside this file. */

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** the same with tables and links; absent: the mail is plain text */
  html?: string;
  /** fixed, so that a copy sent after a crash is recognisable as the same mail */
  messageId: string;
  invitation?: { method: 'REQUEST' | 'CANCEL'; ics: string };
  /** whoever answers writes to; absent: the sender */
  replyTo?: string;
  /** where mails of its kind are ended with one click (RFC 8058); absent: they cannot be */
  unsubscribe?: string;
}

export interface Mailer {
  /**
   * @returns refused: the server will never take this mail for this address; deferred: not now (a full mailbox)
   * @throws when no mail leaves at present
   */
  send(mail: Mail): Promise<'sent' | 'refused' | 'deferred'>;
}

/** The Schedule of a handover's periodic check-ins (architecture, decision 8). Both calls are idempotent. */
export interface CheckInSchedules {
  start(handoverId: string, everyDays: number, startAt: string, endAt: string): Promise<void>;
  stop(handoverId: string): Promise<void>;
}

/** What is signed, as the JWS header `typ` says it: a signature of one kind can't be passed off as another (RFC 8725, 3.11). */
export type SignedType =
  | 'handover-sign-off+jws'
  | 'handover-audit-head+jws'
  | 'handover-evidence+jws'
  | 'handover-link+jws'
  | 'handover-unsubscribe+jws';

/** Signs with the server's key. */
export interface Signer {
  readonly keyId: string;
  /** as a JWK, its thumbprint as `kid` */
  readonly publicJwk: Record<string, unknown>;
  /** @returns a compact JWS over the claims */
  sign(typ: SignedType, claims: Record<string, unknown>): Promise<string>;
}

/** What opens secrets that the API sealed. */
export interface Keyring {
  /** to which they are sealed from now on */
  readonly publicJwk: SealingKey;
  /**
   * @param stored also one from before secrets were sealed
   * @param about the id of what it is a secret of
   * @throws Error when its key is not here, or it is of something else
   */
  open(stored: string, about: string): Promise<string>;
}

/** A place outside the database that remembers heads of the audit log: who rewrites the log cannot rewrite it too. */
export interface HeadAnchor {
  /** @returns number of the newest head that it remembers; 0: none yet */
  newest(): Promise<number>;
  /** Remembers heads, oldest first; they are there for good when it returns. */
  keep(heads: readonly { jws: string }[]): Promise<void>;
}

/** One attempt to bring a message to an endpoint. */
export interface Attempt {
  /** the webhook-id: the same at every attempt */
  id: string;
  url: string;
  /** the body, byte for byte what is signed */
  payload: string;
  /** newest first; each signs */
  secrets: readonly string[];
}
export interface AttemptResult {
  tookMs: number;
  status?: number;
  /** absent: the endpoint took it */
  error?: DeliveryError;
  /** what the endpoint asked for */
  retryAfterMs?: number;
}
export interface WebhookSender {
  /** Never throws: what went wrong is the result. */
  send(attempt: Attempt): Promise<AttemptResult>;
}
