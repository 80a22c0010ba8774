import { afterAll, beforeAll, describe } from 'vitest';
import { objectLevel } from './api1-object-level.ts';
import { authentication } from './api2-authentication.ts';
import { propertyLevel } from './api3-property-level.ts';
import { resourceConsumption } from './api4-resource-consumption.ts';
import { functionLevel } from './api5-function-level.ts';
import { sensitiveFlows } from './api6-sensitive-flows.ts';
import { requestForgery } from './api7-request-forgery.ts';
import { misconfiguration } from './api8-misconfiguration.ts';
import { inventory } from './api9-inventory.ts';
import { unsafeConsumption } from './api10-unsafe-consumption.ts';
import { type Site, openSite } from './site.ts';

/** OWASP API Security Top 10 (2023): one file an item, each with the attacks that it names; one site for all of them. */

let open: Site | undefined;
const site = (): Site => {
  if (!open) throw new Error('the site is not open');
  return open;
};
beforeAll(async () => {
  open = await openSite();
});
afterAll(() => open?.close());

describe('API1 broken object level authorization', () => objectLevel(site));
describe('API2 broken authentication', () => authentication(site));
describe('API3 broken object property level authorization', () => propertyLevel(site));
describe('API4 unrestricted resource consumption', () => resourceConsumption(site));
describe('API5 broken function level authorization', () => functionLevel(site));
describe('API6 unrestricted access to sensitive business flows', () => sensitiveFlows(site));
describe('API7 server side request forgery', () => requestForgery(site));
describe('API8 security misconfiguration', () => misconfiguration(site));
describe('API9 improper inventory management', () => inventory(site));
describe('API10 unsafe consumption of APIs', () => unsafeConsumption(site));
