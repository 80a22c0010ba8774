import { connect } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { API, OWNER, WORKER, type RoleName, createRolesAndDatabase, urlFor } from '../../src/db/roles.ts';

/** Passwords of the product's roles on the tests' cluster. */
export const TEST_PASSWORDS: Record<RoleName, string> = { [OWNER]: 'owner', [WORKER]: 'worker', [API]: 'api' };
export const TEMPLATE = 'handover_template';

/** Makes the roles and the migrated database that others are copied from. */
export async function makeTemplate(adminUrl: string): Promise<void> {
  await createRolesAndDatabase(adminUrl, TEMPLATE, TEST_PASSWORDS);
  const owner = connect(urlFor(adminUrl, TEMPLATE, OWNER, TEST_PASSWORDS[OWNER]));
  await migrate(owner);
  await owner.destroy();
}
