import * as z from 'zod';
import { ROLES } from './roles.ts';
import { id } from './schemas.ts';
import { inAnyZone } from './times.ts';

/** What requests about access look like. Unknown fields are refused; what answers look like is in access-answers.ts. */

export const LEVELS = ['view', 'edit', 'export', 'share', 'approve'] as const;
export const TEAM_LEVELS = ['view', 'edit'] as const;

const reason = z.string().trim().min(1).max(2_000);
const personRef = z.string().trim().min(1).max(64).meta({ description: 'id or employee number' });
const departmentCode = z.string().trim().min(1).max(63).meta({ description: 'code of a department' });
const name = z.string().trim().min(1).max(100);
const level = z.enum(LEVELS);

export const freezeRequest = z.strictObject({ reason });

export const grantRequest = z.strictObject({
  grantee: personRef,
  level,
  endsAt: inAnyZone.meta({ description: 'at most 90 days from now' }),
  reason,
});

export const teamRequest = z.strictObject({
  members: z
    .array(
      z.strictObject({ person: personRef, level: z.enum(TEAM_LEVELS).default('view'), role: name.default('member') }),
    )
    .max(50)
    .refine((rows) => new Set(rows.map((row) => row.person)).size === rows.length, { error: 'field.repeated' }),
});

const named = (part: Record<string, unknown>) => Object.values(part).some((value) => value !== undefined);
export const sharingRuleRequest = z.strictObject({
  readers: z
    .strictObject({ department: departmentCode.optional(), region: name.optional(), role: z.enum(ROLES).optional() })
    .refine(named, { error: 'field.ruleEmpty' }),
  customers: z
    .strictObject({ region: name.optional(), industry: name.optional(), ownerDepartment: departmentCode.optional() })
    .refine(named, { error: 'field.ruleEmpty' }),
  level,
  reason,
  endsAt: inAnyZone.optional(),
});

const paging = { cursor: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };
export const sharingRulesQuery = z.strictObject({ ...paging, ended: z.stringbool().default(false) });
export const accessLogQuery = z.strictObject({
  ...paging,
  person: id.optional(),
  record: id.optional().meta({ description: 'id of a customer, or of an export' }),
  action: z.enum(['open', 'export']).optional(),
});
export const exportQuery = z.strictObject({
  bom: z
    .stringbool()
    .default(true)
    .meta({ description: 'whether the file begins with a byte order mark, by which Excel knows UTF-8' }),
});
