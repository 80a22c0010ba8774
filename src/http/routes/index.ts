import type { Route } from '../route.ts';
import { accessReviewRoutes } from './access-reviews.ts';
import { accessRoutes } from './access.ts';
import { auditRoutes } from './audit.ts';
import { companyRoutes, demoRoutes } from './company.ts';
import { decisionRoutes } from './decisions.ts';
import { freezeRoutes } from './freezes.ts';
import { handoverRoutes } from './handovers.ts';
import { importRoutes } from './imports.ts';
import { integrityRoutes } from './integrity.ts';
import { preparationRoutes } from './preparation.ts';
import { restoreRoutes } from './restore.ts';

/** The API: registration, validation, who may, and the OpenAPI document are all made from this table. */
export const ROUTES: readonly Route[] = [
  ...handoverRoutes,
  ...preparationRoutes,
  ...decisionRoutes,
  ...restoreRoutes,
  ...importRoutes,
  // Before /customers/{id}, which would take "export" for an id.
  ...accessRoutes,
  ...companyRoutes,
  ...auditRoutes,
  ...accessReviewRoutes,
  ...integrityRoutes,
  ...freezeRoutes,
  ...demoRoutes,
];
