import * as z from 'zod';
import { ROLES } from './roles.ts';
import { id } from './schemas.ts';

/** What requests and answers about employees and departments look like. */

const text = (longest: number) => z.string().trim().min(1).max(longest);
const names = z.array(text(60)).max(50);
const personRef = text(64).meta({ description: 'id or employee number' });
const code = text(64).meta({ description: 'code' });
const timeZone = text(64)
  .refine((name) => isZone(name), { error: 'field.timeZone' })
  .meta({ description: 'IANA name' });

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const fields = {
  number: text(64),
  name: text(200),
  email: z.email().max(254),
  title: text(200).nullable(),
  department: code.nullable(),
  manager: personRef.nullable(),
  region: text(100).nullable(),
  languages: names,
  skills: names,
  industries: names,
  capacity: z.int().min(0).max(1_000_000).meta({ description: 'customers at the most' }),
  level: z.int().min(1).max(20).nullable(),
  locale: z.enum(['zh-CN', 'en']),
  timeZone,
  roles: z
    .array(z.enum(ROLES).exclude(['service']))
    .max(7)
    .meta({ description: 'given by HR in person alone' }),
};

/** What is left out is as the company has it for everybody. */
export const employeeRequest = z.strictObject(fields).partial().required({ number: true, name: true, email: true });
/** Only what is named changes; null takes it away. */
export const employeeChangeRequest = z.strictObject(fields).partial();
export type EmployeeChange = z.output<typeof employeeChangeRequest>;

const departmentFields = {
  code,
  zh: text(200).meta({ description: 'name in Chinese' }),
  en: text(200).meta({ description: 'name in English' }),
  coordinator: personRef.nullable().meta({ description: 'who sees to handovers on its side' }),
};
export const departmentRequest = z.strictObject(departmentFields).partial({ coordinator: true });
export const departmentChangeRequest = z.strictObject(departmentFields).partial();
export type DepartmentChange = z.output<typeof departmentChangeRequest>;

export const departmentsQuery = z.strictObject({
  cursor: text(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const department = z
  .strictObject({
    id,
    code: z.string(),
    zh: z.string(),
    en: z.string(),
    coordinator: z.strictObject({ id, number: z.string(), name: z.string() }).nullable(),
    people: z.int().min(0).meta({ description: 'who have not left' }),
    version: z.int(),
  })
  .meta({ id: 'Department' });
export const departments = z.strictObject({ items: z.array(department), next: z.string().nullable() });
