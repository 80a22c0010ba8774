import type { TestProject } from 'vitest/node';
import { connect } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { OWNER, createRolesAndDatabase, urlFor } from '../../src/db/roles.ts';
import { TEMPLATE, TEST_PASSWORDS } from './template.ts';

export default async function setup(project: TestProject) {
  const adminUrl = process.env.HANDOVER_TEST_ADMIN_URL;
  if (!adminUrl) throw new Error('embedded PostgreSQL for the tests comes with the embedded servers');
  await createRolesAndDatabase(adminUrl, TEMPLATE, TEST_PASSWORDS);
  const owner = connect(urlFor(adminUrl, TEMPLATE, OWNER, TEST_PASSWORDS[OWNER]));
  await migrate(owner);
  await owner.destroy();
  project.provide('postgresAdminUrl', adminUrl);
}
