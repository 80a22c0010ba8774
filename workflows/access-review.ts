import { CancellationScope, condition, isCancellation, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { AccessReviewOpened, AccessReviewRequest, AccessReviewResult } from '../src/contract/access-review.ts';
import { inboxReadySignal } from '../src/contract/messages.ts';
import { bulk, effects } from './activity-options.ts';

const NOTHING = { confirmed: 0, revoked: 0, lapsed: 0 };
const now = () => new Date().toISOString();

/** 权限复核: those above them confirm or revoke what people hold beyond ownership; what nobody answers in time is taken away. */
export async function accessReview(request: AccessReviewRequest = {}): Promise<AccessReviewResult> {
  let answered = false;
  setHandler(inboxReadySignal, () => void (answered = true), {
    description: '复核人已答完 a reviewer has answered everything',
  });
  const opened = await bulk.openAccessReview.executeWithOptions(
    { summary: '列出权限并通知 list access, ask reviewers' },
    [request, now()],
  );
  if (opened === null) return { outcome: 'alreadyOpen', ...NOTHING };
  try {
    const outcome = await untilReviewed(opened, {
      answered: () => answered,
      read: () => (answered = false),
    });
    return { outcome, ...(await closeAs(opened.reviewId, outcome)) };
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return await CancellationScope.nonCancellable(async () => ({
      outcome: 'cancelled' as const,
      ...(await closeAs(opened.reviewId, 'cancelled')),
    }));
  }
}

/** Keeps the agenda until nothing is left to answer, or its last evening is over. */
async function untilReviewed(
  { reviewId, agenda, dueAt, items, reviewers }: AccessReviewOpened,
  inbox: { answered(): boolean; read(): void },
): Promise<'answered' | 'lapsed'> {
  const left = { pending: items };
  const describe = () =>
    setCurrentDetails(
      `权限复核 access review · ${reviewers} 位复核人 reviewers\n\n等待 waiting for: **${left.pending}** / ${items}\n\n期限 due: ${dueAt}`,
    );
  const count = async () => {
    inbox.read();
    left.pending = await effects.countPendingAccess.executeWithOptions({ summary: '还剩多少 how many are left' }, [
      reviewId,
    ]);
    describe();
  };
  describe();
  for (const [nth, { at, what }] of agenda.entries()) {
    while (left.pending > 0) {
      const summary = `权限复核 access review: ${left.pending} 待答 unanswered; ${what} @ ${at}`;
      const ms = Math.max(Date.parse(at) - Date.now(), 1);
      if (!(await condition(inbox.answered, ms, { summary }))) break;
      await count();
    }
    if (left.pending === 0) return 'answered';
    if (what === 'due' || what === 'giveUp') break;
    await effects.remindAccessReviewers.executeWithOptions({ summary: `${what} #${nth}` }, [reviewId, what, nth]);
  }
  await count();
  return left.pending === 0 ? 'answered' : 'lapsed';
}

function closeAs(reviewId: string, outcome: 'answered' | 'lapsed' | 'cancelled') {
  return bulk.closeAccessReview.executeWithOptions({ summary: `结束复核 close: ${outcome}` }, [
    reviewId,
    outcome,
    now(),
  ]);
}
