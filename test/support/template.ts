import { API, OWNER, WORKER, type RoleName } from '../../src/db/roles.ts';

/** Passwords of the product's roles on the tests' cluster. */
export const TEST_PASSWORDS: Record<RoleName, string> = { [OWNER]: 'owner', [WORKER]: 'worker', [API]: 'api' };
export const TEMPLATE = 'handover_template';
