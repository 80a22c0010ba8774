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

/** Signs sign-offs with the server's key. */
export interface Signer {
  readonly keyId: string;
  /** @returns a compact JWS over the claims */
  sign(claims: Record<string, unknown>): Promise<string>;
}
