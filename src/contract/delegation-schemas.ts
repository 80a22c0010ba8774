import * as z from 'zod';
import { id } from './schemas.ts';
import { inAnyZone, instant } from './times.ts';

/** What requests and answers about delegations look like. */

const personRef = z.string().trim().min(1).max(64).meta({ description: 'id or employee number' });
const person = z.strictObject({ id, number: z.string(), name: z.string() });

export const delegationRequest = z.strictObject({
  from: personRef.optional().meta({ description: 'absent: the caller; HR names whoever cannot do it' }),
  to: personRef,
  startsAt: inAnyZone.optional().meta({ description: 'absent: now' }),
  endsAt: inAnyZone.meta({ description: 'at most 366 days after the start' }),
  reason: z.string().trim().min(1).max(2_000),
});
export const delegationsQuery = z.strictObject({
  cursor: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  person: id.optional().meta({ description: 'only those that this person gave or holds' }),
  ended: z.stringbool().default(false).meta({ description: 'also those that are over' }),
});

export const delegation = z
  .strictObject({
    id,
    from: person,
    to: person,
    reason: z.string(),
    startsAt: instant,
    endsAt: instant,
    madeBy: person,
    revokedAt: instant.nullable(),
  })
  .meta({
    id: 'Delegation',
    description:
      'for a time, somebody gives approvals and signatures for somebody else; in cases of which they are giver or receiver they do not, and they cannot pass it on',
  });
export const delegations = z.strictObject({ items: z.array(delegation), next: z.string().nullable() });
