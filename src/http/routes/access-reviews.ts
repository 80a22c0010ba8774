import * as a from '../../contract/access-review-schemas.ts';
import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import { answerAccess, countUnanswered } from '../../db/intake/access-review.ts';
import {
  accessReviewStanding,
  isAccessReviewOpen,
  listAccessItems,
  listAccessReviews,
  readAccessReview,
} from '../../db/reads/access-reviews.ts';
import { API_PREFIX } from '../openapi.ts';
import { route } from '../route.ts';

const tag = 'access';
const who = { may: 'signedIn' } as const;

/** Access reviews: who must confirm or revoke what, and their answers. */
export const accessReviewRoutes = [
  route({
    method: 'get',
    path: '/access-reviews',
    operationId: 'listAccessReviews',
    tag,
    summary: { en: 'Access reviews in which the caller takes part, newest first', zh: '需参与的权限复核，新的在前' },
    who,
    takes: { query: a.reviewsQuery },
    gives: a.accessReviews,
    handle: ({ input, as }) => as((tx) => listAccessReviews(tx, input.query)),
  }),
  route({
    method: 'post',
    path: '/access-reviews',
    operationId: 'startAccessReview',
    tag,
    summary: { en: 'Start an access review now', zh: '立即开始权限复核' },
    who: { may: 'roles', roles: ['hr'] },
    takes: {},
    gives: a.accessReviewStarted,
    status: 202,
    idempotency: 'optional',
    async handle({ as, deps, id, person }) {
      if (await as(isAccessReviewOpen)) {
        // The same request again: its own review is the one that is open.
        if (!(await as((tx) => readAccessReview(tx, id)))) throw new Refusal('accessReviewOpen');
      } else await deps.gateway.startAccessReview(id, person.id);
      return { id, links: { self: `${API_PREFIX}/access-reviews/${id}` } };
    },
  }),
  route({
    method: 'get',
    path: '/access-reviews/{id}',
    operationId: 'getAccessReview',
    tag,
    summary: { en: 'An access review with its counts', zh: '一次权限复核及其计数' },
    who,
    takes: { params: s.idParams },
    gives: a.accessReview,
    async handle({ input, as }) {
      const review = await as((tx) => readAccessReview(tx, input.params.id));
      if (!review) throw new Refusal('notFound');
      return review;
    },
  }),
  route({
    method: 'get',
    path: '/access-reviews/{id}/items',
    operationId: 'listAccessReviewItems',
    tag,
    summary: { en: 'The accesses under review that the caller may see', zh: '可见的复核项' },
    who,
    takes: { params: s.idParams, query: a.accessItemsQuery },
    gives: a.accessItems,
    handle: ({ input, as }) => as((tx) => listAccessItems(tx, input.params.id, input.query)),
  }),
  route({
    method: 'post',
    path: '/access-reviews/{id}/answers',
    operationId: 'answerAccessReview',
    tag,
    summary: {
      en: 'Confirm or revoke accesses; what is revoked is gone at once. Each item has its own result',
      zh: '确认或收回访问权限；收回即时生效，逐项返回结果',
    },
    who,
    takes: { params: s.idParams, body: a.accessAnswersRequest },
    gives: a.accessAnswers,
    idempotency: 'optional',
    async handle({ input: { params, body }, as, person, deps }) {
      const answered = await as(async (tx) => {
        const review = await accessReviewStanding(tx, params.id);
        if (!review) throw new Refusal('notFound');
        if (review.state !== 'open') throw new Refusal('accessReviewOver');
        const results = await answerAccess(tx, params.id, person.id, body.items);
        return { results, workflowId: review.workflow_id };
      });
      // Counted after the commit: of two who answer at once, at least the later one sees both.
      const unanswered = await as((tx) => countUnanswered(tx, params.id));
      if (unanswered === 0) await deps.gateway.accessReviewed(answered.workflowId);
      return {
        items: body.items.map(({ id }, at) => ({ id, result: answered.results[at] ?? 'notFound' })),
        unanswered,
      };
    },
  }),
];
