import { sql } from 'kysely';
import { isDeepStrictEqual } from 'node:util';
import { departureOf } from '../../../contract/kinds.ts';
import { ScimError } from '../../../domain/scim/error.ts';
import { type Complex, type Resource, isComplex, isPresent, textIn } from '../../../domain/scim/match.ts';
import { ENTERPRISE_SCHEMA } from '../../../domain/scim/schemas.ts';
import type { Tx } from '../../connect.ts';
import { readDepartureStart } from '../../reads/departures.ts';
import { readPolicy } from '../../reads/policies.ts';
import { writeCancelReason, writeDeparture } from '../departures.ts';
import { departmentNamed } from './departments.ts';

/** What the directory says of a person, and what follows from it. */

type DepartureStart = NonNullable<Awaited<ReturnType<typeof readDepartureStart>>>;
/** Left to do in Temporal once the transaction is there. */
export interface Follows {
  begin?: DepartureStart;
  cancel?: DepartureStart;
}

interface By {
  /** who keeps the directory */
  personId: string;
  /** of a departure that begins */
  departureId: string;
  /** why it begins, and why one is taken back, in their language */
  leaves: string;
  stays: string;
}

const account = (tx: Tx) =>
  tx
    .selectFrom('employees')
    .select([
      'id',
      'number',
      'number_is_ours',
      'user_name',
      'external_id',
      'name',
      'email',
      'phone',
      'title',
      'department_id',
      'manager_id',
      'locale',
      'time_zone',
      'state',
      'deactivated_at',
      'removed_at',
    ]);
type Account = Awaited<ReturnType<ReturnType<typeof account>['executeTakeFirstOrThrow']>>;

/** Locks an account against other changes; undefined: there is none, or the directory removed it. */
export const lockAccount = (tx: Tx, id: string): Promise<Account | undefined> =>
  account(tx).where('id', '=', id).where('removed_at', 'is', null).forNoKeyUpdate().executeTakeFirst();

/**
 * A new account: a new employee, or somebody whom the directory had removed, known by their employee number or external id.
 * @throws ScimError userNameTaken, emailTaken, numberTaken and those of the values
 */
export async function makeAccount(
  tx: Tx,
  id: string,
  wanted: Resource,
  by: By,
): Promise<{ id: string; follows: Follows }> {
  const enterprise = partOf(wanted, ENTERPRISE_SCHEMA);
  const [number, externalId] = [textOf(enterprise.employeeNumber), textOf(wanted.externalId)];
  const removed =
    number === null && externalId === null
      ? undefined
      : await account(tx)
          .where('removed_at', 'is not', null)
          .where((e) => e.or([e('number', '=', number), e('external_id', '=', externalId)]))
          .orderBy(sql`number = ${number} desc nulls last, removed_at desc`)
          .limit(1)
          .forNoKeyUpdate()
          .executeTakeFirst();
  if (removed) return { id: removed.id, follows: await write(tx, removed, {}, wanted, by) };

  const columns = await columnsOf(tx, null, {}, wanted);
  await mustBeFree(tx, columns, null);
  await guarded(() =>
    tx
      .insertInto('employees')
      .values({
        id,
        ...columns,
        number: number ?? sql<string>`'D' || lpad(nextval('employee_numbers')::text, 6, '0')`,
        number_is_ours: number === null,
        // An account that is not active yet is nobody's to hand customers to.
        state: wanted.active === false ? 'left' : 'active',
      })
      .execute(),
  );
  if (wanted.active === false) await set(tx, id, { deactivated_at: sql<Date>`now()` });
  await keepProfile(tx, id, profileOf(wanted));
  return { id, follows: {} };
}

/** An account as it is wanted. @param before as the directory saw it @throws ScimError as makeAccount */
export const changeAccount = (tx: Tx, row: Account, before: Resource, wanted: Resource, by: By): Promise<Follows> =>
  write(tx, row, before, wanted, by);

/** The directory removed an account: the person leaves, and is not shown there any more. */
export async function removeAccount(tx: Tx, row: Account, by: By): Promise<Follows> {
  const follows = await deactivate(tx, row, by);
  await set(tx, row.id, { removed_at: sql<Date>`now()` });
  return follows;
}

async function write(tx: Tx, row: Account, before: Resource, wanted: Resource, by: By): Promise<Follows> {
  const columns = await columnsOf(tx, row, before, wanted);
  const number = textOf(partOf(wanted, ENTERPRISE_SCHEMA).employeeNumber);
  const next = {
    ...columns,
    // A number is what cases are known by: taken away, it stays and is only not the directory's any more.
    number: number ?? row.number,
    number_is_ours: number === null,
    removed_at: null,
  };
  const changed = Object.fromEntries(
    Object.entries(next).filter(([name, value]) => value !== row[name as keyof typeof next]),
  );
  if ('user_name' in changed || 'email' in changed || 'removed_at' in changed) await mustBeFree(tx, next, row.id);
  const hasProfile = await keepProfile(tx, row.id, profileOf(wanted));
  if (hasProfile || Object.keys(changed).length > 0) await set(tx, row.id, changed);
  return wanted.active === false ? deactivate(tx, row, by) : activate(tx, row, by);
}

type Columns = Awaited<ReturnType<typeof columnsOf>>;

async function columnsOf(tx: Tx, row: Account | null, before: Resource, wanted: Resource) {
  const userName = textIn(wanted.userName);
  const enterprise = partOf(wanted, ENTERPRISE_SCHEMA);
  const was = partOf(before, ENTERPRISE_SCHEMA);
  const department = textOf(enterprise.department);
  const manager = textOf(partOf(enterprise, 'manager').value);
  const email = textOf(mainEmail(wanted)?.value) ?? (isAddress(userName) ? userName : null);
  if (email === null) throw new ScimError('emailMissing');
  if (!isAddress(email)) throw new ScimError('emailWrong');
  const language = (of: Resource) => textOf(of.preferredLanguage) ?? textOf(of.locale);
  return {
    user_name: userName,
    external_id: textOf(wanted.externalId),
    name: nameOf(wanted),
    email,
    phone: textOf(workPhone(wanted)?.value),
    title: textOf(wanted.title),
    department_id:
      department === null
        ? null
        : row !== null && department === was.department
          ? row.department_id
          : await departmentNamed(tx, department),
    manager_id:
      manager === null ? null : row !== null && manager === row.manager_id ? manager : await managerBy(tx, manager),
    // What the engine does not speak or know changes nothing.
    locale: (language(wanted) === language(before) ? null : spoken(language(wanted))) ?? row?.locale ?? 'zh-CN',
    time_zone:
      (wanted.timezone === before.timezone ? null : knownZone(textOf(wanted.timezone))) ??
      row?.time_zone ??
      'Asia/Shanghai',
  };
}

const partOf = (of: Complex, name: string): Complex => {
  const part = of[name];
  return isComplex(part) ? part : {};
};
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const listOf = (value: unknown): Complex[] => (Array.isArray(value) ? value.filter(isComplex) : []);
const isAddress = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text) && text.length <= 254;

/** What people see: as the directory has it, else made of the parts; Chinese names are written without a space. */
function nameOf(wanted: Resource): string {
  const { formatted, familyName, givenName } = partOf(wanted, 'name');
  const [family, given] = [textOf(familyName) ?? '', textOf(givenName) ?? ''];
  const joined = /\p{Script=Han}/u.test(family + given) ? family + given : `${given} ${family}`;
  return (
    [wanted.displayName, formatted, joined].map((one) => textOf(one)?.trim()).find(Boolean) ?? textIn(wanted.userName)
  );
}

const mainEmail = ({ emails }: Resource): Complex | undefined => {
  const list = listOf(emails);
  return list.find((one) => one.primary === true) ?? list.find(isForWork) ?? list[0];
};
const workPhone = ({ phoneNumbers }: Resource): Complex | undefined => listOf(phoneNumbers).find(isForWork);
const isForWork = ({ type }: Complex) => typeof type === 'string' && type.toLowerCase() === 'work';

function spoken(language: string | null): string | null {
  if (language === null) return null;
  return /^zh\b/i.test(language) ? 'zh-CN' : /^en\b/i.test(language) ? 'en' : null;
}

function knownZone(name: string | null): string | null {
  if (name === null) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A manager by id; Okta and others may give the employee number, the external id or the account instead. */
async function managerBy(tx: Tx, said: string): Promise<string> {
  const found = await tx
    .selectFrom('employees')
    .select('id')
    .where('removed_at', 'is', null)
    .where((e) =>
      UUID.test(said)
        ? e('id', '=', said)
        : e.or([
            e('number', '=', said),
            e('external_id', '=', said),
            sql<boolean>`lower(coalesce(user_name, email) collate "pg_c_utf8") = lower(${said}::text collate "pg_c_utf8")`,
          ]),
    )
    .limit(2)
    .execute();
  const [only] = found;
  if (!only || found.length > 1) throw new ScimError('managerUnknown', { id: said.slice(0, 64) });
  return only.id;
}

/** What has no column. The e-mail and the phone that have one are kept without their value. */
function profileOf(wanted: Resource): Complex {
  const {
    schemas: _,
    id: __,
    meta: ___,
    externalId: ____,
    userName: _____,
    displayName: ______,
    title: _______,
    active: ________,
    groups: _________,
    roles: __________,
    [ENTERPRISE_SCHEMA]: _extension,
    ...profile
  } = wanted;
  const { employeeNumber: _n, department: _d, manager: _m, ...enterprise } = partOf(wanted, ENTERPRISE_SCHEMA);
  const without = (list: Complex[], one: Complex | undefined) =>
    list.map((each) => {
      if (each !== one) return each;
      const { value: _v, ...parts } = each;
      return parts;
    });
  const [emails, phones] = [listOf(wanted.emails), listOf(wanted.phoneNumbers)];
  return {
    ...profile,
    ...(emails.length > 0 && { emails: without(emails, mainEmail(wanted)) }),
    // An empty list too: no phone is not the same as the one of the column.
    phoneNumbers: without(phones, workPhone(wanted)),
    ...(isPresent(enterprise) && { [ENTERPRISE_SCHEMA]: enterprise }),
  };
}

const LARGEST_PROFILE = 16_000;

/** @returns whether it was another one */
async function keepProfile(tx: Tx, id: string, attributes: Complex): Promise<boolean> {
  const text = JSON.stringify(attributes);
  if (Buffer.byteLength(text) > LARGEST_PROFILE) throw new ScimError('profileTooLarge', { max: LARGEST_PROFILE });
  const known = await tx
    .selectFrom('directory_profiles')
    .select('attributes')
    .where('employee_id', '=', id)
    .executeTakeFirst();
  if (known && isDeepStrictEqual(known.attributes, attributes)) return false;
  await tx
    .insertInto('directory_profiles')
    .values({ employee_id: id, attributes: text })
    .onConflict((c) => c.column('employee_id').doUpdateSet({ attributes: text }))
    .execute();
  return true;
}

/**
 * That user name, e-mail and number are nobody else's. Whom the directory removed gives theirs up (RFC 7644, 3.6).
 * @throws ScimError userNameTaken, emailTaken
 */
async function mustBeFree(
  tx: Tx,
  { user_name, email }: Pick<Columns, 'user_name' | 'email'>,
  id: string | null,
): Promise<void> {
  await tx
    .updateTable('employees')
    .set({ email: sql`'removed-' || id || '@directory.invalid'` })
    .where('removed_at', 'is not', null)
    .where(sql<boolean>`lower(email) = lower(${email})`)
    .$if(id !== null, (q) => q.where('id', '<>', id ?? ''))
    .execute();
  const others = await tx
    .selectFrom('employees')
    .select(
      sql<boolean>`lower(email) = lower(${email}) and lower(coalesce(user_name, email)) <> lower(${user_name})`.as(
        'byEmail',
      ),
    )
    .where(
      sql<boolean>`(lower(email) = lower(${email}) or removed_at is null and lower(coalesce(user_name, email) collate "pg_c_utf8") = lower(${user_name}::text collate "pg_c_utf8"))`,
    )
    .$if(id !== null, (q) => q.where('id', '<>', id ?? ''))
    .limit(1)
    .executeTakeFirst();
  if (others) throw new ScimError(others.byEmail ? 'emailTaken' : 'userNameTaken');
}

const TAKEN = {
  employees_user_name: 'userNameTaken',
  employees_email: 'emailTaken',
  employees_number_key: 'numberTaken',
  employees_no_reporting_cycle: 'managerCycle',
  employees_check: 'managerCycle',
} as const;

/** What the database refuses, in SCIM's words. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const constraint = error instanceof Error && 'constraint' in error ? String(error.constraint) : '';
    const code = TAKEN[constraint as keyof typeof TAKEN];
    throw code === undefined ? error : new ScimError(code);
  }
}

async function set(tx: Tx, id: string, values: object): Promise<void> {
  await guarded(() =>
    tx
      .updateTable('employees')
      .set({ ...values, updated_at: sql`now()`, version: sql`version + 1` })
      .where('id', '=', id)
      .execute(),
  );
}

/** The account is not active any more: nobody logs in with it, and the departure of the person begins, once. */
async function deactivate(tx: Tx, row: Account, by: By): Promise<Follows> {
  if (row.deactivated_at !== null) return {};
  if (row.id === by.personId) throw new ScimError('oneself');
  await set(tx, row.id, { deactivated_at: sql<Date>`now()` });
  if (row.state === 'left' || (await isUnderWay(tx, row.id))) return {};
  const policy = await readPolicy(tx, 'standard');
  if (!policy) throw new Error('there is no standard policy');
  await writeDeparture(tx, {
    id: by.departureId,
    employeeId: row.id,
    startedBy: by.personId,
    reason: by.leaves,
    lastDay: new Date().toLocaleDateString('sv-SE', { timeZone: row.time_zone }),
    rule: departureOf(policy.policy),
    fromDirectory: true,
  });
  const begin = await readDepartureStart(tx, by.departureId);
  return begin ? { begin } : {};
}

/** The account is active: a departure that the directory had begun is taken back; who has left comes back. */
async function activate(tx: Tx, row: Account, by: By): Promise<Follows> {
  const departure = await tx
    .selectFrom('departures')
    .select('id')
    .where('employee_id', '=', row.id)
    .where('from_directory', '=', true)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (row.deactivated_at !== null) await set(tx, row.id, { deactivated_at: null });
  if (departure) {
    await writeCancelReason(tx, departure.id, by.stays);
    const cancel = await readDepartureStart(tx, departure.id);
    return cancel ? { cancel } : {};
  }
  const was = row.deactivated_at !== null || row.removed_at !== null;
  if (row.state === 'left' || (was && row.state === 'leaving' && !(await isUnderWay(tx, row.id))))
    await comeBack(tx, row.id);
  return {};
}

/** Somebody who had left works here again. */
export const comeBack = (tx: Tx, id: string): Promise<void> => set(tx, id, { state: 'active', last_day: null });

async function isUnderWay(tx: Tx, id: string): Promise<boolean> {
  const open = tx.selectFrom('departures').select('id').where('employee_id', '=', id).where('closed_at', 'is', null);
  return (await open.executeTakeFirst()) !== undefined;
}
