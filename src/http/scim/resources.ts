import { v7 as uuidv7 } from 'uuid';
import { cancelDepartureUpdate } from '../../contract/departure.ts';
import { Refusal } from '../../contract/failures.ts';
import type { Tx } from '../../db/connect.ts';
import {
  type Follows,
  changeAccount,
  comeBack,
  lockAccount,
  makeAccount,
  removeAccount,
} from '../../db/intake/directory/accounts.ts';
import {
  changeDepartment,
  closeDepartment,
  lockDepartment,
  makeDepartment,
} from '../../db/intake/directory/departments.ts';
import { listGroups, readGroup } from '../../db/reads/directory/groups.ts';
import type { Found, Query } from '../../db/reads/directory/page.ts';
import { listUsers, readUser } from '../../db/reads/directory/users.ts';
import { ScimError } from '../../domain/scim/error.ts';
import { type Resource, isComplex, isPresent } from '../../domain/scim/match.ts';
import { operationsIn, patched } from '../../domain/scim/patch.ts';
import { taken } from '../../domain/scim/resource.ts';
import { ENTERPRISE_SCHEMA, GROUP, type ResourceType, USER } from '../../domain/scim/schemas.ts';
import { sentence } from '../../i18n/index.ts';
import { beginDeparture } from '../begin-departure.ts';
import { noneMatches, versionOf } from './etag.ts';
import type { Keeper } from './keeper.ts';

/** What is done with resources of a type; every change in a transaction of its own. */
export interface Endpoint {
  type: ResourceType;
  /** @throws ScimError notFound */
  read(k: Keeper, id: string, members?: boolean): Promise<Resource>;
  list(k: Keeper, query: Query): Promise<Found>;
  create(k: Keeper, body: unknown): Promise<Resource>;
  /** @param ifMatch versions of which one must be the present one @throws ScimError notFound, versionDiffers */
  replace(k: Keeper, id: string, body: unknown, ifMatch: string | undefined): Promise<Resource>;
  patch(k: Keeper, id: string, body: unknown, ifMatch: string | undefined): Promise<Resource>;
  remove(k: Keeper, id: string, ifMatch: string | undefined): Promise<void>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
function mustBeId(id: string): void {
  if (!UUID.test(id)) throw new ScimError('notFound', { id: id.slice(0, 64) });
}
function there<T>(found: T | undefined, id: string): T {
  if (found === undefined) throw new ScimError('notFound', { id });
  return found;
}
function mustBeVersion(ifMatch: string | undefined, current: Resource): void {
  if (ifMatch !== undefined && noneMatches(ifMatch, versionOf(current))) throw new ScimError('versionDiffers');
}

type Wish = (before: Resource) => Resource;
const toPatch = (type: ResourceType, body: unknown): Wish => {
  const operations = operationsIn(body);
  return (before) => patched(type, before, operations);
};

/**
 * What a PUT leaves out is not assigned any more, but for what a client may not know of or the engine cannot be without: then what was
 * there stays.
 */
const toReplace = (type: ResourceType, body: unknown, stays: readonly string[]): Wish => {
  const wanted = taken(type, body);
  const said = new Set(Object.keys(isComplex(body) ? body : {}).map((key) => key.toLowerCase()));
  return (before) => ({
    ...Object.fromEntries(
      stays.flatMap((name) =>
        said.has(name.toLowerCase()) || before[name] === undefined ? [] : [[name, before[name]]],
      ),
    ),
    ...wanted,
  });
};

const USER_STAYS = ['active', 'displayName', 'emails', ENTERPRISE_SCHEMA];

export const users: Endpoint = {
  type: USER,
  read: (k, id) => {
    mustBeId(id);
    return k.as(async (tx) => there(await readUser(tx, id, k.base), id));
  },
  list: (k, query) => k.as((tx) => listUsers(tx, query, k.base)),
  async create(k, body) {
    const wanted = taken(USER, body);
    mustHave(wanted, USER.needs);
    const made = await k.as(async (tx) => makeAccount(tx, uuidv7(), wanted, by(k)));
    await follow(k, made.follows);
    return users.read(k, made.id);
  },
  replace: (k, id, body, ifMatch) => change(k, id, toReplace(USER, body, USER_STAYS), ifMatch),
  patch: (k, id, body, ifMatch) => change(k, id, toPatch(USER, body), ifMatch),
  async remove(k, id, ifMatch) {
    mustBeId(id);
    const follows = await k.as(async (tx) => {
      const row = there(await lockAccount(tx, id), id);
      mustBeVersion(ifMatch, there(await readUser(tx, id, k.base), id));
      return removeAccount(tx, row, by(k));
    });
    await follow(k, follows);
  },
};

async function change(k: Keeper, id: string, wish: Wish, ifMatch: string | undefined): Promise<Resource> {
  mustBeId(id);
  const { follows, after } = await k.as(async (tx) => {
    const row = there(await lockAccount(tx, id), id);
    const before = there(await readUser(tx, id, k.base), id);
    mustBeVersion(ifMatch, before);
    const wanted = wish(before);
    mustHave(wanted, USER.needs);
    const follows = await changeAccount(tx, row, before, wanted, by(k));
    return { follows, after: there(await readUser(tx, id, k.base), id) };
  });
  await follow(k, follows);
  return after;
}

function mustHave(wanted: Resource, name: string): void {
  if (!isPresent(wanted[name])) throw new ScimError('required', { name });
}

const by = ({ person, locale }: Keeper) => ({
  personId: person.id,
  departureId: uuidv7(),
  leaves: sentence(locale, 'scim', 'reason.leaves'),
  stays: sentence(locale, 'scim', 'reason.stays'),
});

/**
 * What Temporal is told once the change is there. A departure that cannot begin at once begins when the engine finds it; one that
 * cannot be taken back is told, because it would go on: the same request again takes it back.
 */
async function follow(k: Keeper, { begin, cancel }: Follows): Promise<void> {
  if (begin)
    await beginDeparture(k.deps, begin).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      k.deps.log.warn({ correlationId: k.correlationId, departure: begin.id }, 'a departure begins later');
    });
  if (!cancel) return;
  await beginDeparture(k.deps, cancel);
  try {
    await k.deps.gateway.updateDeparture(
      cancel.employee_id,
      cancelDepartureUpdate,
      { personId: k.person.id },
      uuidv7(),
    );
  } catch (error) {
    // It has ended meanwhile: then they come back from it.
    if (!(error instanceof Refusal && error.type === 'departureOver')) throw error;
    await k.as((tx) => comeBack(tx, cancel.employee_id));
  }
}

export const groups: Endpoint = {
  type: GROUP,
  read: (k, id, members) => {
    mustBeId(id);
    return k.as(async (tx) => there(await readGroup(tx, id, k.base, members), id));
  },
  list: (k, query) => k.as((tx) => listGroups(tx, query, k.base)),
  create: (k, body) => {
    const wanted = taken(GROUP, body);
    mustHave(wanted, GROUP.needs);
    return k.as(async (tx) => {
      const id = await makeDepartment(tx, wanted);
      const before = await group(tx, k, id);
      await changeDepartment(tx, id, before, wanted);
      return group(tx, k, id);
    });
  },
  replace: (k, id, body, ifMatch) => changeGroup(k, id, toReplace(GROUP, body, ['members']), ifMatch),
  patch: (k, id, body, ifMatch) => changeGroup(k, id, toPatch(GROUP, body), ifMatch),
  remove: (k, id, ifMatch) => {
    mustBeId(id);
    return k.as(async (tx) => {
      if (!(await lockDepartment(tx, id))) throw new ScimError('notFound', { id });
      const before = await group(tx, k, id);
      mustBeVersion(ifMatch, before);
      await closeDepartment(tx, id, before);
    });
  },
};

const group = async (tx: Tx, k: Keeper, id: string) => there(await readGroup(tx, id, k.base), id);

function changeGroup(k: Keeper, id: string, wish: Wish, ifMatch: string | undefined): Promise<Resource> {
  mustBeId(id);
  return k.as(async (tx) => {
    if (!(await lockDepartment(tx, id))) throw new ScimError('notFound', { id });
    const before = await group(tx, k, id);
    mustBeVersion(ifMatch, before);
    const wanted = wish(before);
    mustHave(wanted, GROUP.needs);
    await changeDepartment(tx, id, before, wanted);
    return group(tx, k, id);
  });
}

export const ENDPOINTS = [users, groups];
