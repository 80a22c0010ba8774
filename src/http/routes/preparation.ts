import * as a from '../../contract/answers.ts';
import * as s from '../../contract/schemas.ts';
import { listMaterials } from '../../db/reads/materials.ts';
import { listReviews } from '../../db/reads/reviews.ts';
import { route } from '../route.ts';

const tag = 'preparation';
const params = s.handoverParams;

/** What the parties read of the whole book while it is prepared and followed up. */
export const preparationRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/materials',
    operationId: 'listMaterials',
    tag,
    summary: { en: 'The packs of the customers', zh: '各客户的移交资料' },
    who: { may: 'seeCase' },
    takes: { params, query: s.materialsQuery },
    gives: a.materials,
    handle: ({ input, as }) => as((tx) => listMaterials(tx, input.params.handoverId, input.query)),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/reviews',
    operationId: 'listReviews',
    tag,
    summary: { en: 'The follow-up reviews with their answers', zh: '跟踪回访与答复' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: a.reviews,
    handle: async ({ input, as }) => ({ items: await as((tx) => listReviews(tx, input.params.handoverId)) }),
  }),
];
