import * as z from 'zod';
import { anyLink, linkAnswer, linkParams, linkTaken } from '../../contract/link-schemas.ts';
import { openedLink } from '../links/link.ts';
import { PURPOSES, purposeOf } from '../links/purposes.ts';
import { checked } from '../problems.ts';
import { openRoute } from '../route.ts';

const tag = 'links';

/** One-time links as JSON: the same as the pages under /l/. The token is all that is asked for. */
export const linkRoutes = [
  openRoute({
    method: 'get',
    path: '/links/{token}',
    operationId: 'getLink',
    tag,
    summary: { en: 'What the holder of a one-time link is asked', zh: '一次性链接的内容' },
    takes: { params: linkParams },
    gives: anyLink,
    async handle({ deps, input }) {
      const link = await openedLink(deps, input.params.token, Object.keys(PURPOSES));
      return purposeOf(link).show(deps, link);
    },
  }),
  openRoute({
    method: 'post',
    path: '/links/{token}',
    operationId: 'answerLink',
    tag,
    summary: { en: 'Answer by a one-time link, once', zh: '通过一次性链接答复，仅一次' },
    takes: { params: linkParams, body: linkAnswer },
    gives: linkTaken,
    async handle({ deps, input, locale }) {
      const link = await openedLink(deps, input.params.token, Object.keys(PURPOSES));
      const purpose = purposeOf(link);
      const { body } = checked(z.object({ body: purpose.takes }), { body: input.body }, locale);
      await purpose.take(deps, link, body);
      return { taken: true as const };
    },
  }),
];
