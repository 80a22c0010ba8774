import { PARTS } from '../../contract/roles.ts';
import * as z from 'zod';
import { Refusal } from '../../contract/failures.ts';
import * as r from '../../contract/review-schemas.ts';
import * as s from '../../contract/schemas.ts';
import { sendEvidence } from '../evidence.ts';
import { SENT, route } from '../route.ts';

/** What proves a closed case to somebody who believes nobody. */
export const evidenceRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/evidence',
    operationId: 'getEvidence',
    tag: 'audit',
    summary: {
      en: 'The evidence pack of a closed handover, as a zip that is checked without the server',
      zh: '已结案移交的证据包（zip），可离线校验',
    },
    who: {
      may: 'actOnCase',
      relations: [...PARTS, 'starter', 'managerOfGiver', 'managerOfReceiver'],
      roles: ['hr', 'auditor'],
    },
    when: { case: 'closed' },
    takes: { params: s.handoverParams, query: r.evidenceQuery },
    gives: z.string(),
    alsoGives: 'application/zip',
    async handle(call) {
      const may = call.person.roles.some((role) => role === 'hr' || role === 'auditor');
      if (call.input.query.names && !may) throw new Refusal('notForYou');
      await sendEvidence(call);
      return SENT;
    },
  }),
];
