import { ApplicationFailure, Context } from '@temporalio/activity';
import { FAILURES, Refusal } from '../src/contract/failures.ts';
import type { Database, Tx } from '../src/db/connect.ts';
import type { Outside } from '../src/db/integrity/check.ts';
import { runOnce } from '../src/db/once.ts';
import type { CheckInSchedules, HeadAnchor, Keyring, Mailer, Signer, WebhookSender } from './ports.ts';

/** What activities are made of; given once, when the worker starts. */
export interface ActivityDeps {
  db: Database;
  mailer: Mailer;
  checkIns: CheckInSchedules;
  signer: Signer;
  keyring: Keyring;
  cases: Outside;
  anchor: HeadAnchor;
  webhookSender: WebhookSender;
  /** aborted when the worker takes no more work: what would go on for minutes ends then */
  stopping?: AbortSignal;
  /** where people reach the product, without a trailing slash: links in mails */
  publicUrl: string;
  /** sender of mails; its domain is that of the Message-IDs */
  mailFrom: string;
}

/** One effect behind the run-once guard, keyed by the activity's own execution unless `key` says what makes it one. */
export function once<T>(
  db: Database,
  effect: { step: string; round: number },
  key: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { info } = Context.current();
  const { workflowId } = info.workflowExecution ?? { workflowId: '' };
  return runOnce(db, { workflowId, step: effect.step, round: effect.round, key, attempt: info.attempt }, work);
}

/**
 * A business refusal becomes a non-retryable failure of the same type; anything else stays what it is and is tried again.
 * (architecture, decision 5: business refusal and technical failure never mix.)
 */
export function refusing<A extends unknown[], R>(activity: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await activity(...args);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw ApplicationFailure.create({
        type: error.type,
        message: error.type,
        nonRetryable: !FAILURES[error.type].retryable,
        details: [error.params],
      });
    }
  };
}
