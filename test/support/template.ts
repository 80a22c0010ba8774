import { connect } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { STANDARD_POLICIES } from '../../src/domain/standard-policy.ts';
import { API, OWNER, WORKER, type RoleName, createRolesAndDatabase, urlFor } from '../../src/db/roles.ts';

/** Passwords of the product's roles on the tests' cluster. */
export const TEST_PASSWORDS: Record<RoleName, string> = { [OWNER]: 'owner', [WORKER]: 'worker', [API]: 'api' };
export const TEMPLATE = 'handover_template';

/** Makes the roles and the migrated database that others are copied from. */
export async function makeTemplate(adminUrl: string): Promise<void> {
  await createRolesAndDatabase(adminUrl, TEMPLATE, TEST_PASSWORDS);
  const owner = connect(urlFor(adminUrl, TEMPLATE, OWNER, TEST_PASSWORDS[OWNER]));
  // A start that names no policy takes the newest: tests that are about no rule of the complete one run by the version before it.
  await migrate(owner, STANDARD_POLICIES.slice(0, 2));
  await owner.destroy();
}
