import * as z from 'zod';
import { LEVELS, TEAM_LEVELS } from './access-schemas.ts';
import { id } from './schemas.ts';
import { instant } from './times.ts';

/** What answers about access look like. */

const count = z.int().min(0);
const person = z.strictObject({ id, number: z.string(), name: z.string() });
const level = z.enum(LEVELS);
const page = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() });

export const freeze = z
  .strictObject({ id, personId: id, reason: z.string(), since: instant, liftedAt: instant.nullable() })
  .meta({ id: 'Freeze', description: 'while it is not lifted, nothing is served to the person' });

export const access = z
  .strictObject({
    customerId: id,
    items: z.array(
      z.strictObject({
        person: person.nullable().meta({ description: 'null: whoever the rule or the role takes in' }),
        levels: z.array(level),
        because: z.enum(['owner', 'line', 'team', 'grant', 'transition', 'rule', 'role']).meta({
          description: 'transition: a grant over a whole handover; role: HR, and auditors for reading',
        }),
        sourceId: id.nullable().meta({ description: 'of the grant, the membership or the sharing rule' }),
        role: z.string().nullable(),
        endsAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'Access' });

export const grant = z
  .strictObject({
    id,
    customerId: id.nullable(),
    handoverId: id.nullable(),
    granteeId: id,
    level,
    reason: z.string(),
    startsAt: instant,
    endsAt: instant,
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'Grant' });

export const team = z
  .strictObject({
    customerId: id,
    members: z.array(z.strictObject({ id, person, level: z.enum(TEAM_LEVELS), role: z.string() })),
  })
  .meta({ id: 'Team' });

export const sharingRule = z
  .strictObject({
    id,
    readers: z.strictObject({
      department: z.string().nullable(),
      region: z.string().nullable(),
      role: z.string().nullable(),
    }),
    customers: z.strictObject({
      region: z.string().nullable(),
      industry: z.string().nullable(),
      ownerDepartment: z.string().nullable(),
    }),
    level,
    reason: z.string(),
    madeBy: id,
    startsAt: instant,
    endsAt: instant.nullable(),
  })
  .meta({ id: 'SharingRule' });
export const sharingRules = page(sharingRule);

export const accessLog = page(
  z
    .strictObject({
      id,
      at: instant,
      person,
      action: z.enum(['open', 'export']),
      recordType: z.string(),
      recordId: id.nullable(),
      records: count,
      fields: z.array(z.string()),
    })
    .meta({ id: 'AccessLogEntry' }),
);

export const exported = z.string().meta({ description: 'CSV, a customer a line' });
