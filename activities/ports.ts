/** The outside systems that activities touch, each behind an interface; the real implementations stand beside this file. */

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** fixed, so that a copy sent after a crash is recognisable as the same mail */
  messageId: string;
  invitation?: { method: 'REQUEST' | 'CANCEL'; ics: string };
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
export type SignedType = 'handover-sign-off+jws' | 'handover-audit-head+jws';

/** Signs with the server's key. */
export interface Signer {
  readonly keyId: string;
  /** as a JWK, its thumbprint as `kid` */
  readonly publicJwk: Record<string, unknown>;
  /** @returns a compact JWS over the claims */
  sign(typ: SignedType, claims: Record<string, unknown>): Promise<string>;
}

/** A place outside the database that remembers heads of the audit log: who rewrites the log cannot rewrite it too. */
export interface HeadAnchor {
  /** @returns number of the newest head that it remembers; 0: none yet */
  newest(): Promise<number>;
  /** Remembers heads, oldest first; they are there for good when it returns. */
  keep(heads: readonly { jws: string }[]): Promise<void>;
}
